"""Reading answers by learned paths: whom one shows, and which kinds of each, in which form."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from headcount.catalog.decoding import Typed, Unfit, siblings, steps, walk
from headcount.catalog.kind_sets import KindSets
from headcount.catalog.persons import canonical
from headcount.catalog.shapes import ENTRY, KEY, Person, Shape, below, keys
from headcount.catalog.unfold import decoded, text_of
from headcount.model.kind import Form, Kind

Found = tuple[int, bytes, int]
"""One person of an answer: place among the shape's persons, canonical identifier (empty where the request names the person),
and the number of the set of kinds that is shown."""

Name = int | str
"""A field of a person: its number among the person's fields, or its key where the person is an object of plain values."""

_CONTAINERS = frozenset({dict, list})
"""What names nobody."""


class Extractor:
    """Reads the answers of one route."""

    def __init__(self, shape: Shape, kind_sets: KindSets) -> None:
        named = siblings(path for person in shape.persons for path in _paths(person))
        self._persons = [_Reader(place, person, kind_sets, named) for place, person in enumerate(shape.persons)]
        self.steady = bool(shape.persons) and all(person.steady for person in shape.persons)
        """Whether an answer in which nobody is found shows nobody; else it may only be of a kind that was not learned."""
        try:
            typed = Typed([path for reader in self._persons for path in reader.typed_paths])
            self._fast = [reader.typed(typed) for reader in self._persons]
            self._decode: Callable[[bytes], Any] | None = typed.decode
        except Unfit:
            self._decode = None

    def read(self, body: bytes) -> list[Found]:
        """The people of one answer; none when it is no JSON, or holds none of the learned fields."""
        if self._decode is not None:
            try:
                root = self._decode(body)
                return [found for people in self._fast for found in people(root) if found]
            except (msgspec.MsgspecError, AttributeError, TypeError, UnicodeDecodeError, RecursionError):
                pass  # of another shape: read without types
        root = decoded(body)
        return [found for reader in self._persons for found in reader.untyped(root) if found]


