"""Match a whole batch of request targets against the tree: one compiled loop over the bytes of their paths."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.catalog import spans, words
from headcount.catalog.interner import Interner, slot_of
from headcount.catalog.trie import Node, Trie
from headcount.compiled import Scalar, compiled
from headcount.model.text import Text

U8 = NDArray[np.uint8]
I64 = NDArray[np.int64]
U64 = NDArray[np.uint64]
Flags = NDArray[np.bool_]

UNKNOWN, STATIC = -1, -2
"""In place of a node: the tree has not met this path; an asset, which shows no record."""
_SLASH, _QUESTION, _EQUALS, _AND, _HASH, _DOT, _SEMICOLON = 47, 63, 61, 38, 35, 46, 59
_MOST_VARIABLES = 16
_IGNORED, _SUBJECT = 0, 1
_ONLY_VALUES, _BUT_ACTIONS, _ANYTHING = 0, 1, 2
"""What a variable takes: values on sight; also words, except `words.ACTIONS` that the tree has not met; every segment."""
_ENDINGS = np.array(sorted(int.from_bytes(b"." + e.encode(), "little") for e in words.STATIC_ENDINGS if len(e) < 8), np.uint64)


@dataclass(frozen=True, slots=True, repr=False)
class Match:
    """Where each target ended in the tree, and the spans that may name its record."""

    node: I64
    """Number of the tree's node, or UNKNOWN, or STATIC."""
    last: Text
    """The last path segment (empty for `/`)."""
    variable: Text
    """The value of the path variable that names the record; empty where none does."""
    variable_node: I64
    """Number of the node of that variable; -1 where there is none."""
    query: Text
    """The query without its question mark; empty where there is none."""


class Matcher:
    """The tree as arrays. Made anew whenever the tree changes."""

    def __init__(self, trie: Trie, designate: Callable[[Node], Node | None]) -> None:
        """`designate` tells the variable of a node's path that names its record; None when none does."""
        self._edges = _table(
            [(node.number, segment, child.number) for node in trie.nodes for segment, child in node.children.items()]
        )
        self._variable = np.array([node.variable.number if node.variable else -1 for node in trie.nodes], np.int64)
        named = (designate(node) for node in trie.nodes)
        self._named = np.array([variable.number if variable else -1 for variable in named], np.int64)
        self._takes = np.array([_takes(node) for node in trie.nodes], np.int64)
        self._actions = np.sort(spans.keys(Text.of(sorted(words.ACTIONS))))
        self._parameters = _table(
            [
                (node.number, name.encode(), _SUBJECT if p.subject else _IGNORED)
                for node in trie.nodes
                for name, p in node.parameters.items()
                if p.subject is not None
            ]
        )

    def match(self, target: Text) -> Match:
        """Walk every target down the tree."""
        rows = len(target)
        node, variable_node = np.empty(rows, np.int64), np.empty(rows, np.int64)
        last, variable, query = (np.empty((rows, 2), np.int64) for _ in range(3))
        tree = (*self._edges, self._variable, self._named, self._takes, self._actions, _ENDINGS, spans.SECRET)
        seen = np.empty((_MOST_VARIABLES, 3), np.int64)
        into = (seen, node, variable_node, last, variable, query)
        _walk(target.data, spans.words(target.data), target.start, target.size, *tree, *into)
        return Match(node, _text(target.data, last), _text(target.data, variable), variable_node, _text(target.data, query))

    def subjects(self, node: I64, query: Text) -> tuple[Text, Text, Flags]:
        """The (name, value) of the first query parameter that names a record; whether parameters are not yet understood."""
        rows = len(query)
        name, value, unknown = np.empty((rows, 2), np.int64), np.empty((rows, 2), np.int64), np.empty(rows, np.bool_)
        word = spans.words(query.data)
        _ask(query.data, word, query.start, query.size, node, *self._parameters, spans.SECRET, name, value, unknown)
        return _text(query.data, name), _text(query.data, value), unknown


def _takes(node: Node) -> int:
    return _ONLY_VALUES if not node.takes_any else _ANYTHING if node.takes_actions else _BUT_ACTIONS


def _text(data: U8, edges: I64) -> Text:
    return Text(data, edges[:, 0], edges[:, 1] - edges[:, 0])


def _table(entries: list[tuple[int, bytes, int]]) -> tuple[U64, I64]:
    """(node, word) -> small number: a hash table, and the numbers by place of entry."""
    interner = Interner()
    word = Text.of([entry[1] for entry in entries])
    keys = np.empty(len(entries), np.uint64)
    _edge_keys(spans.words(word.data), word.start, word.size, np.array([e[0] for e in entries], np.int64), spans.SECRET, keys)
    interner.intern(keys)
    return interner.table, np.array([entry[2] for entry in entries], np.int64)


