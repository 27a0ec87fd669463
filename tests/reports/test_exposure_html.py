from __future__ import annotations

import html.parser
from pathlib import Path

import msgspec
import pytest

from headcount.reports.exposure_html import incident_to_html
from headcount.reports.phrases import Language
from tests.reports.exposures import EXPOSURE, INCIDENT, MOMENTS, STEPS, count


class _Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag not in {"meta", "br", "hr", "input", "col"}:
            self.open.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_whole_and_holds_no_script(language: Language) -> None:
    text = incident_to_html(INCIDENT, EXPOSURE, MOMENTS, STEPS, language)
    tags = _Tags()
    tags.feed(text)
    assert tags.open == []
    assert "script" not in tags.seen
    assert "http" not in text.replace("http-equiv", "")
    assert incident_to_html(INCIDENT, EXPOSURE, MOMENTS, STEPS, language) == text


def test_it_tells_the_numbers_the_reasons_and_what_happened() -> None:
    text = incident_to_html(INCIDENT, EXPOSURE, MOMENTS, STEPS)
    for told in (
        "at least 1,180",
        "at least 1,100",
        "7 lines of the logs",
        "privacy office",
        "<td>health data</td>",
        "Incident 3: Slow",
    ):
        assert told in text


def test_whole_counts_are_not_at_least() -> None:
    found = msgspec.structs.replace(EXPOSURE, at_least=())
    assert "at least 1,180" not in incident_to_html(INCIDENT, found, MOMENTS, STEPS)


def test_a_long_table_is_cut_and_says_so() -> None:
    found = msgspec.structs.replace(EXPOSURE, by_day=EXPOSURE.by_day * 6)
    assert "and 12 more, in the JSON" in incident_to_html(INCIDENT, found, MOMENTS, STEPS)


def test_an_incident_without_showings_has_a_page(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(incident_to_html(INCIDENT, EXPOSURE, [], []), "utf-8")
    assert "Nothing was shown." in page.read_text("utf-8")


def test_kinds_have_names_in_the_pages_language() -> None:
    found = msgspec.structs.replace(EXPOSURE, by_kind=(*EXPOSURE.by_kind, count("unknown", 3, 3)))
    assert "<td>电话号码</td>" in incident_to_html(INCIDENT, found, MOMENTS, STEPS, "zh")
    assert "<td>not known</td>" in incident_to_html(INCIDENT, found, MOMENTS, STEPS)


def test_words_of_what_happened_are_in_the_pages_language() -> None:
    page = incident_to_html(INCIDENT, EXPOSURE, MOMENTS, STEPS, "zh")
    assert ">首次显示<" in page
    assert ">first shown<" in incident_to_html(INCIDENT, EXPOSURE, MOMENTS, STEPS)
