from __future__ import annotations

import datetime as dt

import pytest

from headcount.model.kind import Kind
from headcount.model.viewing import PersonReport, Viewing
from headcount.reports.notices.document import Document, Table, Text
from headcount.reports.person import person_document, person_html

AT = dt.datetime(2026, 3, 4, 5, 6, tzinfo=dt.UTC)


def viewing(client: str, lens: str = "account", **told: object) -> Viewing:
    given: dict[str, object] = {"clear": (), "masked": (), "presumed": False, "explained": None, **told}
    return Viewing(lens, client, 3, AT, AT + dt.timedelta(hours=2), ("/u/{id}",), **given)  # type: ignore[arg-type]  # as given


CLERK = viewing("e10442", clear=(Kind.PERSON_NAME, Kind.PHONE), masked=(Kind.EMAIL,), explained=3)
OTHER = viewing("e10443", explained=1, clear=(Kind.PHONE,), presumed=True)
STRANGER = viewing("192.0.2.7", "address", explained=0)
REPORT = PersonReport((CLERK, OTHER, STRANGER), AT, AT + dt.timedelta(days=1), AT, 2)
EXPIRED = "Records from before 2026-03-04 are deleted when their time of keeping ends: who saw your data before that "
EXPIRED += "is no longer known."
GROUPS = {"e10442": {"role:clerk"}, "e10443": {"role:clerk", "department:x"}, "192.0.2.7": set[str]()}


def texts(document: Document, style: str) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Text) and block.style == style]


def tables(document: Document) -> list[dict[str, str]]:
    return [{row.label: row.text for row in block.rows} for block in document.blocks if isinstance(block, Table)]


def test_readers_are_told_by_their_role() -> None:
    document = person_document(REPORT, lambda one: GROUPS[one.client], zone=dt.UTC)
    assert texts(document, "plain") == ["3 readers were shown data about you, 9 times in all."]
    assert texts(document, "heading") == [
        "staff or device with the role clerk (no. 1)",
        "staff or device with the role clerk (no. 2)",
        "a visitor without an account",
    ]
    assert texts(document, "note")[:3] == [
        "The records reach over 2026-03-04 05:06 - 2026-03-05 05:06 UTC. Times are in UTC.",
        EXPIRED,
        "2 lines of the logs could not be read. What they would have told is missing here.",
    ]
    told = tables(document)
    assert told[0] == {
        "First and last time": "2026-03-04 05:06 - 2026-03-04 07:06",
        "Times": "3",
        "What was shown": "name of a person, phone number; partly hidden: e-mail address",
        "Through": "/u/{id}",
        "On what ground": "a reason is on record",
    }
    assert [(one["What was shown"], one["On what ground"]) for one in told[1:]] == [
        ("phone number; as this part of the site usually shows", "a reason is on record for 1 of 3 times"),
        ("not recorded", "no reason on record"),
    ]
    page = person_html(document)
    assert not any(name in page for name in ("e10442", "e10443", "192.0.2.7"))


def test_an_agreement_is_a_ground() -> None:
    document = person_document(REPORT, lambda one: {"agreement:bolt"} if one is STRANGER else (), zone=dt.UTC)
    assert texts(document, "heading")[2] == "agreement bolt"
    assert [one["On what ground"] for one in tables(document)] == [
        "a reason is on record",
        "a reason is on record for 1 of 3 times",
        "agreement bolt; no reason on record",
    ]


def test_readers_are_named_when_that_is_asked_for() -> None:
    document = person_document(REPORT, lambda one: GROUPS[one.client], zone=dt.UTC, named=True)
    assert texts(document, "heading") == ["account e10442", "account e10443", "address 192.0.2.7"]


def test_the_report_in_chinese() -> None:
    document = person_document(REPORT, lambda one: GROUPS[one.client], zone=dt.UTC, language="zh")
    assert (document.title, document.language) == ("谁看过您的数据", "zh")
    assert texts(document, "plain") == ["共有 3 个读取者看到过您的数据，合计 9 次。"]  # noqa: RUF001  # Chinese punctuation
    assert tables(document)[0]["依据"] == "有登记的理由"
    assert '<html lang="zh-CN">' in person_html(document)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nobody_saw_it(language: str) -> None:
    nobody = PersonReport((), None, None, None, 0)
    document = person_document(nobody, language="zh" if language == "zh" else "en", zone=dt.UTC)
    assert (len(texts(document, "plain")), tables(document), texts(document, "heading")) == (1, [], [])


def test_what_a_log_says_is_text_on_the_page() -> None:
    page = person_html(person_document(PersonReport((viewing("<b>x</b>"),), AT, AT, None, 0), zone=dt.UTC, named=True))
    assert "<b>x" not in page
    assert "&lt;b&gt;x" in page
