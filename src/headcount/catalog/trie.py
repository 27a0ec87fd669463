"""The tree of path segments that the catalogue grows from paths it has not met.

Bounded: siblings that are many become one variable.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from headcount.catalog import words
from headcount.catalog.spans import is_value_alone

MOST_SIBLINGS = 50
"""So many rarely used siblings may stand under one parent; one more and they are values of a variable."""
FIRM_HITS = 100
FIRM_SHARE = 0.02
"""A page that has so many hits, and such a share of its parent's, is a page of its own and never a value."""
MOST_NODES = 100_000
"""From so many nodes on, new words are taken for values (the bound on memory)."""
MOST_DEPTH = 32
"""Segments of a path beyond these are not told apart."""
MOST_INNER = 2_000
"""So many different inner segments may stand under one parent whatever they look like (the bound on memory)."""


def is_identifier(segment: bytes) -> bool:
    """Whether a segment is a value on sight (see `spans.is_value`); versions such as `v2` are not."""
    return is_value_alone(segment) and not words.VERSION.match(segment)


def is_strong(segment: bytes) -> bool:
    """Whether a segment identifies by itself: a value that is no small number and no year."""
    small = segment.isdigit() and (len(segment) < 3 or (len(segment) == 4 and 1900 <= int(segment) <= 2100))
    return is_identifier(segment) and not small


@dataclass(slots=True)
class Parameter:
    """What is known of one query parameter of one path."""

    hits: int = 0
    identifiers: int = 0
    values: set[int] = field(default_factory=set)
    subject: bool | None = None
    """True: names the record. False: does not. None: not enough seen."""


@dataclass(slots=True, eq=False, repr=False)
class Node:
    """One segment of the tree."""

    number: int
    parent: Node | None
    segment: bytes
    """The literal segment; for a variable, the first value seen (only to name it)."""
    is_variable: bool = False
    name: str = ""
    """A variable's declared or chosen name."""
    children: dict[bytes, Node] = field(default_factory=dict)
    variable: Node | None = None
    takes_any: bool = False
    """Whether `variable` takes every segment that is no child, not only identifiers."""
    takes_actions: bool = False
    """Whether, taking every segment, it takes even those of `words.ACTIONS`: it was declared, or the tree is full."""
    strong: bool = False
    """For a variable: whether a value identified by itself (see `is_strong`)."""
    merged: Node | None = None
    """The node that this one became part of, when its siblings became many."""
    hits: int = 0
    ends: int = 0
    """Requests whose path ended here."""
    declared: bool = False
    ghosts: int = 0
    """Different last segments seen under this node in earlier scans, whose words are not kept."""
    parameters: dict[str, Parameter] = field(default_factory=dict)

    def is_firm(self) -> bool:
        """Whether this literal is a fixed part of the site, not possibly a value."""
        if self.declared or self.parent is None or self.is_variable or self.segment.lower() in words.ACTIONS:
            return True
        return self.hits >= FIRM_HITS and self.hits >= FIRM_SHARE * self.parent.hits

    def now(self) -> Node:
        """This node, or what it became part of."""
        node = self
        while node.merged is not None:
            node = node.merged
        return node

    def up(self) -> Iterator[Node]:
        """This node and its ancestors, without the root."""
        node: Node | None = self
        while node is not None and node.parent is not None:
            yield node
            node = node.parent


