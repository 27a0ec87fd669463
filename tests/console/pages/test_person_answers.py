"""Person over the API: tokens taken together, CSV, and what is no token."""

from __future__ import annotations

import base64
import html
import re

import pytest

from headcount.console import counting
from headcount.model.board import Viewed
from tests.console.pages.handled import NOW, Handled
from tests.console.pages.test_person import token_of
from tests.leaky import ENTITY, TAKEN, THIEF


def test_several_tokens_are_taken_together(handling: Handled) -> None:
    one, other = token_of(handling), token_of(handling, TAKEN[8])
    told = handling.browser().get(f"/api/v1/people/{one},{other}").json()
    assert told["tokens"] == [one, other]
    mine = [row for row in told["rows"] if row["name"] == THIEF]
    assert (len(mine), told["known"][f"address {THIEF}"]) == (2, "agreement:partner")
    assert told["showings"] == sum(row["showings"] for row in told["rows"])
    assert [look[2] for look in handling.watch.looks] == [one, other]


def test_reasons_are_counted(handling: Handled) -> None:
    told = handling.browser().get(f"/api/v1/people/{token_of(handling)}/reasons").json()["report"]
    thief = next(one for one in told["viewings"] if one["client"] == THIEF)
    assert (thief["times"], set(thief["clear"]), thief["explained"], thief["presumed"]) == (
        1,
        {"phone", "person_name"},
        None,
        True,
    )


def test_csv_and_what_can_be_asked(handling: Handled) -> None:
    lines = handling.browser().get(f"/api/v1/people/{token_of(handling)}?as=csv").text.splitlines()
    assert lines[0] == "lens,name,route,showings,first,last"
    assert handling.browser().get("/api/v1/people").json() == {"entities": [ENTITY]}


def test_values_and_reports(handling: Handled) -> None:
    browser, token = handling.browser(), token_of(handling)
    assert browser.post("/api/v1/people", json={"value": TAKEN[7]}).json() == {"tokens": [token], "known": True}
    assert browser.post("/api/v1/people", json={"value": "  "}).status_code == 400
    told = browser.post(f"/api/v1/people/{token}/report", json={"language": "en"}).json()
    assert base64.b64decode(told["content"]).startswith(b"<!doctype html>")


@pytest.mark.parametrize("token", ["zz", "0" * 15, "0" * 17, "0" * 16 + ",", ",".join(["0" * 16] * 17)])
def test_what_is_no_token_is_refused(handling: Handled, token: str) -> None:
    assert handling.browser().get(f"/api/v1/people/{token}").status_code == 400
    assert handling.watch.looks == []


def test_a_page_has_the_first_rows_and_csv_has_all(handling: Handled, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_of(handling)
    many = [Viewed("account", f"reader-{n:04}", "GET /orders/{id}", 3, NOW, NOW) for n in range(450)]
    monkeypatch.setattr(handling.board, "person", lambda _: many)
    told = handling.browser().get(f"/api/v1/people/{token}").json()
    assert (len(told["rows"]), told["more"], told["clients"], told["showings"]) == (200, 250, 450, 1350)
    assert handling.watch.deeds == []
    page = handling.browser().get(f"/people/{token}").text
    assert (page.count("/clients/account/reader-"), "250 more rows are not shown here" in page) == (200, True)
    csv = html.unescape(re.findall(r'href="(/api/v1/people/[^"]*as=csv)"', page)[0])
    assert len(handling.browser().get(csv).text.splitlines()) == 451
    assert [what for _, what, _ in handling.watch.deeds] == ["export"]


def test_reasons_wait_for_who_counts(handling: Handled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "PATIENCE", 0.01)
    path = f"/api/v1/people/{token_of(handling)}/reasons"
    with counting.opened(handling.parts):
        assert handling.browser().get(path).json() == {"report": None}
        assert handling.browser().get(f"{path}?now=true").status_code == 503
