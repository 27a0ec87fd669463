"""Objects whose keys are values: `{"anna": {...}, "bob": {...}}` is a map of people, and no path may hold their names.

Each key is told by its words (`recognizers.key_names`), by the keys beside it and by the columns of all answers at hand:

- A key that names fields (`billing`, `phone`) stays, and one that is somebody's name (`anna`, `zhangsan`) never does.
- Other keys of which several lead to objects of one shape are a map's: `{"dragon": {"phone": ...}, "wombat": {"phone": ...}}`.
- A single one with an object, and several that make up most of an object and have plain values of one look, stay only when they
  come again and again with different values: names of fields do, names of people do not.

What is wrongly taken for a map costs a path its name; what is wrongly taken for a field writes a person's name into the ledger.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from headcount.catalog.shapes import ENTRY, KEY, keys
from headcount.model.leaves import Leaves
from headcount.recognizers.key_names import is_field, is_somebody

AGAIN = 4
"""So many times a key has to come before it is told from those that come once."""
_OFTEN = 0.5
"""In so large a share of the objects beside it."""
MANY = 4
"""So many objects of one shape beside each other may be a map's, though their keys are names of fields by their words."""
_SELDOM = 0.25
"""None of them stands in a larger share of the answers then."""
_DIFFERENT = 3
"""So many different values half of the columns below it have to have: one person asked for again and again has the same."""
_ALIKE = 0.5
"""Objects have one shape when so large a share of their keys is that of others, too."""
_NUMBER = re.compile(r"[+-]?[\d.,:/\s()-]*\d[\d.,:/\s()-]*")
_LISTS = re.compile(r"(?:\[\])*$")


@dataclass(slots=True)
class _Node:
    """One path of a batch."""

    values: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    kids: dict[str, _Node] = field(default_factory=dict)
    """By segment, with the marks of lists: `items[]`."""
    own: bool = False
    """Whether the lists are its own, not the batch's."""
    mixed: bool = False
    """Whether values were added that may be of earlier answers than those before them."""

    def columns(self) -> Iterator[_Node]:
        """Everything below, and itself, that holds values."""
        stack = [self]
        while stack:
            node = stack.pop()
            if node.values:
                yield node
            stack.extend(node.kids.values())

    def times(self) -> int:
        """How often it is there, as near as its values tell: of what stands in lists, in how many answers."""
        most, stack = 0, [self]
        while stack:
            node = stack.pop()
            most = max(most, len(node.values))
            for segment, kid in node.kids.items():
                if segment.endswith("[]"):
                    most = max(most, len(set(next(kid.columns()).answers)))
                else:
                    stack.append(kid)
        return most

    def merge(self, other: _Node) -> None:
        """Take in another of the same path."""
        stack = [(self, other)]
        while stack:
            into, node = stack.pop()
            into.mixed |= bool(into.values)
            if not into.own:
                into.values, into.answers, into.own = list(into.values), list(into.answers), True
            into.values += node.values
            into.answers += node.answers
            for segment, kid in node.kids.items():
                stack.append((into.kids.setdefault(segment, _Node()), kid))


