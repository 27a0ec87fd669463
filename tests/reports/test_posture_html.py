"""The posture as a page: whole in itself, and what a store calls itself stays text."""

from __future__ import annotations

import datetime as dt

from headcount.reports.posture_html import posture_to_html
from tests.model.test_posture import AT, posture, store


def test_the_page_is_whole_and_harmless() -> None:
    found = posture(store("redis://<script>:1", "redis/no-password", since=AT))
    page = posture_to_html(found, zone=dt.UTC)
    assert "<script" not in page
    assert "redis://&lt;script&gt;:1" in page
    assert "2026-11-22 09:00" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert page == posture_to_html(found, zone=dt.UTC)
