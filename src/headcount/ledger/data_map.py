"""The data map, put together from the ledger: routes, their fields and grades, and what went through them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Protocol

import pyarrow as pa

from headcount.catalog.grades import Levels, of_field, of_route, regimes_of
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import FieldRow, RouteRow, ShapeRow
from headcount.ledger.map_counts import Use, count_map
from headcount.model.data_map import Beyond, DataMap, LensUse, MapField, MapKind, MapRoute
from headcount.model.kind import Form, Kind
from headcount.model.kind_words import known_as
from headcount.model.scope import Scope
from headcount.model.taxonomy import entry


class Who(Protocol):
    """Names the agreement of clients."""

    @property
    def scopes(self) -> Mapping[str, Scope]:
        """What each agreement covers, by its name."""

    def __call__(
        self, lenses: pa.Array, names: pa.Array, addresses: pa.Array, user_agents: pa.Array
    ) -> tuple[pa.Array, pa.Array]:
        """Declared crawler and agreement of each client, as text; null where there is none."""


_LAST = "SELECT route, max(shown_at) FROM disclosure GROUP BY route"
_CLIENTS = """
SELECT client, lens, name, if(lens IN ('account', 'credential'), name, '') AS named, any_value(address) AS address,
       arg_max(user_agent, requests) AS user_agent
FROM client JOIN client_caller USING (client) JOIN caller USING (caller) JOIN agent USING (agent)
     JOIN (SELECT caller, sum(requests) AS requests FROM traffic GROUP BY caller) USING (caller)
GROUP BY client, lens, name ORDER BY client
"""
_SEEN = """
WITH mine AS (SELECT client, route, record, shown_at, shows FROM shown SEMI JOIN partner USING (client)),
     held AS (
    SELECT client, route, record, shown_at, kind FROM mine JOIN shows USING (shows) WHERE form = 'clear'
    UNION ALL
    SELECT client, route, record, shown_at, kind FROM mine JOIN known_kind USING (route) WHERE mine.shows = 0 AND form = 'clear')