class _Reader:
    """Reads one person's fields: what is there of a person costs time, not all that may be there."""

    def __init__(self, place: int, person: Person, kind_sets: KindSets, siblings: Mapping[str, frozenset[str]]) -> None:
        self._place = place
        self._person = person
        fields = {(held.path, held.kind): held for held in person.fields}.values()
        """One for each kind of a path: in which form it stands there, each answer tells."""
        named = person.subject is not None and person.subject != person.scope
        subject = person.subject if person.subject is not None else person.scope
        self._kind: Kind | None = next((held.kind for held in fields if held.path == subject), None)
        self._kind_sets = kind_sets
        relative = [below(held.path, person.scope) for held in fields]
        self._subject = below(subject, person.scope) if named else None
        """The path below the scope that names the person; None where the request or all values together do."""
        paths = relative if self._subject is None else [*relative, self._subject]
        self._ways = [keys(path) for path in paths]
        self._scope = steps(person.scope, siblings)
        self._steps = [steps(path, siblings, person.scope) for path in paths]
        self._apart = self._scope.pop() if keys(person.scope)[-1:] == [ENTRY] else None
        """Of people who are the entries of a map, the keys that are no entries; `_scope` leads to the map."""
        self._by_key = [at for at, path in enumerate(paths) if path == KEY]
        """Places of a row that take the key of the entry."""
        self._plain = person.scope.endswith("[]") and any(held.path == person.scope for held in fields)
        """Whether the people are a list of plain values."""
        self._inner: list[list[str] | None] = [_from_list(way) for way in self._ways]
        self._flat = list(dict.fromkeys(paths)) if len(set(relative)) == len(relative) else None
        """The keys of the person's object if every field has its own; None where two fields share one."""
        every = tuple(range(len(relative)))
        self._every = every
        bare = [(held.kind, Form.CLEAR if held.form == Form.MASKED else held.form) for held in fields]
        hidden = [(held.kind, Form.MASKED) for held in fields]
        self._kinds = list(dict.fromkeys((*bare, *hidden)))
        """Every kind and form that a field may show; the bits of a number stand for them, in this order."""
        bits = [tuple(1 << self._kinds.index(shown) for shown in pair) for pair in zip(bare, hidden, strict=True)]
        self._bits: dict[Name, tuple[int, ...]] = dict(zip((*every, *relative), bits * 2, strict=True))
        """What a field shows as it was learned, and what it shows masked, by its number and its path."""
        self._shown: dict[int, int] = {}
        """The number of the set of kinds by bits."""
        self._whole: dict[tuple[Name, ...], int] = {}
        """The number of the set of kinds by the values that are there, when none of them is masked or empty."""

    @property
    def typed_paths(self) -> list[str]:
        """The paths that a typed decoder has to decode: up to the first list below the person's object."""
        scope = self._person.scope
        if self._plain:
            return [scope]
        return [f"{scope}.{path}" if scope else path for path in map(_up_to_list, self._ways)]

    def typed(self, typed: Typed) -> Callable[[Any], Iterable[Found | None]]:
        """What gives the people of a decoded answer, with None for objects that show nothing."""
        objects, told, every, subject = typed.objects(self._person.scope), self._told, self._every, self._subject
        if self._plain:
            return lambda root: [
                told(every, (one,) * len(every), None if subject is None else one) for one in objects(root) if one is not None
            ]
        if self._flat is not None and typed.only(self._person.scope) == self._flat:
            present = msgspec.to_builtins
            if subject is None:
                return lambda root: [told(tuple(row), row.values(), None) for row in present(list(objects(root)))]
            return lambda root: [told(tuple(row), row.values(), row.get(subject)) for row in present(list(objects(root)))]
        getter = typed.values(self.typed_paths, self._person.scope)
        if not any(self._inner):
            return lambda root: [self._row(getter(one)) for one in objects(root)]
        return lambda root: [self._row(self._reach(getter(one))) for one in objects(root)]

    def _reach(self, row: Sequence[Any]) -> list[Any]:
        """The first value behind each inner list."""
        return [value if rest is None else _first(walk(value, rest)) for value, rest in zip(row, self._inner, strict=True)]

    def untyped(self, root: Any) -> Iterable[Found | None]:  # noqa: ANN401 - a JSON value has any type
        """The people of an answer that was decoded without types."""
        if self._apart is not None:
            yield from self._entries(walk(root, self._scope))
            return
        for one in walk(root, self._scope):
            yield self._row([_first(walk(one, way)) for way in self._steps])

    def _entries(self, maps: Iterable[Any]) -> Iterator[Found | None]:
        """The people who are the entries of maps; of one, at least something beside the key is shown."""
        beside = [at for at in self._every if at not in self._by_key]
        for key, one in ((key, one) for entries in maps if isinstance(entries, dict) for key, one in entries.items()):
            if self._apart is not None and key in self._apart:
                continue
            row = [_first(walk(one, way)) if way or type(one) not in _CONTAINERS else None for way in self._steps]
            if beside and all(row[at] is None for at in beside):
                continue
            for place in self._by_key:
                row[place] = key
            yield self._row(row)

    def _row(self, row: Sequence[Any]) -> Found | None:
        """One person by the values of every field, and of the subject after them; None stands for what is not there."""
        values, subject = (row, None) if self._subject is None else (row[:-1], row[-1])
        if None not in values:
            return self._told(self._every, values, subject)
        there = tuple(at for at, value in enumerate(values) if value is not None)
        return self._told(there, [values[at] for at in there], subject)

    def _told(self, names: tuple[Name, ...], values: Collection[Any], subject: Any) -> Found | None:  # noqa: ANN401 - a JSON value
        """One person: the values that are there, what they are, and what names the person."""
        try:
            text = "\x1f".join(values)
        except TypeError:
            text = "\x1f".join(map(text_of, values))
        number, count = self._whole.get(names), len(values)
        if number is None or type(subject) in _CONTAINERS or "" in values or "*" in text or _bullets(text):
            held = [(name, value) for name, value in zip(names, values, strict=True) if value != "" and name in self._bits]
            if not held:
                return None
            shown = 0
            for name, value in held:
                shown |= self._bits[name][type(value) is str and ("*" in value or _bullets(value))]
            number = self._number(shown)
            if "" not in values and "*" not in text and not _bullets(text):
                self._whole[names] = number
            text, count = "\x1f".join([text_of(value) for _, value in held]), len(held)
        if self._person.subject is None:
            return self._place, b"", number
        if subject is None or subject == "" or type(subject) in _CONTAINERS:
            return self._place, canonical(text, self._kind if count == 1 else None), number
        return self._place, canonical(text_of(subject), self._kind), number

    def _number(self, shown: int) -> int:
        """The number of the set of kinds that bits stand for."""
        number = self._shown.get(shown)
        if number is None:
            kinds = frozenset(kind for place, kind in enumerate(self._kinds) if shown >> place & 1)
            number = self._shown[shown] = self._kind_sets.number(kinds)
        return number


def _bullets(text: str) -> bool:
    """Whether a bullet or a wide star stands for a character of a text."""
    return not text.isascii() and ("\u2022" in text or "\uff0a" in text or "\u25cf" in text or "\u2217" in text)


def _paths(person: Person) -> Iterator[str]:
    """All paths that a person is read by."""
    yield from (held.path for held in person.fields)
    if person.subject:
        yield person.subject


def _up_to_list(way: Sequence[str]) -> str:
    steps = []
    for step in way:
        steps.append(step.removesuffix("[]") if step.endswith("[]") else step)
        if step.endswith("[]"):
            break
    return ".".join(steps)


def _from_list(way: Sequence[str]) -> list[str] | None:
    """The steps from the first list on, its own brackets first; None where there is no list on the way."""
    for place, step in enumerate(way):
        if step.endswith("[]"):
            return ["[]", *way[place + 1 :]]
    return None


def _first(values: Iterator[Any]) -> Any:  # noqa: ANN401 - a JSON value has any type
    return next((value for value in values if value is not None and value != ""), None)
