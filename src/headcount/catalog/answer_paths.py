"""What answers show, for a gate that holds one answer at a time: whom, which kinds, and where to mask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from headcount.catalog.answers import Answers
from headcount.catalog.catalog import Catalogue
from headcount.catalog.inline import InlineDoor, Learned
from headcount.catalog.requests import METHODS, NO_METHOD
from headcount.catalog.shapes import Person, Shape
from headcount.catalog.trie import Node
from headcount.model.kind import Form, Kind

_MASKED_ENTITY = "record-"
"""Begins an entity that may not be shown; tokens are made under another word then."""


@dataclass(frozen=True, slots=True)
class _Known:
    """One route whose answers show people."""

    place: int
    entities: tuple[str, ...]
    """Of each of the shape's persons, what tokens are made under; empty where the request names the person."""
    paths: tuple[tuple[str, Kind], ...]


class AnswerDoor:
    """Reads answers by the paths that the catalogue knew when this was made. It learns nothing.

    Routes are named as in `Seen.route`.
    """

    def __init__(self, catalogue: Catalogue, door: InlineDoor, learned: Iterable[Learned] = ()) -> None:
        """`learned` is what a ledger knows of the routes; its entities are what its tokens were made under."""
        self._catalogue = catalogue
        self._door = door
        self._answers = catalogue.answers or Answers()
        self._learned = {(one.method, one.template, one.subject or ""): one.entity for one in learned}
        self._routes: dict[str, _Known] = {}
        self._walk(catalogue.trie.root)

    def _walk(self, node: Node) -> None:
        for code, method in enumerate((*METHODS, "")):
            place = node.number * (NO_METHOD + 1) + code
            shape = self._answers.shape(place)
            if shape is not None and shape.persons and method:
                route = self._catalogue.describe(0, node, code, "", tentative=False)
                entities = tuple(self._entity(node, code, method, person) for person in shape.persons)
                self._routes[f"{method} {route.template}"] = _Known(place, entities, _paths(shape))
        for child in node.children.values():
            self._walk(child)
        if node.variable is not None:
            self._walk(node.variable)

    def _entity(self, node: Node, code: int, method: str, person: Person) -> str:
        """What the tokens of a person in the answer are made under."""
        if person.subject is None:
            return ""
        route = self._catalogue.describe(0, node, code, person.parameter, tentative=False)
        learned = self._learned.get((method, route.template, person.parameter), "")
        if route.source == "declared" or not learned or learned.startswith(_MASKED_ENTITY):
            return route.key_entity or route.entity or ""
        return learned

    def holds(self, route: str) -> bool:
        """Whether the route's answers are known to show people, so that they are worth holding until they are read."""
        return _plain(route) in self._routes

    @property
    def routes(self) -> list[str]:
        """The routes whose answers are known to show people."""
        return sorted(self._routes)

    def paths(self, route: str) -> tuple[tuple[str, Kind], ...]:
        """Where the route's answers hold which kinds, for masking; hashed values are left out. Nothing for other routes."""
        known = self._routes.get(_plain(route))
        return known.paths if known else ()

    def people(self, route: str, body: bytes) -> tuple[tuple[int, ...], frozenset[str]]:
        """Tokens of the different people whom an answer shows by itself, and the kinds that it shows in clear.

        A person whom the request names has no token here (`InlineDoor.see` gives it), but the kinds shown count.
        """
        known = self._routes.get(_plain(route))
        if known is None:
            return (), frozenset()
        (found,), _ = self._answers.read(known.place, [body])
        sets = self._answers.kind_sets.sets
        shown = {number for _, _, number in found}
        kinds = frozenset(str(kind) for number in shown for kind, form in sets[number] if form == Form.CLEAR)
        by_entity: dict[str, list[bytes]] = {}
        for person, value, _ in found:
            if value:
                by_entity.setdefault(known.entities[person], []).append(value)
        tokens = dict.fromkeys(
            token for entity, values in by_entity.items() for token in self._door.tokens(entity, list(dict.fromkeys(values)))
        )
        return tuple(tokens), kinds


def _paths(shape: Shape) -> tuple[tuple[str, Kind], ...]:
    return tuple(dict.fromkeys((field.path, field.kind) for field in shape.fields if field.form != Form.HASHED))


def _plain(route: str) -> str:
    """A route without the query parameter that names its record: one path has one shape."""
    return route.partition("?")[0]
