# ruff: noqa: RUF001 - Chinese punctuation is meant
"""Whose leak: a list is uploaded, answered, and kept nowhere."""

from __future__ import annotations

from dataclasses import replace

from headcount.console.interface import Role
from headcount.console.pages.incident_attribution_answers import MOST_BYTES
from tests.console.pages.handled import Handled, read
from tests.leaky import TAKEN, THIEF

PATH = "/incidents/1/attribution"
LEAK = ("order,person\n" + "".join(f"{order},Made Person {n}\n" for n, order in enumerate(TAKEN[100:180]))).encode()


def test_the_thief_is_named_and_the_list_is_not(handling: Handled) -> None:
    answer = handling.browser().post(PATH, files={"list": ("leak.csv", LEAK)})
    assert answer.status_code == 200
    page = read(answer.text)
    assert "One client's exposure explains the list, and no other's does." in page
    assert f"address {THIEF}" in page
    assert "80 100 % 400" in page
    assert "Made Person" not in answer.text
    assert not any(order in page for order in TAKEN[100:180])
    by, what, detail = handling.log()[-1]
    assert (by, what) == ("ann", "attribution")
    assert detail.startswith("a list of 80 rows: 80 of the 80 different rows name somebody whom the ledger knows")
    assert handling.watch.deeds == [("ann", "attribution", f"incident 1: a list of {len(LEAK):,} bytes")]


def test_in_chinese(handling: Handled) -> None:
    page = read(handling.browser(language="zh").post(PATH, files={"list": ("leak.csv", LEAK)}).text)
    assert "名单可由一个客户端所见解释，且别无其他。" in page


def test_nothing_later_than_it_was_seen_counts(handling: Handled) -> None:
    answer = handling.browser().post(PATH, files={"list": ("leak.csv", LEAK)}, data={"surfaced": "2026-03-03T12:00"})
    assert "Nobody in the ledger explains the list." in read(answer.text)


def test_a_list_that_is_none_is_told(handling: Handled) -> None:
    browser = handling.browser()
    for content, why in (
        (b"", "the list is empty"),
        (b"\x00\x01\x02" * 50, "the list cannot be read"),
        (b"x" * (MOST_BYTES + 1), "more than 10 MB"),
    ):
        answer = browser.post(PATH, files={"list": ("leak.csv", content)})
        assert answer.status_code == 409
        assert why in read(answer.text)
    assert "choose the list" in read(browser.post(PATH, data={"list": "text"}).text)


def test_who_may(handling: Handled) -> None:
    assert handling.browser(Role.ANALYST).post(PATH, files={"list": ("leak.csv", LEAK)}).status_code == 403
    page = handling.browser(Role.ANALYST).get(PATH).text
    assert 'type="file"' not in page
    assert "needs a privacy officer" in read(page)
    handling.parts = replace(handling.parts, tokens=None)
    assert "The token key or the ledger is not at hand here." in read(handling.browser().get(PATH).text)