class Keyed:
    """The maps of one unit, learned batch by batch: what was once a map stays one.

    Args:
        paths: as for `know`.
    """

    def __init__(self, paths: Iterable[str] = ()) -> None:
        self._maps: set[str] = set()
        """Paths of objects of which unknown keys are values."""
        self._shapes: dict[str, set[str]] = {}
        """By path of a map, the keys of its entries."""
        self._names: set[tuple[str, str]] = set()
        """(path of an object, key) that came again and again."""
        self._words: set[tuple[str, str]] = set()
        """(path of a map, key) of keys that look like names of fields, and are values."""
        self._plain: set[str] = set()
        """Paths without an unknown key."""
        self.know(paths)

    def know(self, paths: Iterable[str]) -> None:
        """Take paths of fields that are known of the unit: their names are names, and their `{}` are maps."""
        for path in paths:
            above = ""
            for segment in keys(path):
                bare = _bare(segment)
                if bare in {ENTRY, KEY}:
                    self._maps.add(above)
                else:
                    self._names.add((above, bare))
                    over, _, entry = above.rpartition(".")
                    if _bare(entry) == ENTRY:
                        self._shapes.setdefault(over, set()).add(_named(segment))
                above = _joined(above, segment)

    def fold(self, leaves: Leaves) -> Leaves:
        """The leaves with `{}` in place of keys that are values; the keys themselves are leaves at `{key}`."""
        if all(map(self._is_plain, leaves.paths)) and not self._may_be_words(leaves.paths):
            return leaves
        root = _Node()
        for path, values, answers in zip(leaves.paths, leaves.values, leaves.answers, strict=True):
            if not values:  # the name of a column, known without its values
                continue
            node = root
            for segment in keys(path):
                node = node.kids.setdefault(segment, _Node())
            node.values, node.answers = values, answers
        stack, folded = [("", root)], False
        while stack:
            path, node = stack.pop()
            folded |= self._settle(path, node)
            stack.extend((_joined(path, segment), kid) for segment, kid in node.kids.items())
        return _flat(leaves, root) if folded else leaves

    def path(self, path: str) -> str:
        """A path as it is written by what is known in the end."""
        above = ""
        for segment in keys(path):
            key = _bare(segment)
            if (above, key) in self._words or (above in self._maps and self._is_unknown(above, key)):
                segment = ENTRY + segment[len(key) :]  # noqa: PLW2901  # the segment as it is written
            above = _joined(above, segment)
        return above

    def _is_plain(self, path: str) -> bool:
        if path in self._plain:
            return True
        plain = all((key := _bare(segment)) in {ENTRY, KEY} or is_field(key) for segment in keys(path))
        if plain:
            self._plain.add(path)
        return plain

    def _may_be_words(self, paths: Iterable[str]) -> bool:
        """Whether known names stand among a map's entries, or so many objects beside each other that they may be a map's."""
        inside: dict[str, set[str]] = {}
        for path in paths:
            above, _, inner = path.partition(".")
            while inner:
                segment, _, rest = inner.partition(".")
                if rest or segment.endswith("]"):
                    inside.setdefault(above, set()).add(segment)
                above, inner = f"{above}.{segment}", rest
            inside.setdefault("", set()).add(path.partition(".")[0])
        return any(len(segments) >= MANY or above in self._maps for above, segments in inside.items())

    def _is_unknown(self, above: str, key: str) -> bool:
        return bool(key) and key not in {ENTRY, KEY} and (above, key) not in self._names and not is_field(key)

    def _settle(self, path: str, node: _Node) -> bool:
        """Put those members of an object together whose keys are values; whether there are any."""
        by_key: dict[str, list[str]] = {}
        for segment in node.kids:
            by_key.setdefault(_bare(segment), []).append(segment)
        unknown = {key: [node.kids[s] for s in by_key[key]] for key in by_key if self._is_unknown(path, key)}
        most = max((kid.times() for kid in node.kids.values()), default=0) if unknown else 0
        again = {key for key, kids in unknown.items() if not is_somebody(key) and _comes_again(kids, most)}
        if path in self._maps:
            gone = set(unknown)
        elif ENTRY in by_key:
            gone = set(unknown) - again
        else:
            gone = _values(unknown, again, known=len(by_key) - len(unknown)) if unknown else set()
        self._names.update((path, key) for key in again - gone)
        words = self._known_values(path, node, by_key, gone, unknown)
        self._words.update((path, key) for key in words)
        unknown |= {key: [node.kids[s] for s in by_key[key]] for key in words}
        gone |= words
        if gone:
            self._maps.add(path)
        for key in filter(gone.__contains__, unknown):
            held = node.kids.setdefault(KEY, _Node())
            told = sorted({answer for kid in unknown[key] for column in kid.columns() for answer in column.answers})
            held.values, held.answers = (held.values, held.answers) if held.own else (list(held.values), list(held.answers))
            held.answers += told
            held.values += [key] * len(told)
            held.own, held.mixed = True, True
            for segment in by_key[key]:
                node.kids.setdefault(ENTRY + segment[len(key) :], _Node()).merge(node.kids.pop(segment))
        return bool(gone)

    def _known_values(
        self, path: str, node: _Node, by_key: dict[str, list[str]], gone: set[str], unknown: Collection[str]
    ) -> set[str]:
        """Which keys of an object that look like names of fields are values; `gone` are the unknown ones that are."""
        kids = {key: [node.kids[segment] for segment in segments] for key, segments in by_key.items()}
        entries = self._shapes.setdefault(path, set()) if gone or ENTRY in kids or path in self._maps else set()
        entries.update(*(_shape(kids[key]) for key in kids if key in gone or key == ENTRY))
        objects = {
            key: shape
            for key, nodes in kids.items()
            if key not in unknown and key not in {ENTRY, KEY, ""} and (path, key) not in self._names and (shape := _shape(nodes))
        }
        if len(gone) > 1 or ENTRY in kids or path in self._maps:
            alike = {key for key, shape in objects.items() if len(shape & entries) >= _ALIKE * len(shape | entries)}
            most = max(kid.times() for kid in node.kids.values()) if alike else 0
            return {key for key in alike if not _comes_again(kids[key], most)}
        if len(objects) < MANY:
            return set()
        most_common, count = Counter(map(frozenset, objects.values())).most_common(1)[0]
        alike = {key for key, shape in objects.items() if shape == most_common}
        answers = {answer for column in node.columns() for answer in column.answers}
        seldom = max(kid.times() for key in alike for kid in kids[key]) <= _SELDOM * len(answers)
        return alike if count >= MANY and seldom else set()


