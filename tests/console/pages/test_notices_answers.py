"""Notices over the API."""

from __future__ import annotations

from tests.console.pages.handled import Handled


def test_rows_are_what_applies_or_may(handling: Handled) -> None:
    rows = handling.browser().get("/api/v1/incidents/1/notices").json()["rows"]
    assert {row["standing"] for row in rows} == {"applies", "may apply"}
    gdpr = next(row for row in rows if (row["law"], row["step"]) == ("eu.gdpr", 1))
    assert (gdpr["whom"], gdpr["missing"]) == ("competent supervisory authority (art. 55)", 2)


def test_versions_are_told_newest_first(handling: Handled) -> None:
    browser, path = handling.browser(), "/api/v1/incidents/1/notices/eu.gdpr/1"
    for after, text in enumerate(("One.", "Two.")):
        told = browser.post(path, json={"language": "en", "text": text, "after": after, "note": f"note {after}"}).json()
    assert (told["version"], told["newest"], told["text"], told["gaps"]) == (2, 2, "Two.", 0)
    assert [(one["version"], one["by"], one["note"]) for one in told["versions"]] == [(2, "ann", "note 1"), (1, "ann", "note 0")]
    assert browser.get(f"{path}?language=en&version=1").json()["text"] == "One."
    fresh = browser.get(f"{path}?language=en&fresh=true").json()
    assert (fresh["version"], fresh["newest"]) == (0, 2)
    assert fresh["gaps"] > 0


def test_a_text_that_is_empty_or_endless_is_refused(handling: Handled) -> None:
    for text in ("", "x" * 200_001):
        answer = handling.browser().post("/api/v1/incidents/1/notices/eu.gdpr/1", json={"language": "en", "text": text})
        assert answer.status_code == 400