class Trie:
    """All known paths of a site."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        """By number; a node that was merged into another stays in the list with `parent` set to None."""
        self.root = self._node(None, b"")

    def _node(self, parent: Node | None, segment: bytes, *, is_variable: bool = False) -> Node:
        node = Node(len(self.nodes), parent, segment, is_variable)
        self.nodes.append(node)
        return node

    def feed(self, targets: Mapping[bytes, int]) -> None:
        """Learn from targets (path and query) that were answered, with how often each was seen. Assets are left out before."""
        for target, count in targets.items():
            path, _, query = target.partition(b"?")
            node = self.root
            node.hits += count
            segments = [part.partition(b";")[0] for part in path.split(b"/")]
            for segment in [segment for segment in segments if segment][:MOST_DEPTH]:
                node = self._step(node, segment)
                node.hits += count
                node.strong = node.strong or (node.is_variable and is_strong(segment))
            node.ends += count
            if query:
                self._learn_query(node, query, count)

    def _step(self, node: Node, segment: bytes) -> Node:
        child = node.children.get(segment)
        if child is not None:
            return child
        node.takes_any |= node.segment.lower() in words.PERSON_PLACES and not node.is_variable
        if len(self.nodes) >= MOST_NODES:
            node.takes_any = node.takes_actions = True
        elif node.takes_any and segment.lower() in words.ACTIONS:
            child = node.children[segment] = self._node(node, segment)
            return child
        if node.takes_any or is_identifier(segment):
            if node.variable is None:
                node.variable = self._node(node, segment, is_variable=True)
            return node.variable
        child = node.children[segment] = self._node(node, segment)
        if len(node.children) + node.ghosts > MOST_SIBLINGS:
            self._collapse(node)
        return child if child.parent is not None else self._step(node, segment)

    def _collapse(self, node: Node) -> None:
        """Turn rarely used siblings into one variable when they are many."""
        loose = [c for c in node.children.values() if not c.is_firm()]
        leaves = [c for c in loose if c.ends or not (c.children or c.variable)]
        if len(leaves) + node.ghosts <= MOST_SIBLINGS:
            if not _alike(loose) and len(loose) <= MOST_INNER:
                return
            leaves = loose
        if node.variable is None:
            node.variable = self._node(node, leaves[0].segment, is_variable=True)
        node.takes_any = True
        for child in leaves:
            del node.children[child.segment]
            self._merge(child, node.variable)

    def _merge(self, source: Node, target: Node) -> None:
        target.hits += source.hits
        target.ends += source.ends
        target.takes_any |= source.takes_any
        target.takes_actions |= source.takes_actions
        for segment, child in source.children.items():
            known = target.children.get(segment)
            if known is None:
                child.parent, target.children[segment] = target, child
            else:
                self._merge(child, known)
        if source.variable is not None:
            if target.variable is None:
                source.variable.parent, target.variable = target, source.variable
            else:
                self._merge(source.variable, target.variable)
        for name, parameter in source.parameters.items():
            target.parameters.setdefault(name, parameter)
        target.strong |= source.strong
        source.parent, source.merged = None, target
        source.children, source.variable = {}, None

    def _learn_query(self, node: Node, query: bytes, count: int) -> None:
        for pair in query.split(b"&"):
            raw, equals, value = pair.partition(b"=")
            name = raw.decode("utf-8", "replace")
            if not equals or (len(node.parameters) >= 200 and name not in node.parameters):
                continue
            parameter = node.parameters.setdefault(name, Parameter())
            if parameter.subject is not None:
                continue
            parameter.hits += count
            if value:
                parameter.identifiers += count if is_identifier(value) else 0
                if len(parameter.values) < 200:
                    parameter.values.add(zlib.crc32(value) << 32 | zlib.adler32(value))  # the same in every process
            parameter.subject = _names_record(name, parameter)

    def count(self, ends: Mapping[int, int]) -> None:
        """Add requests that ended at known nodes (by number), so that busy pages become firm."""
        for number, count in ends.items():
            node = self.nodes[number]
            node.ends += count
            self.root.hits += count
            for step in node.up():
                step.hits += count

    def plant(self, path: str, any_values: str = "") -> Node:
        """Plant a known path template such as `/orders/{id}/rating`; its literals are firm.

        `any_values` tells of each variable whether it takes every segment (`1`) or only what looks like a value (`0`); left
        out, every variable takes everything.
        """
        node = self.root
        flags = iter(any_values)
        for part in path.encode().split(b"/"):
            if part.startswith(b"{") and part.endswith(b"}"):
                if node.variable is None:
                    node.variable = self._node(node, part, is_variable=True)
                node.takes_any |= next(flags, "1") == "1"
                node.takes_actions |= not any_values
                node = node.variable
                node.name = node.name or part[1:-1].decode()
            elif part:
                literal = quote(part, safe="!$&'()*+,;=:@%~-._").encode()  # as clients send it
                if literal not in node.children:
                    node.children[literal] = self._node(node, literal)
                node = node.children[literal]
            node.declared = True
        return node


def _alike(siblings: list[Node]) -> bool:
    """Whether most inner siblings have the same thing under them, as the profiles of users have."""
    if len(siblings) <= MOST_SIBLINGS:
        return False
    counts: dict[bytes | None, int] = {}
    for node in siblings:
        for label in [*node.children, *([None] if node.variable else [])]:
            counts[label] = counts.get(label, 0) + 1
    return max(counts.values(), default=0) > 0.5 * len(siblings)


def _names_record(name: str, parameter: Parameter) -> bool | None:
    """Whether a query parameter names the record, by its name first and by its values else."""
    if words.NOT_A_SUBJECT.match(name):
        return False
    if words.PERSON_NAME.match(name) or (words.RECORD_NAME.match(name) and parameter.identifiers):
        return True
    if parameter.hits < 20:
        return None
    if parameter.identifiers >= 0.8 * parameter.hits and len(parameter.values) >= 20:
        return True
    return False if parameter.hits >= 200 else None
