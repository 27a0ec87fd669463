"""What is told of one client: every look goes to the watch first, and the parts fit together."""

from __future__ import annotations

from pathlib import Path

from headcount.console.interface import Parts
from headcount.console.pages import client
from headcount.incident.cases import Cases
from headcount.model.incident import State
from headcount.model.verdict import Action
from tests.console.conftest import World
from tests.console.made_parts import (
    DAY,
    NOW,
    MadeBoard,
    MadeRegister,
    MadeRunning,
    MadeWatch,
    made_parts,
)
from tests.console.pages.browsing import hear, opened, text
from tests.incident.made_signals import signal


def _found(folder: Path) -> None:
    hear(folder, signal("ann", records=1200), signal("ann", detector="id_enumeration", records=900))
    with Cases(folder / "people.incidents") as cases:
        cases.explain(1, "a report of the warehouse", by="ann")
        cases.move(1, State.TRIAGED, by="ann", at=NOW - DAY)


def test_the_look_is_told_before_anything_is_answered(tmp_path: Path) -> None:
    watch = MadeWatch()
    browser = opened(client.PAGE, made_parts(tmp_path, MadeBoard(failing=True), watch=watch))
    assert browser.get("/clients/account/bob").status_code == 503
    assert watch.looks == [("ann", "client", "account:bob", "/clients/{lens}/{name}")]


def test_what_happened_is_marked_in_the_staircase(tmp_path: Path) -> None:
    _found(tmp_path)
    running = MadeRunning()
    running.order("account", "ann", Action.MASK, (), 60, "ann")
    running.lift("account", "ann", "bob")
    told = opened(client.PAGE, made_parts(tmp_path, running=running)).get("/api/v1/pictures/account/ann").json()
    marks = [(mark["at"], mark["what"]) for mark in told["marks"]]
    assert marks == [("2026-11-19T09:30:00Z", "found"), ("2026-11-20T09:30:00Z", "verdict"), ("2026-11-20T09:30:00Z", "lifted")]


def test_large_takings_of_showings_are_told_as_exports(tmp_path: Path) -> None:
    watch = MadeWatch()
    browser = opened(client.PAGE, made_parts(tmp_path, watch=watch))
    lines = browser.get("/api/v1/showings/account/ann?limit=1000&as=csv").text.splitlines()
    assert len(lines) == 1001
    assert lines[1] == '2026-11-10T00:00:00+00:00,GET /orders/{id},0000000000000000,"[""phone""]",access.log,1'
    assert watch.deeds == [("ann", "export", "showings of account:ann: up to 1000 rows from 0")]


def test_a_harvester_of_a_made_world(world: World) -> None:
    watch = MadeWatch()
    parts = Parts(world.board(), MadeRunning(), watch, world.cases, world.config, world.ledger, register=MadeRegister())
    browser = opened(client.PAGE, parts)
    for name in world.harvesters:
        page = text(browser.get(f"/clients/account/{name}").text)
        assert f"account {name} was shown " in page
        assert "Nothing unusual" not in page
        row = browser.get(f"/api/v1/clients/account/{name}").json()["row"]
        pictures = browser.get(f"/api/v1/pictures/account/{name}").json()["pictures"]
        assert pictures["staircase"][-1][1] == row["records"]
        assert sum(map(sum, pictures["clock"])) >= row["records"]
        shown = browser.get(f"/api/v1/showings/account/{name}?limit=1000").json()["rows"]
        assert len(shown) == row["showings"]
        assert len({one["record"] for one in shown}) == row["records"]
    assert {at for _, _, at, _ in watch.looks} == {f"account:{name}" for name in world.harvesters}
