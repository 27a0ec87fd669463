from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser

import pytest

from headcount.model.summary import ScanSummary
from headcount.reports.html import to_html
from headcount.reports.phrases import Language

VOID = {"meta", "input", "br", "hr", "col"}


class Outline(HTMLParser):
    """Checks that elements nest, and gathers elements, ids and inner links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name == "href" and value:
                self.links.append(value)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_hostile_client_name_stays_text(summary: ScanSummary, language: Language) -> None:
    page = to_html(summary, language=language, zone=dt.UTC)
    outline = Outline(page)
    assert outline.open == []
    assert outline.elements.count("script") == 1
    assert "<script>alert(1)" not in page
    assert "192.0.2.9 &lt;script&gt;alert(1)&lt;/script&gt;&quot;\\x1b[2J\\u202e" in page


def test_ids_are_unique_and_links_lead_somewhere(summary: ScanSummary) -> None:
    outline = Outline(to_html(summary, zone=dt.UTC))
    assert len(outline.ids) == len(set(outline.ids))
    assert {link.removeprefix("#") for link in outline.links} <= set(outline.ids)
    assert len(outline.links) == 8


def test_the_page_asks_nothing_of_the_network(summary: ScanSummary) -> None:
    page = to_html(summary, zone=dt.UTC)
    assert re.findall(r'(?:src|href)="(?!#)', page) == []
    assert re.findall(r"https?:|url\(|@import", page) == []
    assert "default-src 'none'" in page.replace("&#x27;", "'")


def test_the_same_summary_gives_the_same_page(summary: ScanSummary) -> None:
    assert to_html(summary, zone=dt.UTC) == to_html(summary, zone=dt.UTC)


def test_languages_name_themselves(summary: ScanSummary, empty: ScanSummary) -> None:
    assert '<html lang="en">' in to_html(summary, zone=dt.UTC)
    page = to_html(empty, language="zh", zone=dt.UTC)
    assert '<html lang="zh-Hans">' in page
    assert "<h1>没有读到任何访问。</h1>" in page


def test_sections_without_content_are_left_out(empty: ScanSummary) -> None:
    outline = Outline(to_html(empty, zone=dt.UTC))
    assert outline.links == ["#coverage"]
    assert "svg" not in outline.elements
