"""Reading answers by learned paths: whom one shows, and which kinds of each, in which form."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import Any

import msgspec

from headcount.catalog.decoding import Typed, Unfit, siblings, steps, walk
from headcount.catalog.kind_sets import KindSets
from headcount.catalog.persons import canonical, spelled_all
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
_OTHER_SHAPE = (msgspec.MsgspecError, AttributeError, TypeError, UnicodeDecodeError, RecursionError)
"""What typed reading raises for an answer of another shape, and for one that is no JSON."""
_TOGETHER, _ALONE = 128, 4
"""Answers that are read together, and so few that they are not."""
_BETWEEN = "\x1f\x1e\x1f"
"""Between the values of two people: with it, two separators stand side by side only where a value is empty."""


class Extractor:
    """Reads the answers of one route."""

    def __init__(self, shape: Shape, kind_sets: KindSets) -> None:
        named = siblings(path for person in shape.persons for path in _paths(person))
        self._persons = [_Reader(place, person, kind_sets, named) for place, person in enumerate(shape.persons)]
        self.steady = bool(shape.persons) and all(person.steady for person in shape.persons)
        """Whether an answer in which nobody is found shows nobody; else it may only be of a kind that was not learned."""
        try:
            paths = [path for reader in self._persons for path in reader.typed_paths]
            typed = Typed(paths)
            self._fast = [(typed.objects(reader.scope), reader.typed(typed)) for reader in self._persons]
            self._decode: Callable[[bytes], Any] | None = typed.decode
        except Unfit:
            self._decode = None

    def read(self, body: bytes) -> list[Found]:
        """The people of one answer; none when it is no JSON, or holds none of the learned fields."""
        if self._decode is not None:
            try:
                root = self._decode(body)
                return [found for objects, people in self._fast for found in people(list(objects(root))) if found]
            except _OTHER_SHAPE:
                pass  # read without types
        root = decoded(body)
        return [found for reader in self._persons for found in reader.untyped(root) if found]

    def read_all(self, bodies: Sequence[bytes]) -> list[list[Found]]:
        """The people of each answer, as `read` gives them: those of many answers are looked at together."""
        if self._decode is None:
            return list(map(self.read, bodies))
        return [found for first in range(0, len(bodies), _TOGETHER) for found in self._halved(bodies[first : first + _TOGETHER])]

    def _halved(self, bodies: Sequence[bytes]) -> list[list[Found]]:
        """The people of some answers: those of another shape are found by halving, and read one by one."""
        found = self._typed(bodies)
        if found is not None:
            return found
        half = len(bodies) // 2
        return [*self._halved(bodies[:half]), *self._halved(bodies[half:])] if half >= _ALONE else list(map(self.read, bodies))

    def _typed(self, bodies: Sequence[bytes]) -> list[list[Found]] | None:
        """The people of some answers; None where one has another shape."""
        found: list[list[Found]] = [[] for _ in bodies]
        try:
            roots = list(map(self._decode, bodies))  # type: ignore[arg-type]  # asked for where there is one
            for objects, people in self._fast:
                inside = [list(objects(root)) for root in roots]
                every, end = people(list(chain.from_iterable(inside))), 0
                for answer, count in zip(found, map(len, inside), strict=True):
                    answer.extend(filter(None, every[end : end + count]))
                    end += count
        except _OTHER_SHAPE:
            return None
        return found


class _Reader:
    """Reads one person's fields: what is there of a person costs time, not all that may be there."""

    def __init__(self, place: int, person: Person, kind_sets: KindSets, siblings: Mapping[str, frozenset[str]]) -> None:
        self._place = place
        self.scope = person.scope
        """Path of the person's object."""
        self.asked = person.subject is None
        """Whether the request names the person."""
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
        scope = self.scope
        if self._plain:
            return [scope]
        return [f"{scope}.{path}" if scope else path for path in map(_up_to_list, self._ways)]

    def typed(self, typed: Typed) -> Callable[[Sequence[Any]], list[Found | None]]:
        """What gives the people of objects of decoded answers, with None for objects that show nothing."""
        if self._plain:
            return self._values
        if self._flat is not None and typed.only(self.scope) == self._flat:
            return lambda objects: self._rows(msgspec.to_builtins(objects))
        getter = typed.values(self.typed_paths, self.scope)
        if not any(self._inner):
            return lambda objects: self._tuples(list(map(getter, objects)))
        return lambda objects: self._tuples([self._reach(getter(one)) for one in objects])

    def _values(self, values: Sequence[Any]) -> list[Found | None]:
        """People who are plain values."""
        every, named = self._every, self._subject is not None
        return [None if one is None else self._told(every, (one,) * len(every), one if named else None) for one in values]

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

    def _rows(self, rows: Sequence[dict[str, Any]]) -> list[Found | None]:
        """People who are objects of plain values: what is there of each, in the order of the fields."""
        values = [row.values() for row in rows]
        subjects = None if self._subject is None else [row.get(self._subject) for row in rows]
        return self._people(list(map(tuple, rows)), values, subjects, _joined(values))

    def _tuples(self, rows: Sequence[Sequence[Any]]) -> list[Found | None]:
        """People by their values, as for `_row`."""
        values, subjects = rows, None
        if self._subject is not None:
            values, subjects = [row[:-1] for row in rows], [row[-1] for row in rows]
        names = [self._every if None not in row else tuple(at for at in self._every if row[at] is not None) for row in values]
        there = [row if None not in row else [one for one in row if one is not None] for row in values]
        return self._people(names, there, subjects, _joined(there))

    def _people(
        self,
        names: Sequence[tuple[Name, ...]],
        values: Sequence[Collection[Any]],
        subjects: Sequence[Any] | None,
        texts: list[str] | None,
    ) -> list[Found | None]:
        """What `_told` gives of each: what is asked of every value is asked of all of them together.

        Args:
            names: of the values of each.
            values: of each.
            subjects: what names each; None where all values together do, or the request.
            texts: the values of each as one text, where all of them are texts.
        """
        if texts is None:
            texts = ["\x1f".join(map(text_of, row)) for row in values]
        numbers = list(map(self._whole.get, names))
        together = _BETWEEN.join(["", *texts, ""])
        apart = {at for at, number in enumerate(numbers) if number is None} if None in numbers else set[int]()
        if "\x1f\x1f" in together:
            apart.update(at for at, row in enumerate(values) if not row or "" in row)
        if "*" in together or _bullets(together):
            apart.update(at for at, text in enumerate(texts) if "*" in text or _bullets(text))
        if subjects is not None:
            apart.update(at for at, name in enumerate(subjects) if name is None or name == "" or type(name) in _CONTAINERS)
            texts = [name if type(name) is str else text_of(name) for name in subjects]
        called: Iterable[bytes] = repeat(b"", len(texts))
        if not self.asked:
            called = spelled_all(texts) if self._kind is None else [canonical(text, self._kind) for text in texts]
        found: list[Found | None] = list(zip(repeat(self._place, len(texts)), called, numbers, strict=True))  # type: ignore[arg-type]  # those without a number are told apart
        for at in apart:
            found[at] = self._told(names[at], values[at], None if subjects is None else subjects[at])
        return found

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
        if self.asked:
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


def _joined(rows: Sequence[Collection[Any]]) -> list[str] | None:
    """The values of each row as one text; None where some value is none."""
    try:
        return list(map("\x1f".join, rows))
    except TypeError:
        return None


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