@compiled
def _edge_key(node: Scalar, word: Scalar) -> Scalar:
    key = spans.mix(word ^ spans.mix(np.uint64(node) + np.uint64(1)))
    return key if key != 0 else np.uint64(1)


@compiled
def _edge_keys(word: U64, start: I64, size: I64, node: I64, secret: Scalar, keys: U64) -> None:
    for row in range(len(start)):
        keys[row] = _edge_key(node[row], spans.key_of(word, start[row], size[row], secret))


@compiled
def _look_up(table: U64, values: I64, key: Scalar) -> Scalar:
    slot = slot_of(table, key)
    return values[table[slot, 1]] if table[slot, 0] == key else np.int64(UNKNOWN)


@compiled
def _walk(  # noqa: C901  # one state machine over the bytes of a path; in pieces it would be slower and harder to follow
    data: U8,
    word: U64,
    starts: I64,
    sizes: I64,
    edges: U64,
    children: I64,
    variables: I64,
    named: I64,
    takes: I64,
    actions: U64,
    endings: U64,
    secret: Scalar,
    seen: I64,
    node: I64,
    variable_node: I64,
    last: I64,
    variable: I64,
    query: I64,
) -> None:
    """For each target: the literal child of each segment in turn, else the variable, else unknown; assets by their ending.

    `seen` is room for the variables of one target.
    """
    for row in range(len(starts)):
        at, limit = starts[row], starts[row] + sizes[row]
        variable[row, 0], variable[row, 1], variable_node[row] = at, at, -1
        parent, count = np.int64(0), 0
        at += at < limit and data[at] == _SLASH
        while True:
            stop = spans.seek(data, at, limit, _SLASH, _QUESTION)
            end = spans.seek(data, at, stop, _SEMICOLON, _SEMICOLON)  # parameters after a semicolon are no part of the segment
            ended = stop >= limit or data[stop] == _QUESTION
            child = parent
            if end > at:
                key = spans.key_of(word, at, end - at, secret)
                child = _look_up(edges, children, _edge_key(parent, key))
                if child == UNKNOWN and _is_static(data, at, limit, endings):
                    child = np.int64(STATIC)
                fits = child == UNKNOWN and variables[parent] >= 0
                if fits and takes[parent] != _ANYTHING and not spans.is_value(data, at, end - at):
                    place = np.searchsorted(actions, key)
                    fits = takes[parent] == _BUT_ACTIONS and not (place < len(actions) and actions[place] == key)
                if fits:
                    child = variables[parent]
                    if count < _MOST_VARIABLES:
                        seen[count, 0], seen[count, 1], seen[count, 2] = child, at, end
                        count += 1
            if ended or child < 0:
                break
            parent, at = child, stop + 1
        node[row] = child
        if child >= 0:
            for place in range(count):
                if seen[place, 0] == named[child]:
                    variable_node[row], variable[row, 0], variable[row, 1] = seen[place, 0], seen[place, 1], seen[place, 2]
        last[row, 0], last[row, 1] = at, end
        query[row, 0], query[row, 1] = min(stop + 1, limit), limit


@compiled
def _is_static(data: U8, start: Scalar, limit: Scalar, endings: U64) -> Scalar:
    """Whether the path from `start` on ends like an asset (`.css`, `.woff2`), whatever its case."""
    stop = spans.seek(data, start, limit, _QUESTION, _QUESTION)
    suffix = np.uint64(0)
    for at in range(stop - 1, max(start, stop - 8), -1):
        suffix = (suffix << np.uint64(8)) | np.uint64(data[at] | 0x20)
        if data[at] == _DOT:
            place = np.searchsorted(endings, suffix)
            return bool(place < len(endings) and endings[place] == suffix and data[at - 1] != _SLASH)
        if data[at] == _SLASH:
            return False
    return False


@compiled
def _ask(
    data: U8,
    word: U64,
    starts: I64,
    sizes: I64,
    node: I64,
    table: U64,
    kinds: I64,
    secret: Scalar,
    name: I64,
    value: I64,
    unknown: Flags,
) -> None:
    """For each query: its first parameter that names a record."""
    for row in range(len(starts)):
        at, limit = starts[row], starts[row] + sizes[row]
        name[row, :] = at
        value[row, :] = at
        unknown[row] = False
        while at < limit:
            stop = spans.seek(data, at, limit, _AND, _HASH)
            equals = spans.seek(data, at, stop, _EQUALS, _EQUALS)
            if at < equals < stop:
                kind = _look_up(table, kinds, _edge_key(node[row], spans.key_of(word, at, equals - at, secret)))
                if kind == _SUBJECT and equals + 1 < stop:
                    name[row, 0], name[row, 1] = at, equals
                    value[row, 0], value[row, 1] = equals + 1, stop
                    break
                unknown[row] |= kind == UNKNOWN
            at = stop + 1
