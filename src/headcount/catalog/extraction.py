"""Reading answers by learned paths: whom one shows, and which kinds of each, in which form."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec

from headcount.catalog.decoding import Typed, Unfit, walk
from headcount.catalog.kind_sets import KindSets
from headcount.catalog.persons import canonical
from headcount.catalog.shapes import Person, Shape, below, keys
from headcount.catalog.unfold import decoded, text_of
from headcount.model.kind import Form, Kind

Found = tuple[int, bytes, int]
"""One person of an answer: place among the shape's persons, canonical identifier (empty where the request names the person),
and the number of the set of kinds that is shown."""

_MASKS = frozenset("\u2022\uff0a\u25cf\u2217")
"""Characters other than the star that stand for hidden ones: bullets and wide stars."""


class Extractor:
    """Reads the answers of one route."""

    def __init__(self, shape: Shape, kind_sets: KindSets) -> None:
        self._persons = [_Reader(person, kind_sets) for person in shape.persons]
        self.steady = bool(shape.persons) and all(person.steady for person in shape.persons)
        """Whether an answer in which nobody is found shows nobody; else it may only be of a kind that was not learned."""
        try:
            typed = Typed([path for reader in self._persons for path in reader.typed_paths])
            self._fast = [(place, *reader.typed(typed)) for place, reader in enumerate(self._persons)]
            self._decode: Callable[[bytes], Any] | None = typed.decode
        except Unfit:
            self._decode = None

    def read(self, body: bytes) -> list[Found]:
        """The people of one answer; none when it is no JSON, or holds none of the learned fields."""
        if self._decode is not None:
            try:
                root = self._decode(body)
                return [found for place, objects, read in self._fast for one in objects(root) if (found := read(place, one))]
            except (msgspec.MsgspecError, AttributeError, TypeError, UnicodeDecodeError, RecursionError):
                pass  # of another shape: read without types
        root = decoded(body)
        return [found for place, reader in enumerate(self._persons) for found in reader.untyped(place, root)]


class _Reader:
    """Reads one person's fields."""

    def __init__(self, person: Person, kind_sets: KindSets) -> None:
        self._person = person
        self._named = person.subject is not None and person.subject != person.scope
        subject = person.subject if person.subject is not None else person.scope
        self._kind: Kind | None = next((held.kind for held in person.fields if held.path == subject), None)
        self._kinds = [(held.kind, held.form) for held in person.fields]
        self._numbers: dict[int, int] = {}
        self._kind_sets = kind_sets
        relative = [below(held.path, person.scope) for held in person.fields]
        subject_path = below(subject, person.scope) if self._named else relative[0]
        self._ways = [keys(path) for path in (subject_path, *relative)]
        self._plain = person.scope.endswith("[]") and any(held.path == person.scope for held in person.fields)
        """Whether the people are a list of plain values."""
        self._inner: list[list[str] | None] = [_from_list(way) for way in self._ways]
        self._bits = [1 << 2 * place for place in range(len(relative))]

    @property
    def typed_paths(self) -> list[str]:
        """The paths that a typed decoder has to decode: up to the first list below the person's object."""
        scope = self._person.scope
        if self._plain:
            return [scope]
        return [f"{scope}.{path}" if scope else path for path in map(_up_to_list, self._ways)]

    def typed(self, typed: Typed) -> tuple[Callable[[Any], Any], Callable[[int, Any], Found | None]]:
        """What gives the objects of a decoded answer, and what reads one of them."""
        objects = typed.objects(self._person.scope)
        if self._plain:
            return objects, lambda place, one: self._found(place, (one, *(one for _ in self._kinds)))
        getter = typed.values(self.typed_paths, self._person.scope)
        if not any(self._inner):
            return objects, lambda place, one: self._found(place, getter(one))
        return objects, lambda place, one: self._found(place, self._reach(getter(one)))

    def _reach(self, row: Sequence[Any]) -> list[Any]:
        """The first value behind each inner list."""
        return [value if rest is None else _first(walk(value, rest)) for value, rest in zip(row, self._inner, strict=True)]

    def untyped(self, place: int, root: Any) -> Iterator[Found]:  # noqa: ANN401 - a JSON value has any type
        """The people of an answer that was decoded without types."""
        for one in walk(root, keys(self._person.scope)):
            found = self._found(place, [_first(walk(one, way)) for way in self._ways])
            if found:
                yield found

    def _found(self, place: int, row: Sequence[Any]) -> Found | None:
        """One person: the values of the subject and of each field."""
        shown = 0
        for at, bit in enumerate(self._bits, 1):
            value = row[at]
            if value is not None and value != "":
                shown |= bit << 1 if type(value) is str and ("*" in value or (not value.isascii() and _hidden(value))) else bit
        if not shown:
            return None
        number = self._numbers.get(shown)
        if number is None:
            number = self._numbers[shown] = self._kind_sets.number(self._set(shown))
        if self._person.subject is None:
            return place, b"", number
        subject = row[0] if self._named else None
        if subject is None or subject == "" or isinstance(subject, dict | list):
            texts = [text_of(value) for value in row[1:] if value is not None and value != ""]
            return place, canonical("\x1f".join(texts), self._kind if len(texts) == 1 else None), number
        return place, canonical(text_of(subject), self._kind), number

    def _set(self, shown: int) -> frozenset[tuple[Kind, Form]]:
        """The kinds of a row of bits, two a field: shown as learned, shown masked."""
        return frozenset(
            (kind, Form.MASKED if masked else Form.CLEAR if form == Form.MASKED else form)
            for place, (kind, form) in enumerate(self._kinds)
            for masked in (0, 1)
            if shown >> (2 * place + masked) & 1
        )


def _hidden(value: str) -> bool:
    return not _MASKS.isdisjoint(value)


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
