"""What Today tells by name: the busiest clients and the verdicts in force."""

from __future__ import annotations

from pathlib import Path

from headcount.console.pages import today
from headcount.model.verdict import Action, Verdict
from tests.console.made_parts import (
    DAY,
    MIDNIGHT,
    MadeBoard,
    MadeRunning,
    made_parts,
)
from tests.console.pages.browsing import opened


def test_the_busiest_are_asked_for_whole_days(tmp_path: Path) -> None:
    board = MadeBoard()
    told = opened(today.PAGE, made_parts(tmp_path, board)).get("/api/v1/top?days=7&lens=address&limit=5").json()
    assert board.asked == [("top", MIDNIGHT - 7 * DAY, MIDNIGHT, "address", 5)]
    assert [one["name"] for one in told["rows"]] == ["192.0.2.7"]
    assert (told["since"], told["until"]) == ("2026-11-13T00:00:00Z", "2026-11-20T00:00:00Z")


def test_an_empty_ledger_has_no_busiest(tmp_path: Path) -> None:
    told = opened(today.PAGE, made_parts(tmp_path, MadeBoard(rows=[]))).get("/api/v1/top").json()
    assert told == {"rows": [], "since": None, "until": None}


def test_lifted_verdicts_are_left_out_and_long_ones_have_an_end(tmp_path: Path) -> None:
    lifted = Verdict(1, "account", "ann", Action.BLOCK, 0, 10, "person", lifted=True)
    running = MadeRunning(standing=[lifted, Verdict(2, "account", "bob", Action.BLOCK, 0, 1 << 62, "person")])
    told = opened(today.PAGE, made_parts(tmp_path, running=running)).get("/api/v1/verdicts").json()
    assert told["total"] == 1
    assert [(one["client"], one["since"], one["until"][:4]) for one in told["rows"]] == [("bob", "1970-01-01T00:00:00Z", "6536")]


def test_tables_can_be_had_as_csv(tmp_path: Path) -> None:
    running = MadeRunning(standing=[Verdict(9, "account", "eve", Action.BLOCK, 0, 10, "budget:daily", observe=True)])
    browser = opened(today.PAGE, made_parts(tmp_path, running=running))
    top = browser.get("/api/v1/top?as=csv").text.splitlines()
    assert top[0] == "lens,name,records,new,showings,requests,misses,routes,first,last"
    assert top[1].startswith("account,ann,1200,70,1260,1300,40,2,2026-11-10T00:00:00+00:00")
    assert len(browser.get("/api/v1/hours?as=csv").text.splitlines()) == 49
    assert browser.get("/api/v1/verdicts?as=csv").text.splitlines()[1].startswith("9,account,eve,block,[],1970-01-01")
