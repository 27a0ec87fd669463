"""The data map of a ledger, with numbers counted by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from headcount.catalog.agreements import Agreement, Standing
from headcount.catalog.answers import Answers
from headcount.catalog.catalog import Catalogue
from headcount.catalog.grades import Levels
from headcount.catalog.identity import Callers
from headcount.catalog.routes import Declaration
from headcount.intake import route_rows, shape_rows
from headcount.ledger.data_map import data_map
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import Position
from headcount.model.data_map import DataMap, Flow, LensUse, MapKind, MapRoute
from headcount.model.kind import Form, Kind
from headcount.model.scope import Scope
from headcount.model.text import Text
from tests.catalog.bodies import by_name, page, person, written
from tests.ledger.accesses import START, TOKENS, Shown, batch_of

DAY = 86_400
PARTNER = Agreement("partner", accounts=frozenset({"svc"}), scope=Scope(kinds=frozenset({"name"})))
ROWS: list[tuple[Shown, object]] = [
    (Shown(0, "192.0.2.1", 1, path="/people/{}"), person(1001)),
    (Shown(40 * DAY, "192.0.2.1", 2, path="/users?page={}"), page(1, 2, 3)),
    (Shown(40 * DAY + 1, "192.0.2.1", 3, "svc", path="/users?page={}"), page(3, 4)),
    (Shown(40 * DAY + 2, "192.0.2.2", 1004, path="/users/{}"), person(4, phone="+1 202-***-0104")),
    (Shown(40 * DAY + 3, "192.0.2.3", 77, path="/orders/{}"), None),
]


@pytest.fixture
def mapped(ledger: EmbeddedLedger) -> DataMap:
    declared = [
        Declaration("/orders/{id}", "id", entity="orders", kinds=("address", "name")),
        Declaration("/people/{id}", "id", entity="people", people=True),
    ]
    catalogue = Catalogue(TOKENS, Callers(TOKENS), declared, Answers(by_name))
    bodies = [body if answer else b"" for _, answer in ROWS for body in written(answer)]
    batch = replace(batch_of([row for row, _ in ROWS]), body=Text.of(bodies))
    catalogue.learn(batch)
    counted = catalogue.disclose(batch, 0)
    ledger.know_routes(route_rows(catalogue.settle()))
    ledger.know_shapes(shape_rows(catalogue))
    ledger.know_kind_sets(catalogue.kind_sets)
    ledger.append(counted)
    ledger.commit(Position(0, "made.jsonl", "jsonl", 4, "head", 9, "tail", len(ROWS), len(ROWS), 0), {})
    ledger.name_clients()
    return data_map(ledger, Standing([PARTNER]), Levels(many_people=3))


def routes(mapped: DataMap) -> dict[str, MapRoute]:
    return {route.template: route for route in mapped.routes}


def test_what_each_route_shows_and_its_grade(mapped: DataMap) -> None:
    found = routes(mapped)
    users = found["/users"]
    assert (users.subject, users.entity, users.people, users.most_people) == ("$.data.items[].id", "users", True, 3)
    assert [(field.path, field.kind, field.form, field.grade) for field in users.fields] == [
        ("data.items[].phone", Kind.PHONE, Form.CLEAR, 3),
        ("data.items[].name", Kind.PERSON_NAME, Form.CLEAR, 2),
    ]
    assert (users.grade, users.why) == (4, ("phone number: grade 3", "3 people in one answer (from 3 on: one grade more)"))
    assert dict(found["/users/{id}"].kinds) == {Kind.PHONE: Form.MASKED, Kind.PERSON_NAME: Form.CLEAR}
    assert [(field.kind, field.path, field.reason) for field in found["/orders/{id}"].fields] == [
        (Kind.ADDRESS, "", "declared with the route"),
        (Kind.PERSON_NAME, "", "declared with the route"),
    ]
    assert [route.grade for route in mapped.routes] == sorted((route.grade for route in mapped.routes), reverse=True)


def test_whom_it_was_shown_to_in_the_period(mapped: DataMap) -> None:
    found = routes(mapped)
    assert (mapped.begins, mapped.ends) == (START + dt.timedelta(days=10, seconds=3), START + dt.timedelta(days=40, seconds=3))
    assert (found["/users"].showings, found["/users"].records) == (5, 4)
    assert found["/users"].lenses == (LensUse("account", 1, 2), LensUse("address", 1, 3))
    assert (found["/people/{id}"].showings, found["/people/{id}"].last) == (0, START)
    assert [route.template for route in mapped.idle] == ["/people/{id}"]


def test_kinds_by_records_in_clear_and_hidden(mapped: DataMap) -> None:
    kinds = {kind.kind: kind for kind in mapped.kinds}
    assert kinds[Kind.PHONE] == MapKind(Kind.PHONE, "phone number", "电话号码", 3, (), clear=4, hidden=1, routes=3)
    assert (kinds[Kind.PERSON_NAME].clear, kinds[Kind.PERSON_NAME].hidden) == (6, 0)
    assert Flow("GET /users", "phone", 4) in mapped.from_routes
    assert Flow("phone", "address", 4) in mapped.to_lenses
    assert Flow("phone", "account", 2) in mapped.to_lenses


def test_what_an_agreement_does_not_name(mapped: DataMap) -> None:
    [breach] = mapped.beyond
    assert (breach.agreement, breach.lens, breach.client, breach.template) == ("partner", "account", "svc", "/users")
    assert (breach.kinds, breach.records, breach.first) == (("phone",), 2, START + dt.timedelta(days=40, seconds=1))


def test_an_empty_ledger_has_an_empty_map(ledger: EmbeddedLedger) -> None:
    assert data_map(ledger, Standing(), Levels()) == DataMap(None, None, 30, (), (), ())
