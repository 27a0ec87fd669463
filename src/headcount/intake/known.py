"""What the catalogue learned, in the ledger's words, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from headcount.catalog.catalog import Catalogue
from headcount.catalog.routes import Route
from headcount.catalog.shapes import ROOT, Person, Shape
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import FieldRow, RouteRow, ShapeRow
from headcount.model.field import Field
from headcount.model.kind import Form, Kind


def recall(ledger: EmbeddedLedger, catalogue: Catalogue) -> None:
    """Tell the catalogue which routes earlier runs learned, and what their answers hold."""
    catalogue.restore(
        [
            (r.template, r.subject, r.any_values, r.records if r.tentative else 0)
            for r in ledger.routes(all_counted=False)
            if r.source == "learned" and r.subject
        ]
    )
    recall_shapes(ledger, catalogue)


def append(ledger: EmbeddedLedger, catalogue: Catalogue, counted: Mapping[str, pa.RecordBatch]) -> None:
    """Add a batch to the ledger, with what it names and the ledger does not know yet."""
    if len(catalogue.routes) > ledger.known_routes:
        ledger.know_routes(route_rows(catalogue.routes))
        ledger.know_shapes(shape_rows(catalogue))
    if len(catalogue.kind_sets) > ledger.known_kind_sets:
        ledger.know_kind_sets(catalogue.kind_sets)
    ledger.append(counted)


def route_rows(routes: Sequence[Route]) -> list[RouteRow]:
    """The catalogue's routes as the ledger keeps them."""
    return [
        RouteRow(r.method, r.template, r.subject, r.entity, r.source, r.people, r.kinds, r.tentative, 0, r.by_word, r.any_values)
        for r in routes
    ]


def shape_rows(catalogue: Catalogue) -> list[ShapeRow]:
    """What answers were found to hold, as the ledger keeps it."""
    return [
        ShapeRow(number, person.scope, person.steady, shape.answers, shape.most_people, _field_rows(person, shape))
        for number, person, shape in catalogue.shapes()
    ]


def _field_rows(person: Person, shape: Shape) -> tuple[FieldRow, ...]:
    return tuple(
        FieldRow(
            f.path, f.kind, f.form, f.confidence, f.count, f.valid, f.reason, shape.since.get((f.path, f.kind, f.form)), seldom
        )
        for seldom, fields in ((False, person.fields), (True, person.occasional))
        for f in fields
    )


def recall_shapes(ledger: EmbeddedLedger, catalogue: Catalogue) -> None:
    """Tell the catalogue what earlier scans found answers to hold."""
    routes, by_place = ledger.routes(all_counted=False), dict[tuple[str, str, str], list[tuple[Person, ShapeRow]]]()
    for row in ledger.shapes():
        route = routes[row.route]
        inner = (route.subject or "").startswith(ROOT)
        often, seldom = (
            tuple(
                Field(route.template, f.path, Kind(f.kind), f.confidence, Form(f.form), f.count, f.valid, f.reason)
                for f in row.fields
                if f.occasional == wanted
            )
            for wanted in (False, True)
        )
        subject = (route.subject or "").removeprefix(ROOT).removeprefix(".") if inner else None
        place = route.method, route.template.partition("?")[0], route.any_values
        by_place.setdefault(place, []).append((Person(row.scope, subject, often, row.steady, seldom), row))
    for (method, path, any_values), found in by_place.items():
        since = {(f.path, Kind(f.kind), Form(f.form)): f.since for _, row in found for f in row.fields if f.since is not None}
        persons = {person: None for person, _ in found}
        shape = Shape(tuple(persons), max(row.answers for _, row in found), max(row.most_people for _, row in found), since)
        catalogue.know(method, path, any_values, shape)
