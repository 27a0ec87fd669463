"""Kinds of personal data that answers held: as they were seen to, else as their route is known to."""

from __future__ import annotations

from headcount.ledger.board.place import Small
from headcount.model.kind import Form, Kind
from headcount.model.kind_words import known_as

DECLARED = ""
"""The form of a kind that is only declared with its route."""
Held = tuple[tuple[Kind, str], ...]


class KindsOf:
    """By route and set of kinds."""

    def __init__(self, small: Small) -> None:
        """Of a ledger's small tables."""
        self._seen: dict[int, Held] = {
            number: tuple(sorted((Kind(kind), str(Form(form))) for kind, form in members))
            for number, members in small.sets.items()
        }
        self._known: dict[int, Held] = {}
        self._reasons: dict[tuple[int, Kind, str], str] = {}
        fields: dict[int, set[tuple[Kind, str]]] = {}
        for shape in small.shapes:
            for one in shape.fields:
                kind, form = Kind(one.kind), str(Form(one.form))
                fields.setdefault(shape.route, set()).add((kind, form))
                self._reasons[shape.route, kind, form] = (
                    f"{self._reasons.get((shape.route, kind, form), '')} {one.reason}".strip()
                )
        for number, route in enumerate(small.routes):
            found = fields.get(number, set())
            declared = {kind for word in route.kinds for kind in known_as(word)} - {kind for kind, _ in found}
            self._known[number] = tuple(sorted(found | {(kind, DECLARED) for kind in declared}))

    def held(self, route: int, shows: int) -> Held:
        """(kind, form) of an answer of a route, of which a set of kinds was seen; set 0: the answer was not seen."""
        return self._seen.get(shows, ()) if shows else self._known.get(route, ())

    def reason(self, route: int, kind: Kind, form: str) -> str:
        """Why fields of a route are held to be of a kind, which may tell of minors; empty where nothing says so."""
        return self._reasons.get((route, kind, form), "")