SELECT client, template, kind, record, shown_at FROM held JOIN route USING (route)
"""


def data_map(ledger: EmbeddedLedger, who: Who, levels: Levels, days: int = 30) -> DataMap:
    """The map of everything in the ledger, with what was shown in its last `days`. Clients have been named (`name_clients`)."""
    span = ledger.span()
    if span is None:
        return DataMap(None, None, days, (), (), ())
    begins = max(span[0], span[1] - dt.timedelta(days=days))
    shapes = {shape.route: shape for shape in ledger.shapes()}
    last = dict(ledger.connection.execute(_LAST).fetchall())
    counts = count_map(ledger, begins.replace(tzinfo=None))
    routes, held = [], []
    for number, row in enumerate(ledger.routes(all_counted=False)):
        if row.subject is None or row.tentative:
            continue
        used = {lens: use for (route, lens), use in counts.use.items() if route == number}
        fields = tuple(_fields(row, shapes.get(number), levels))
        routes.append(_route(row, shapes.get(number), fields, used, _utc(last.get(number)), levels))
        held += [(number, str(field.kind), str(field.form)) for field in fields]
    _know(ledger, held)
    order = sorted(routes, key=lambda route: (-route.grade, -route.records, route.template, route.method, route.subject))
    kinds = _kinds(counts.kinds, order, levels)
    return DataMap(begins, span[1], days, tuple(order), kinds, _beyond(ledger, who), counts.from_routes, counts.to_lenses)


def breaches(ledger: EmbeddedLedger, who: Who) -> tuple[Beyond, ...]:
    """The breaches of agreements alone, as `data_map` tells them. Clients have been named; no table of the ledger is written."""
    if not any(scope.kinds for scope in who.scopes.values()):
        return ()
    shapes = {shape.route: shape for shape in ledger.shapes()}
    held = []
    for number, row in enumerate(ledger.routes(all_counted=False)):
        if row.subject is not None and not row.tentative:
            held += [(number, str(field.kind), str(field.form)) for field in _fields(row, shapes.get(number), Levels())]
    _know(ledger, held)
    return _beyond(ledger, who)


def _know(ledger: EmbeddedLedger, held: list[tuple[int, str, str]]) -> None:
    """What each route is known to show, for the queries of this run; `known_kind` is temporary."""
    run = ledger.connection.execute
    run("CREATE OR REPLACE TEMP TABLE known_kind (route UINTEGER, kind VARCHAR, form VARCHAR)").fetchall()
    if held:
        ledger.connection.executemany("INSERT INTO known_kind VALUES (?, ?, ?)", sorted(set(held)))


def _fields(row: RouteRow, shape: ShapeRow | None, levels: Levels) -> Iterable[MapField]:
    """The fields of a route, highest grade first; kinds that are declared without a field come last."""
    found = [_field(field, levels) for field in (shape.fields if shape else ())]
    yield from sorted(found, key=lambda field: (-field.grade, field.path, field.kind))
    there = {field.kind for field in found}
    for kind in sorted({kind for word in row.kinds for kind in known_as(word)} - there):
        grade = of_field(kind, Form.CLEAR, levels)
        yield MapField("", kind, Form.CLEAR, grade.level, grade.why, 1.0, 0, None, "declared with the route", None, False)  # noqa: FBT003  # the last field


def _field(row: FieldRow, levels: Levels) -> MapField:
    kind, form = Kind(row.kind), Form(row.form)
    grade = of_field(kind, form, levels, row.reason)
    since = None if row.since is None else dt.datetime.fromtimestamp(row.since / 1e6, dt.UTC)
    return MapField(
        row.path,
        kind,
        form,
        grade.level,
        grade.why,
        row.confidence,
        row.count,
        row.valid,
        row.reason,
        since,
        row.occasional,
    )


def _route(
    row: RouteRow,
    shape: ShapeRow | None,
    fields: tuple[MapField, ...],
    used: Mapping[str | None, Use],
    last: dt.datetime | None,
    levels: Levels,
) -> MapRoute:
    most = shape.most_people if shape else 0
    grade = of_route([(field.kind, field.form) for field in fields], most, levels, [field.reason for field in fields])
    whole = used.get(None, Use(0, 0, 0))
    lenses = [LensUse(lens, use.clients, use.records) for lens, use in used.items() if lens is not None]
    return MapRoute(
        method=row.method,
        template=row.template,
        subject=row.subject or "",
        entity=row.entity or "",
        people=row.people,
        source=row.source,
        grade=grade.level,
        why=grade.why,
        fields=fields,
        answers=shape.answers if shape else 0,
        most_people=most,
        showings=whole.showings,
        records=whole.records,
        lenses=tuple(sorted(lenses, key=lambda use: (-use.clients, use.lens))),
        last=last,
    )


def _kinds(counted: Mapping[Kind, tuple[int, int]], routes: list[MapRoute], levels: Levels) -> tuple[MapKind, ...]:
    on: dict[Kind, int] = {}
    for route in routes:
        for kind in {field.kind for field in route.fields}:
            on[kind] = on.get(kind, 0) + 1
    found = []
    for kind, there in on.items():
        known, (clear, total) = entry(kind), counted.get(kind, (0, 0))
        grade = of_field(kind, Form.CLEAR, levels).level
        found.append(MapKind(kind, known.en, known.zh, grade, regimes_of(kind, levels), clear, total - clear, there))
    return tuple(sorted(found, key=lambda entry: (-entry.grade, -entry.clear, entry.kind)))


def _beyond(ledger: EmbeddedLedger, who: Who) -> tuple[Beyond, ...]:
    """What clients under an agreement that names kinds were shown beyond these."""
    scopes = {
        name: {kind for word in scope.kinds for kind in known_as(word)} for name, scope in who.scopes.items() if scope.kinds
    }
    if not scopes:
        return ()
    clients = ledger.connection.sql(_CLIENTS).to_arrow_table()
    _, agreements = who(*(clients[name].combine_chunks() for name in ("lens", "named", "address", "user_agent")))
    told = zip(clients["client"].to_pylist(), clients["lens"].to_pylist(), clients["name"].to_pylist(), strict=True)
    partners = {
        client: (agreement, lens, name)
        for (client, lens, name), agreement in zip(told, agreements.to_pylist(), strict=True)
        if agreement in scopes
    }
    run = ledger.connection.execute
    run("CREATE OR REPLACE TEMP TABLE partner (client UINTEGER, kinds VARCHAR[])").fetchall()
    for client, (agreement, _, _) in partners.items():
        run("INSERT INTO partner VALUES (?, ?)", [client, sorted(map(str, scopes[agreement]))]).fetchall()
    rows = run(
        f"""SELECT client, template, list(DISTINCT kind ORDER BY kind), count(DISTINCT record), min(shown_at), max(shown_at)
            FROM ({_SEEN}) JOIN partner USING (client) WHERE NOT list_contains(kinds, kind)
            GROUP BY client, template ORDER BY min(shown_at), client, template"""  # noqa: S608  # a fixed query
    ).fetchall()
    return tuple(
        Beyond(*partners[client], template, tuple(kinds), records, _at(first), _at(latest))
        for client, template, kinds, records, first, latest in rows
    )


def _utc(moment: dt.datetime | None) -> dt.datetime | None:
    return None if moment is None else _at(moment)


def _at(moment: dt.datetime) -> dt.datetime:
    return moment.replace(tzinfo=dt.UTC)
