"""The picture of a map."""

from __future__ import annotations

import re
from dataclasses import replace

from headcount.model.data_map import Flow
from headcount.reports.figures.figure import render
from headcount.reports.figures.flow import flow
from headcount.reports.phrases import phrases
from tests.reports.maps import HOSTILE, MAP, NOTHING

SAY = phrases("en")


def test_a_band_a_flow_as_wide_as_its_records() -> None:
    marks = "".join(flow(MAP, "f", SAY).marks)
    widths = re.findall(r'class="link grade(\d)" stroke-width="([\d.]+)"', marks)
    assert widths == [("3", "22"), ("2", "1.5"), ("4", "1.5"), ("4", "1.5"), ("3", "20.17"), ("3", "5.5")]


def test_lenses_are_no_kinds_although_they_share_a_word() -> None:
    found = replace(MAP, to_lenses=(Flow("phone", "address", 5),))
    marks = "".join(flow(found, "f", SAY).marks)
    assert ">address<" in marks
    assert "postal address" not in marks


def test_the_numbers_stand_below_it() -> None:
    assert flow(MAP, "f", SAY).rows[0] == ("GET /users", "phone number", "1,200")
    assert len(flow(MAP, "f", SAY).rows) == 6


def test_names_are_text() -> None:
    found = replace(MAP, from_routes=(Flow(f"GET {HOSTILE}", "phone", 3),))
    assert "<script>" not in render(flow(found, "f", SAY), SAY)


def test_nothing_to_draw() -> None:
    figure = flow(NOTHING, "f", SAY)
    assert (figure.marks, figure.rows) == ((), ())
    assert figure.description.startswith("Nobody was shown")
