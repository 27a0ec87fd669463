"""Shapes: what the answers of one route hold, learned from samples. Paths and kinds, no values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from headcount.model.field import Field
from headcount.model.kind import Form, Kind

ROOT = "$"
"""Begins the subject of a route whose records stand in the answer: `$.items[].id` (as in JSONPath, RFC 9535)."""

ENTRY, KEY = "{}", "{key}"
"""Steps of paths to the entries of a map, whose keys are values, and to these keys."""

DIRECT = frozenset(
    {
        Kind.PERSON_NAME,
        Kind.NICKNAME,
        Kind.ACCOUNT_ID,
        Kind.IM_ACCOUNT,
        Kind.PHONE,
        Kind.EMAIL,
        Kind.PASSPORT,
        Kind.TRAVEL_PERMIT,
        Kind.DRIVER_LICENSE,
        Kind.SOCIAL_INSURANCE,
        Kind.BANK_CARD,
        Kind.BANK_ACCOUNT,
        *(kind for kind in Kind if kind.startswith("national_id.")),
    }
)
"""Kinds that say who somebody is: where two stand in neighbouring objects, these are two people."""


@dataclass(frozen=True, slots=True)
class Person:
    """One object of an answer that is about one person: in a list, each of its elements."""

    scope: str
    """Path of the object, empty for the whole answer; an element's ends with `[]`."""
    subject: str | None
    """Path that names the person. The scope itself: all its personal values together do. None: the request names them."""
    fields: tuple[Field, ...]
    """What of the person the answer shows."""
    steady: bool = False
    """Whether hardly any sampled answer was without: then an answer without shows nobody."""
    occasional: tuple[Field, ...] = ()
    """What only some of the values hold, such as telephone numbers in remarks: known of the route, not told answer by answer."""

    @property
    def kinds(self) -> set[str]:
        """The kinds that are shown in clear."""
        return {str(held.kind) for held in (*self.fields, *self.occasional) if held.form == Form.CLEAR}

    @property
    def parameter(self) -> str:
        """The subject as routes spell it: `$.items[].id`, `$[].id`; `$` when the whole answer names the person."""
        return ROOT + ("." if self.subject and not self.subject.startswith("[") else "") + (self.subject or "")


@dataclass(frozen=True, slots=True)
class Shape:
    """What the answers of one route hold."""

    persons: tuple[Person, ...] = ()
    answers: int = 0
    """Answers that it was learned from."""
    most_people: int = 0
    """The most people that one of them held."""
    since: dict[tuple[str, Kind, Form], int] = field(default_factory=dict)
    """Fields that appeared after the shape was known, and when each was first seen: microseconds since 1970."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field, person by person."""
        return tuple(held for person in self.persons for held in (*person.fields, *person.occasional))


def keys(path: str) -> list[str]:
    """The steps of a path: `items[].buyer.phone` gives `items[]`, `buyer`, `phone`."""
    return path.split(".") if path else []


def is_many(path: str) -> bool:
    """Whether a path ends at the elements of a list (`[]`) or of a map whose keys are values (`{}`)."""
    return path.endswith(("[]", "{}"))


def within(path: str, scope: str) -> bool:
    """Whether a path is the scope or lies below it, or leads to the key of an entry that is the scope."""
    return not scope or path == scope or path.startswith(f"{scope}.") or path == key_of(scope)


def below(path: str, scope: str) -> str:
    """The rest of a path below its scope; empty for the scope itself, `{key}` for the key of an entry that is the scope."""
    if scope and path == key_of(scope):
        return KEY
    return path if not scope else path[len(scope) + 1 :]


def key_of(scope: str) -> str:
    """The path of the keys of a map, of whose entries `scope` is the path; empty for any other scope."""
    return f"{scope.removesuffix(ENTRY)}{KEY}" if keys(scope)[-1:] == [ENTRY] else ""


def container(path: str) -> str:
    """The path of the object that a field stands in; an entry of a map, and its key, stand in the entry."""
    outer, _, last = path.rpartition(".")
    if last in {ENTRY, KEY}:
        return f"{outer}.{ENTRY}" if outer else ENTRY
    return outer


def home(path: str) -> str:
    """The innermost element of a list or map that holds a field, or the empty path: `items[]` for `items[].buyer.phone`.

    A list of plain values is a field of its element: the home of `users[].phones[]` is `users[]`. A plain value in a map is an
    element by itself, since it has a key: the home of `map.{}` and `map.{key}` is `map.{}`.
    """
    return _innermost(container(path))


def around(place: str) -> str:
    """The innermost element of a list or map that holds an object or element, or the empty path."""
    if place.endswith("[]") and is_many(place[:-2]):
        return place[:-2]
    return _innermost(place.rpartition(".")[0])


def _innermost(path: str) -> str:
    inner = keys(path)
    while inner and not is_many(inner[-1]):
        inner.pop()
    return ".".join(inner)


def named(fields: Iterable[Field]) -> bool:
    """Whether one of the fields says who somebody is."""
    return any(held.kind in DIRECT for held in fields)


def declared(subject: str | None, fields: Iterable[Field]) -> Person:
    """Whom a route shows, as the configuration declares it: `subject` is spelled as a route's, `$.items[].id` or a variable."""
    held = tuple(fields)
    if subject is None or not subject.startswith(ROOT):
        return Person("", None, held)
    path = subject.removeprefix(ROOT).removeprefix(".")
    scope = path if is_many(path) else container(path)
    if not all(within(field.path, scope) for field in held):
        scope = home(path)
    return Person(scope, path, held)
