"""The map as a page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from headcount.reports.data_map_html import map_to_html
from headcount.reports.phrases import Language
from tests.reports.maps import MAP, NOTHING
from tests.reports.test_html import Outline


@pytest.mark.parametrize("language", ["en", "zh"])
def test_elements_nest_and_links_lead_somewhere(language: Language) -> None:
    page = map_to_html(MAP, language=language, zone=dt.UTC)
    outline = Outline(page)
    assert outline.open == []
    assert sorted(outline.ids) == sorted(set(outline.ids))
    assert {link.removeprefix("#") for link in outline.links} <= set(outline.ids)
    assert map_to_html(MAP, language=language, zone=dt.UTC) == page


def test_what_stands_on_it() -> None:
    page = map_to_html(MAP, zone=dt.UTC)
    assert "<h1>3 routes show 3 kinds of personal data.</h1>" in page
    assert "phone number (masked)" in page
    assert "2026-03-02 09:00 - 2026-03-05 09:00 UTC" in page
    assert "in some of the values" in page
    assert "special category (GDPR art. 9)" in page


def test_nothing_hostile_is_markup() -> None:
    page = map_to_html(MAP, zone=dt.UTC)
    assert "<script>alert" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page


def test_an_empty_map_is_a_page_too() -> None:
    page = map_to_html(NOTHING)
    assert Outline(page).open == []
    assert "No route is known to show personal data." in page
    assert 'id="map-routes"' not in page


def test_one_route() -> None:
    assert "One route shows 3 kinds" in map_to_html(replace(MAP, routes=MAP.routes[:1]))
