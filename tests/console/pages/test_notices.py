"""Notices on their pages: read, edited, kept in versions, taken as files."""

from __future__ import annotations

import io
from dataclasses import replace
from zipfile import ZipFile

import pytest

from headcount.console.interface import Role
from headcount.errors import ConfigError
from tests.console.pages.handled import Handled, read

ONE = "/incidents/1/notices/eu.gdpr/1"


def test_the_list_leads_to_each(handling: Handled) -> None:
    page = handling.browser().get("/incidents/1/notices").text
    assert 'href="/incidents/1/notices/eu.gdpr/1?language=' in page
    assert 'href="/incidents/1/notices/cn.pipl.57/1?language=zh"' in page


def test_a_draft_is_filled_and_its_gaps_are_marked(handling: Handled) -> None:
    page = handling.browser().get(f"{ONE}?language=en").text
    assert "places are still to be filled in." in read(page)
    assert "one client of the system was shown 400 records of 400 people." in read(page)
    assert "<mark>[to be filled in: Likely consequences]</mark>" in page
    chinese = handling.browser().get("/incidents/1/notices/cn.pipl.57/1").text
    assert '<textarea class="code" name="text" rows="40" required lang="zh">' in chinese


def test_an_edited_text_is_kept_in_versions(handling: Handled) -> None:
    browser = handling.browser()
    form = {"language": "en", "after": "0", "note": "harm", "text": "# Report\r\n\r\nCalls by <fraudsters> | at night."}
    answer = browser.post(ONE, data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{ONE}?language=en")
    page = browser.get(f"{ONE}?language=en").text
    assert "Version 1 that somebody kept." in read(page)
    assert "Calls by &lt;fraudsters&gt; | at night." in page
    assert "places are still" not in page
    assert "The newest version that somebody kept" in read(browser.get(f"{ONE}?language=en&fresh=true").text)
    assert handling.log()[-1] == ("ann", "notice", "version 1 of eu.gdpr 1, en")
    assert handling.watch.deeds[-1] == ("ann", "notice", "incident 1: version 1 of eu.gdpr 1")


def test_whoever_came_second_does_not_lose_their_text(handling: Handled) -> None:
    browser = handling.browser()
    for text in ("First.", "Second."):
        answer = browser.post(ONE, data={"language": "en", "after": "0", "text": text})
    assert answer.status_code == 409
    assert "somebody else changed it meanwhile" in read(answer.text)
    assert ">Second.</textarea>" in answer.text


@pytest.mark.parametrize(("form", "starts"), [("md", b"# Report of an incident"), ("docx", b"PK"), ("pdf", b"%PDF")])
def test_files(handling: Handled, form: str, starts: bytes) -> None:
    answer = handling.browser().post(f"{ONE}/file", data={"format": form, "language": "en"})
    assert answer.status_code == 200
    assert answer.content.startswith(starts)
    assert answer.headers["content-disposition"] == f'attachment; filename="incident-1-eu.gdpr-1-en.{form}"'
    assert handling.log()[-1] == ("ann", "notice", f"the draft of eu.gdpr 1, en, as {form}")


def test_a_file_holds_the_kept_version(handling: Handled) -> None:
    browser = handling.browser()
    browser.post(
        ONE, data={"language": "en", "after": "0", "text": "# Report\n\n**[who signs]**\n\n| | |\n|---|---|\n| To | You |"}
    )
    word = browser.post(f"{ONE}/file", data={"format": "docx", "language": "en", "version": "1"}).content
    with ZipFile(io.BytesIO(word)) as file:
        text = file.read("word/document.xml").decode()
    assert "[who signs]" in text
    assert "w:highlight" in text
    assert browser.post(f"{ONE}/file", data={"format": "md", "language": "en"}).text.startswith("# Report\n\n**[who signs]**")


def test_a_missing_extra_is_named(handling: Handled, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> bytes:
        raise ConfigError("DOCX needs python-docx: install headcount[incident], or use --format md")

    monkeypatch.setattr("headcount.console.pages.notices_answers.docx", missing)
    answer = handling.browser().post(f"{ONE}/file", data={"format": "docx", "language": "en"})
    assert answer.status_code == 409
    assert "install headcount[incident]" in read(answer.text)


def test_a_console_that_keeps_nothing_offers_no_editing(handling: Handled) -> None:
    handling.parts = replace(handling.parts, documents=None)
    page = handling.browser().get(ONE).text
    assert "<textarea" not in page
    answer = handling.browser().post(ONE, data={"language": "en", "text": "x"})
    assert "this console keeps nothing" in read(answer.text)


def test_who_may(handling: Handled) -> None:
    assert handling.browser(Role.VIEWER).get(ONE).status_code == 403
    assert handling.browser(Role.ANALYST).post(f"{ONE}/file", data={"format": "md"}).status_code == 200
    assert handling.browser().get("/incidents/1/notices/eu.gdpr/9").status_code == 404
    assert handling.browser().get("/incidents/1/notices/EU/1").status_code == 400
    assert handling.browser().get(f"{ONE}?language=xx").status_code == 400
    assert handling.browser().get(f"{ONE}?version=3").status_code == 404
