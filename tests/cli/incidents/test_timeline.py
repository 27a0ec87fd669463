from __future__ import annotations

from pathlib import Path

from tests.cli.incidents.conftest import Headcount


def test_what_happened_stands_in_order(headcount: Headcount) -> None:
    headcount("incident", "triage", "1", "--by", "privacy office")
    told = headcount("incident", "timeline", "1", "--json", "-").json
    words = [moment["what"] for moment in told["moments"]]
    assert words[0] == "first shown"
    assert {"last shown", "signal", "signalled", "aware", "state"} <= set(words)
    assert [moment["at"] for moment in told["moments"]] == sorted(moment["at"] for moment in told["moments"])
    assert "last shown" in headcount("incident", "timeline", "1").out


def test_the_page_has_the_picture(headcount: Headcount) -> None:
    assert headcount("incident", "timeline", "1", "--html", "page.html", "--language", "zh").code == 0
    page = Path("page.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert 'class="stairs"' in page
    assert "1,200" in page
    assert headcount("incident", "timeline", "1", "--html", "-").out.startswith("<!doctype html>")


def test_only_one_can_take_standard_output(headcount: Headcount) -> None:
    refused = headcount("incident", "timeline", "1", "--json", "-", "--html", "-")
    assert (refused.code, refused.out) == (2, "")
