"""The data map: which routes show which kinds of personal data, how sensitive, to whom and to how many. No values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from headcount.model.kind import Form, Kind

CLASSIFIED = "classified"
"""Source of what is no route: a table or a file that `headcount classify` looked at."""


@dataclass(frozen=True, slots=True)
class MapField:
    """One field of a route's answers."""

    path: str
    """Dotted path in the answer; empty where only the kind is declared."""
    kind: Kind
    form: Form
    grade: int
    """1 to 4."""
    why: tuple[str, ...]
    """The rules that made the grade."""
    confidence: float
    """0 to 1; 1 for what is declared."""
    count: int
    """Values seen while the field was learned."""
    valid: int | None
    """How many of them passed the kind's own check; None where it has none."""
    reason: str
    """Why it is held to be of this kind."""
    since: dt.datetime | None
    """When it appeared on a route that was known without it; None for what was there from the first."""
    occasional: bool
    """Whether only some of the values at the path hold it."""


@dataclass(frozen=True, slots=True)
class LensUse:
    """How clients of one lens used a route in the period."""

    lens: str
    clients: int
    """Different clients."""
    records: int
    """Different records that they were shown together."""


@dataclass(frozen=True, slots=True)
class MapRoute:
    """One route that shows records; or one table or file, of which no log tells who saw it."""

    method: str
    """Empty for a table or file, whose name then is the template."""
    template: str
    subject: str
    """What names the record: a variable of the template, or a path in the answer such as `$.items[].id`."""
    entity: str
    people: bool
    """Whether the records are people."""
    source: str
    """`learned`, `declared` or `CLASSIFIED`."""
    grade: int
    """0 when nothing personal is known of it, else 1 to 4."""
    why: tuple[str, ...]
    fields: tuple[MapField, ...]
    """Highest grade first."""
    answers: int
    """Answers that the fields were learned from; 0 for none."""
    most_people: int
    """The most people that one of them held."""
    showings: int
    """Times that a record was shown in the period."""
    records: int
    """Different records shown in the period."""
    lenses: tuple[LensUse, ...]
    """By lens, most clients first."""
    last: dt.datetime | None
    """When it last showed a record, in the whole ledger; None for never."""

    @property
    def name(self) -> str:
        """Method and template, or the name of the table or file."""
        return f"{self.method} {self.template}".strip()

    @property
    def kinds(self) -> tuple[tuple[Kind, Form], ...]:
        """The kinds, each with the openest form that it is shown in, highest grade first."""
        best: dict[Kind, Form] = {}
        for field in self.fields:
            if field.kind not in best or field.form == Form.CLEAR:
                best[field.kind] = field.form
        return tuple(best.items())


@dataclass(frozen=True, slots=True)
class MapKind:
    """One kind, over all routes."""

    kind: Kind
    name: str
    """In English."""
    name_zh: str
    grade: int
    regimes: tuple[str, ...]
    """Rules that speak of it."""
    clear: int
    """Different records that it was shown of in clear in the period."""
    hidden: int
    """Different records that it was shown of masked or hashed only."""
    routes: int
    """Routes that show it."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """Kinds that a client under an agreement was shown and that the agreement does not name."""

    agreement: str
    lens: str
    client: str
    template: str
    kinds: tuple[str, ...]
    records: int
    """Different records that they were shown of."""
    first: dt.datetime
    last: dt.datetime


@dataclass(frozen=True, slots=True)
class Flow:
    """How many different records one kind was shown of, clear or not, on one way through the map in the period."""

    come_from: str
    """A route (`GET /users`), or the id of a kind."""
    go_to: str
    """The id of a kind, or a lens."""
    records: int


@dataclass(frozen=True, slots=True)
class DataMap:
    """The whole map."""

    begins: dt.datetime | None
    """Beginning of the period, UTC; None for an empty ledger."""
    ends: dt.datetime | None
    """Its end: the last request in the ledger."""
    days: int
    """Length of the period asked for."""
    routes: tuple[MapRoute, ...]
    """Highest grade first, then most records."""
    kinds: tuple[MapKind, ...]
    """Highest grade first."""
    beyond: tuple[Beyond, ...]
    """Breaches of agreements, first one first."""
    from_routes: tuple[Flow, ...] = ()
    """From routes to kinds, largest first."""
    to_lenses: tuple[Flow, ...] = ()
    """From kinds to lenses, largest first."""

    @property
    def news(self) -> tuple[tuple[MapRoute, MapField], ...]:
        """Fields that appeared on a known route, the latest first."""
        new = [(route, field) for route in self.routes for field in route.fields if field.since is not None]
        return tuple(sorted(new, key=lambda pair: pair[1].since or dt.datetime.min.replace(tzinfo=dt.UTC), reverse=True))

    @property
    def idle(self) -> tuple[MapRoute, ...]:
        """Routes that hold personal data and showed nobody a record in the period: candidates for removal."""
        return tuple(r for r in self.routes if r.grade and not r.showings and r.source != CLASSIFIED)
