"""Scope over the API: every table as CSV and JSON, and a timeline that keeps to what was counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from headcount.console import counting
from headcount.model.incident import ClientName
from tests.console.pages.handled import Handled, found, heard
from tests.leaky import THIEF


@pytest.mark.parametrize(
    ("table", "key"),
    [("by_client", f"address {THIEF}"), ("by_route", "GET /orders/{id}"), ("by_day", "2026-03-03"), ("by_entity", "orders")],
)
def test_tables(handling: Handled, table: str, key: str) -> None:
    [row] = handling.browser().get(f"/api/v1/incidents/1/scope/{table}").json()["rows"]
    assert (row["key"], row["records"], row["people"], row["showings"]) == (key, 400, 400, 400)
    lines = handling.browser().get(f"/api/v1/incidents/1/scope/{table}?as=csv").text.splitlines()
    assert lines[0] == "key,records,people,pieces,clear,masked,showings,first,last"
    assert len(lines) == 2


def test_there_is_no_other_table(handling: Handled) -> None:
    assert handling.browser().get("/api/v1/incidents/1/scope/by_name").status_code == 400


def test_without_a_count_the_timeline_tells_of_no_showing(handling: Handled) -> None:
    handling.parts = replace(handling.parts, beside=None, ledger=handling.folder / "none.ledger")
    told = handling.browser().get("/api/v1/incidents/1/timeline").json()
    assert (told["counted"], told["steps"]) == (None, [])
    assert {row["what"] for row in told["rows"]} == {"signal begins", "signal", "signalled", "aware", "state"}


def test_counting_anew_says_when(handling: Handled) -> None:
    told = handling.browser().post("/api/v1/incidents/1/count").json()
    assert (told["counted"], told["exposure"]["total"]["records"]) == ("2026-11-20T09:30:00Z", 400)
    [log] = handling.browser().get("/api/v1/incidents/1/evidence").json()["rows"]
    assert (log["lines"], log["first"], log["last"], log["format"]) == (400, 6024, 7136, "combined")


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "scope"), ("POST", "count"), ("GET", "scope/by_client"), ("GET", "timeline")]
)
def test_looks_at_clients_are_told(handling: Handled, method: str, path: str) -> None:
    assert handling.browser().request(method, f"/api/v1/incidents/1/{path}").status_code == 200
    assert {look[2] for look in handling.watch.looks} == {f"address:{THIEF}"}
    assert handling.watch.deeds == []


@pytest.mark.parametrize("path", ["scope", "scope/by_client?as=csv"])
def test_many_clients_are_an_export(handling: Handled, path: str) -> None:
    members = tuple(ClientName("account", f"member-{n:03}") for n in range(40))
    heard(handling, found("198.51.100.0/24", "prefix", "coordinated_crawl", members=members))
    assert handling.browser().get(f"/api/v1/incidents/2/{path}").status_code == 200
    [(_, what, told)] = handling.watch.deeds
    assert (what, told) == ("export", f"incident 2, {path.partition('?')[0]}: 40 clients")
    assert len(handling.watch.looks) == 12


def test_a_table_of_counts_names_nobody(handling: Handled) -> None:
    assert handling.browser().get("/api/v1/incidents/1/scope/by_day").status_code == 200
    assert handling.watch.looks == []


def test_who_counts_while_somebody_counts_gets_a_page_that_says_so(handling: Handled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "PATIENCE", 0.01)
    with counting.opened(handling.parts):
        page = handling.browser().post("/incidents/1/count", data={"tab": "scope"})
        told = handling.browser().post("/api/v1/incidents/1/count")
    assert (page.status_code, "Somebody counts already" in page.text) == (503, True)
    assert (told.status_code, told.json()["title"]) == (503, "Somebody counts already")