def _shape(kids: Iterable[_Node]) -> set[str]:
    """The segments below a key."""
    return {_named(segment) for kid in kids for segment in kid.kids}


def _values(unknown: dict[str, list[_Node]], again: set[str], known: int) -> set[str]:
    """Which of the unknown keys of one object are values; `known` others name fields."""
    objects = {key: kids for key, kids in unknown.items() if any(kid.kids for kid in kids)}
    plain = {key: kids for key, kids in unknown.items() if key not in objects}
    below = {key: _shape(kids) for key, kids in objects.items()}
    shared = Counter(name for names in below.values() for name in names)
    alike = {key for key, names in below.items() if sum(shared[name] > 1 for name in names) >= _ALIKE * len(names)}
    gone = {key for key in objects if key in alike or key not in again}
    gone |= {key for key in plain if is_somebody(key)}
    few = {key: kids for key, kids in plain.items() if key not in again}
    if len(few) > 1 and 2 * len(few) >= len(plain) + known and len({_look(kids) for kids in few.values()}) == 1:
        gone |= set(few)
    return gone | {key for key in plain if len(gone) > 1 and key not in again}


def _comes_again(kids: Sequence[_Node], most: int) -> bool:
    """Whether a key is there again and again, with different values; `most` is how often anything beside it is."""
    columns = [column for kid in kids for column in kid.columns()]
    times = max(kid.times() for kid in kids)
    if times < AGAIN or times < _OFTEN * most:
        return False
    different = sorted(len(set(column.values[: 16 * AGAIN])) for column in columns)
    return different[len(different) // 2] >= (_DIFFERENT if any(kid.kids for kid in kids) else 2)


def _look(kids: Sequence[_Node]) -> str:
    """What plain values look like, roughly."""
    value = next(value for kid in kids for column in kid.columns() for value in column.values)
    if _NUMBER.fullmatch(value):
        return "number"
    return "address" if "@" in value else "text"


def _named(segment: str) -> str:
    """A segment of a shape: all that may be a value alike."""
    return segment if is_field(_bare(segment)) else ENTRY


def _bare(segment: str) -> str:
    """A segment without the marks of lists."""
    return segment[: _LISTS.search(segment).start()] if segment.endswith("[]") else segment  # type: ignore[union-attr]  # it always matches


def _joined(above: str, segment: str) -> str:
    return f"{above}.{segment}" if above else segment


def _flat(leaves: Leaves, root: _Node) -> Leaves:
    """The columns of a tree, in the order of their answers."""
    found: dict[str, _Node] = {}
    stack = [("", root)]
    while stack:
        path, node = stack.pop()
        if node.values:
            found[path] = node
        stack.extend((_joined(path, segment), kid) for segment, kid in reversed(node.kids.items()))
    named = [path for path, values in zip(leaves.paths, leaves.values, strict=True) if not values and path not in found]
    for node in found.values():
        if node.mixed:
            order = sorted(range(len(node.answers)), key=node.answers.__getitem__)
            node.answers, node.values = [node.answers[at] for at in order], [node.values[at] for at in order]
    return Leaves(
        leaves.unit,
        (*found, *named),
        (*(node.values for node in found.values()), *([] for _ in named)),
        (*(node.answers for node in found.values()), *([] for _ in named)),
        leaves.total,
    )
