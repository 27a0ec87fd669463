"""Paths to be masked as one automaton over the keys of a JSON text: where one key leads, told by number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Rule = TypeVar("Rule")

DEAD = 0
"""The state from which no path leads on."""
NONE = -1
"""No rule."""


@dataclass(frozen=True, slots=True)
class Automaton:
    """States as columns. Keys are matched as they read once their escapes are resolved."""

    start: int
    edge: NDArray[np.int64]
    """Of each state, where its edges begin in the three columns below; one entry more at the end."""
    key_start: NDArray[np.int64]
    key_size: NDArray[np.int64]
    target: NDArray[np.int64]
    keys: NDArray[np.uint8]
    """The bytes of all keys, in UTF-8."""
    other: NDArray[np.int64]
    """Of each state, where a key without an edge leads (`{}`)."""
    element: NDArray[np.int64]
    """Of each state, where a list's elements lead (`[]`)."""
    rule: NDArray[np.int64]
    """Of each state, the number of the rule for the value that stands there; `NONE` for none."""
    key_rule: NDArray[np.int64]
    """Of each state, the number of the rule for the keys of the object that stands there (`{key}`)."""


@dataclass(slots=True)
class _Node:
    """One place in the tree of all paths."""

    keys: dict[str, set[int]] = field(default_factory=dict)
    any_key: set[int] = field(default_factory=set)
    elements: set[int] = field(default_factory=set)
    rules: set[int] = field(default_factory=set)
    key_rules: set[int] = field(default_factory=set)


def _tree(  # noqa: C901  # reads one path after the other
    paths: Iterable[tuple[str, int]],
) -> list[_Node]:
    """The tree of the paths, its root first; a path is spelled as in `sources.documents.walk`."""
    nodes = [_Node()]
    ways: dict[tuple[int, str], int] = {}

    def below(at: int, step: str) -> int:
        if (at, step) not in ways:
            ways[at, step] = len(nodes)
            nodes.append(_Node())
        return ways[at, step]

    for path, rule in paths:
        steps = path.split(".") if path else []
        marks = [0]
        for place, step in enumerate(steps):
            bare = step
            while bare.endswith("[]"):
                bare = bare.removesuffix("[]")
            if bare == "{key}":
                nodes[marks[-1]].key_rules.add(rule)
                break
            at = below(marks[-1], bare) if bare else marks[-1]
            if bare == "{}":
                nodes[marks[-1]].any_key.add(at)
            elif bare:
                for back in range(place, -1, -1):  # a dot may also stand in a key: `a.b` is `b` in `a`, or the key `a.b`
                    nodes[marks[back]].keys.setdefault(".".join([*steps[back:place], bare]), set()).add(at)
                    if back and steps[back - 1].endswith(("[]", "{}")):
                        break
            for _ in range((len(step) - len(bare)) // 2):
                inner = below(at, "[]")
                nodes[at].elements.add(inner)
                at = inner
            marks.append(at)
        else:
            nodes[marks[-1]].rules.add(rule)
    return nodes


def automaton(paths: Sequence[tuple[str, Rule]], several: Rule) -> tuple[Automaton, list[Rule]]:
    """The automaton of paths with their rules, and the rules by number. Where paths of different rules meet, `several` holds."""
    rules = list(dict.fromkeys([*(rule for _, rule in paths), several]))
    nodes = _tree((path, rules.index(rule)) for path, rule in paths)
    states: dict[frozenset[int], int] = {frozenset(): DEAD, frozenset({0}): 1}
    order = list(states)
    edges: list[dict[str, int]] = []
    other, element, rule, key_rule = list[int](), list[int](), list[int](), list[int]()

    def state(members: Iterable[int]) -> int:
        found = frozenset(members)
        if found not in states:
            states[found] = len(order)
            order.append(found)
        return states[found]

    def one(found: set[int]) -> int:
        return NONE if not found else found.pop() if len(found) == 1 else rules.index(several)

    for members in order:  # grows while it is walked
        here = [nodes[number] for number in members]
        anything = {target for node in here for target in node.any_key}
        names = {key for node in here for key in node.keys}
        edges.append(
            {key: state({target for node in here for target in node.keys.get(key, ())} | anything) for key in sorted(names)}
        )
        other.append(state(anything))
        element.append(state(target for node in here for target in node.elements))
        rule.append(one({number for node in here for number in node.rules}))
        key_rule.append(one({number for node in here for number in node.key_rules}))
    texts = [(key.encode("utf-8", "surrogatepass"), target) for out in edges for key, target in out.items()]
    sizes = np.array([len(text) for text, _ in texts], np.int64)
    columns = (np.array(column, np.int64) for column in (other, element, rule, key_rule))
    return Automaton(
        1,
        np.cumsum([0, *map(len, edges)], dtype=np.int64),
        np.cumsum(sizes, dtype=np.int64) - sizes,
        sizes,
        np.array([target for _, target in texts], np.int64),
        np.frombuffer(b"".join(text for text, _ in texts) + b"\0", np.uint8),
        *columns,
    ), rules
