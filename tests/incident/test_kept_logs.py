from __future__ import annotations

from headcount.incident.kept_logs import asked_by, least_retention


def test_the_longest_time_for_logs_counts() -> None:
    assert least_retention(["CN"]) is not None
    assert [(kept.months, kept.rule) for kept in [least_retention(["CN"])] if kept] == [(6, "CSL 23(3) (was 21(3))")]
    assert [(kept.months, kept.rule) for kept in [least_retention(["cn", "in"])] if kept] == [(12, "DPDP Rules 6(1)(e)")]


def test_papers_and_drafts_are_no_logs() -> None:
    assert least_retention(["US-CA", "TW", "DE"]) is None
    assert [(row.months, row.about, row.draft) for row in asked_by(["US-CA", "TW"])] == [
        (72, "records", False),
        (60, "records", True),
    ]
