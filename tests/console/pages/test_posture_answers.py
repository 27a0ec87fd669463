"""Posture over the API: stores, weaknesses, since when, who looked."""

from __future__ import annotations

from headcount.console.interface import Parts
from headcount.console.pages import posture
from tests.console.pages.browsing import opened
from tests.console.pages.probed import DAY, SHUT, URL
from tests.model.test_posture import AT


def test_stores_open_ones_first(looked: Parts) -> None:
    browser = opened(posture.PAGE, looked)
    told = browser.get("/api/v1/posture").json()
    assert [(row["url"], row["open"], row["reader"]) for row in told["rows"]] == [(URL, True, "anyone"), (SHUT, False, "nobody")]
    assert [row["since"] for row in told["rows"]] == ["2026-11-22T09:00:00Z", None]
    assert (told["made"], told["known"], told["baseline"]) == ("2026-11-24T09:00:00Z", True, "")
    assert browser.get("/api/v1/posture?as=csv").text.splitlines()[1].startswith(URL)


def test_weaknesses_with_their_remedy(looked: Parts) -> None:
    [weak] = opened(posture.PAGE, looked).get("/api/v1/posture/weaknesses").json()["rows"]
    assert (weak["url"], weak["code"], weak["severity"], weak["since"]) == (URL, "redis/no-tls", "low", "2026-11-22T09:00:00Z")
    assert (weak["remedy"], weak["check"], weak["accepted_by"]) == ("lock: true", f"ask {URL}", "")


def test_since_when_and_who_looked(looked: Parts) -> None:
    browser = opened(posture.PAGE, looked)
    spells = browser.get("/api/v1/posture/history").json()["rows"]
    ended = (AT + 2 * DAY).isoformat().replace("+00:00", "Z")
    assert {(one["url"], one["code"], one["ended"]) for one in spells} == {
        (URL, "open", None),
        (URL, "redis/no-tls", None),
        (SHUT, "open", ended),
    }
    assert [row["who"] for row in browser.get("/api/v1/posture/looks").json()["rows"]] == ["serve", "serve", "ann", "ann"]
