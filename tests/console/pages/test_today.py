# ruff: noqa: RUF001 - dashes and Chinese punctuation are meant
"""Today: what stands on it, for whom, in which language, and when things are missing or broken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from headcount.console.interface import Parts, Role
from headcount.console.pages import today
from headcount.model.kind import Kind
from headcount.model.verdict import Action, Verdict
from tests.console.conftest import World
from tests.console.made_parts import (
    DAY,
    HOUR,
    MIDNIGHT,
    MadeBoard,
    MadeRunning,
    MadeWatch,
    health,
    made_parts,
    row,
)
from tests.console.pages.browsing import hear, opened, text
from tests.incident.made_signals import signal


def _ordered() -> MadeRunning:
    running = MadeRunning(status=health(taps="the log is gone; check [taps.edge] path"))
    running.order("account", "bob", Action.MASK, (Kind.PHONE,), 86_400, "ann")
    running.order("address", "192.0.2.7", Action.BLOCK, (), 3_600, "ann")
    running.standing.append(Verdict(9, "account", "eve", Action.BLOCK, 0, 1 << 60, "budget:daily", observe=True))
    return running


def test_the_headline_says_how_many_people_and_whether_that_is_usual(tmp_path: Path) -> None:
    page = text(opened(today.PAGE, made_parts(tmp_path)).get("/").text)
    assert "On 2026-11-19, the data of 4,312 people went out to 310 clients." in page
    assert (
        "That is more than usual: on this day of the week it was 3,500 to 4,000 in the four weeks before (median 3,800)." in page
    )
    assert "not yesterday" not in page
    assert "lower bounds" not in page


@pytest.mark.parametrize(
    ("high", "told"), [(5000.0, "That is as usual"), (None, "There is nothing to compare it with yet")], ids=["usual", "unknown"]
)
def test_what_is_usual_is_said(tmp_path: Path, high: float | None, told: str) -> None:
    assert told in text(opened(today.PAGE, made_parts(tmp_path, MadeBoard(high=high))).get("/").text)


def test_records_are_not_called_people(tmp_path: Path) -> None:
    page = text(opened(today.PAGE, made_parts(tmp_path, MadeBoard(people=False))).get("/").text)
    assert "On 2026-11-19, 4,312 different records went out to 310 clients." in page
    assert "Who saw most new records" in page
    assert "people" not in page


def test_an_old_ledger_says_so(tmp_path: Path) -> None:
    board = MadeBoard(last=MIDNIGHT - 6 * DAY + 12 * HOUR)
    page = text(opened(today.PAGE, made_parts(tmp_path, board)).get("/").text)
    assert "On 2026-11-13," in page
    assert "This is not yesterday: the ledger ends at 2026-11-14 12:00 UTC" in page


def test_a_first_day_is_a_lower_bound(tmp_path: Path) -> None:
    board = MadeBoard(last=MIDNIGHT - 30 * DAY + 5 * HOUR)
    page = text(opened(today.PAGE, made_parts(tmp_path, board)).get("/").text)
    assert "On 2026-10-21," in page
    assert "UTC . The ledger does not cover that day from its first hour to its last, so these are lower bounds." in page


def test_an_empty_ledger_says_what_to_do(tmp_path: Path) -> None:
    answer = opened(today.PAGE, made_parts(tmp_path, MadeBoard(rows=[]))).get("/")
    assert answer.status_code == 200
    assert "Nothing was shown to anybody yet" in answer.text
    assert "<code>headcount scan --ledger people.ledger access.log</code>" in answer.text


def test_verdicts_problems_lag_and_skipped_lines(tmp_path: Path) -> None:
    html = opened(today.PAGE, made_parts(tmp_path, running=_ordered())).get("/").text
    page = text(html)
    assert "block: 1, mask: 1" in page
    assert "1 more is only written down (dry run)." in page
    assert "block (dry run) budget daily" in page
    assert html.index("Does not work just now") < html.index("went out to")
    assert "taps : the log is gone; check [taps.edge] path" in page
    assert "10,500 lines of 2 sources; 99.97 % of them counted." in page
    assert "not a request line 3" in page
    assert "edge 40 8,000 push – –" in page


def test_a_viewer_sees_counts_and_no_names(tmp_path: Path) -> None:
    hear(tmp_path, signal("ann"))
    browser = opened(today.PAGE, made_parts(tmp_path, running=_ordered()), Role.VIEWER)
    page = browser.get("/").text
    assert "4,312 people" in page
    assert "1 new" in page
    assert "block: 1" in page
    for name in ("ann</bdi>", "bob", "192.0.2.7", "/clients", "Slow crawl"):
        assert name not in page
    asked = {path: browser.get(f"/api/v1{path}").status_code for path in ("/hours", "/today", "/top", "/waiting", "/verdicts")}
    assert asked == {"/hours": 200, "/today": 200, "/top": 403, "/waiting": 403, "/verdicts": 403}


def test_it_is_whole_in_chinese(tmp_path: Path) -> None:
    hear(tmp_path, signal("ann"), signal("ann", detector="canary"))
    page = text(opened(today.PAGE, made_parts(tmp_path, running=_ordered()), language="zh").get("/").text)
    assert "2026-11-19，4,312 人的数据流向 310 个客户端。" in page
    assert "账号 ann：诱饵记录" in page
    english = set(re.findall(r"[A-Za-z]{2,}", page.partition("</main>")[0].partition("按键")[0]))
    names = {"ann", "bob", "eve", "daily", "edge", "push", "us", "fl"}
    of_the_service = {"taps", "the", "log", "is", "gone", "check", "path", "not", "request", "line"}
    assert english - names - of_the_service == {"main", "id", "tabindex", "UTC", "CSV", "JSON"}


def test_tabs_choose_lens_and_days(tmp_path: Path) -> None:
    board = MadeBoard()
    page = opened(today.PAGE, made_parts(tmp_path, board)).get("/?lens=address&days=7").text
    assert board.asked == [("top", MIDNIGHT - DAY, MIDNIGHT, "address", 10)]
    assert "192.0.2.7" in page
    assert "bob" not in page
    assert 'data-src="/api/v1/hours?days=7"' in page
    assert page.count("<tr><td>2026-11-") == 7 * 24


def test_long_and_right_to_left_names_stay_inside(tmp_path: Path) -> None:
    board = MadeBoard([row("x" * 200), row("\N{RIGHT-TO-LEFT OVERRIDE}<b>مرحبا</b>")])
    page = opened(today.PAGE, made_parts(tmp_path, board)).get("/").text
    assert f"<bdi>{'x' * 200}</bdi>" in page
    assert "<bdi>\\u202e&lt;b&gt;مرحبا&lt;/b&gt;</bdi>" in page
    assert "%E2%80%AE%3Cb%3E" in page


@pytest.mark.parametrize("path", ["/?days=32", "/?days=two", "/?lens=planet", "/api/v1/top?limit=0", "/api/v1/hours?day=2"])
def test_what_cannot_be_is_refused(tmp_path: Path, path: str) -> None:
    assert opened(today.PAGE, made_parts(tmp_path)).get(path).status_code == 400


def test_a_lost_ledger_is_a_page(tmp_path: Path) -> None:
    answer = opened(today.PAGE, made_parts(tmp_path, MadeBoard(failing=True))).get("/")
    assert answer.status_code == 503
    assert "start headcount console again" in answer.text


def test_today_of_a_made_world(world: World) -> None:
    board = world.board()
    last = board.known().last
    assert last is not None
    parts = Parts(board, MadeRunning(), MadeWatch(), world.cases, world.config, world.ledger, clock=lambda: last + 9 * HOUR)
    browser = opened(today.PAGE, parts)
    told = browser.get("/api/v1/today").json()
    assert told["yesterday"]
    assert told["incidents"] == {"new": 3}
    assert told["canaries"] == 2
    busiest = browser.get("/api/v1/hours?days=1").json()["rows"]
    assert max(hour["records"] for hour in busiest) <= told["day"]["records"] <= sum(hour["records"] for hour in busiest)
    assert f"the data of {told['day']['records']:,} people went out" in text(browser.get("/").text)
