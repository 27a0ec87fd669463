from __future__ import annotations

import xml.etree.ElementTree as ET

from headcount.reports.figures.figure import Figure, powers_of_ten, render, short, text, trace
from headcount.reports.markup import tag
from headcount.reports.phrases import phrases


def figure(*, drawn: bool) -> Figure:
    marks = (text(1, 2, "<b>", anchor="end"),) if drawn else ()
    return Figure("comb", "k", "caption", "what it shows", 10, 20, marks, ("a", "b"), (("1", "<2>"),))


def test_a_picture_has_title_description_and_numbers() -> None:
    root = ET.fromstring(render(figure(drawn=True), phrases("en")))  # noqa: S314 - our own text
    svg = root.find("div/svg")
    assert svg is not None
    assert svg.attrib["viewBox"] == "0 0 10 20"
    assert svg.attrib["aria-labelledby"] == "k-t k-d"
    assert [(child.tag, child.get("id"), child.text) for child in svg][:2] == [
        ("title", "k-t", "The comb"),
        ("desc", "k-d", "what it shows"),
    ]
    assert [cell.text for cell in root.findall("details/div/table/tbody/tr/td")] == ["1", "<2>"]


def test_without_marks_the_description_stands_alone() -> None:
    page = render(figure(drawn=False), phrases("en"))
    assert "<svg" not in page
    assert '<p class="empty">what it shows</p>' in page


def test_marks() -> None:
    assert text(1, 2, "<b>", anchor="end") == '<text x="1" y="2" class="tick" text-anchor="end">&lt;b&gt;</text>'
    assert trace([(0, 0), (1.26, 2)], "c", closed=True) == tag("path", d="M0.0 0.0L1.3 2.0Z", class_="c")


def test_ticks() -> None:
    assert powers_of_ten(1, 1000) == [1, 10, 100, 1000]
    assert powers_of_ten(2, 99) == [10]
    assert [short(n) for n in (1, 999, 1000, 1500, 20_000_000, 3_000_000_000)] == ["1", "999", "1k", "1500", "20M", "3G"]
