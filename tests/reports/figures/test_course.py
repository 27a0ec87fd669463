from __future__ import annotations

import datetime as dt
import re
from xml.etree import ElementTree as ET  # the drawing is made here

from headcount.incident.timeline import Moment
from headcount.reports.figures.course import course, standalone
from headcount.reports.phrases import phrases
from tests.reports.exposures import END, MOMENTS, START, STEPS

SAY = phrases("en")


def _texts(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")]  # noqa: S314  # made here


def test_the_stairs_climb_from_nothing_to_the_total() -> None:
    figure = course(STEPS, [], "c", SAY)
    [path] = [mark for mark in figure.marks if 'class="stairs"' in mark]
    places = [tuple(map(float, pair.split())) for pair in re.findall(r"[\d.]+ [\d.]+", path)]
    assert places[0] == (56.0, 376.0)
    assert places[-1] == (936.0, 120.0)
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    assert figure.rows == (("2026-03-02 09:00:00", "1"), ("2026-03-02 10:00:00", "600"), ("2026-03-02 11:00:00", "1,180"))


def test_what_starts_clocks_has_a_line_of_its_own() -> None:
    figure = course(STEPS, MOMENTS, "c", SAY)
    assert sum('class="pin"' in mark for mark in figure.marks) == 1
    assert "first signal 03-02 11:00" in _texts(standalone(figure))


def test_what_happens_before_or_after_the_showings_stretches_the_picture() -> None:
    late = [Moment(END + dt.timedelta(days=30), "contained", ""), Moment(START - dt.timedelta(days=30), "verdict", "")]
    texts = _texts(standalone(course(STEPS, late, "c", SAY)))
    assert {"contained 04-01 11:00", "verdict 01-31 09:00"} <= set(texts)


def test_moments_of_one_minute_are_one_line_and_labels_do_not_overlap() -> None:
    moments = [Moment(END, what, "") for what in ("signalled", "aware", "confirmed", "aware")]
    figure = course(STEPS, moments, "c", SAY)
    heights = [re.search(r' y="(\d+)"', mark) for mark in figure.marks if 'class="name"' in mark]
    assert sorted(int(found[1]) for found in heights if found) == [24, 40, 56]


def test_nothing_shown_is_said() -> None:
    figure = course([], MOMENTS, "c", SAY)
    assert figure.marks == ()
    assert _texts(standalone(figure)) == ["Nothing was shown."]


def test_a_file_of_its_own_is_an_svg_document() -> None:
    root = ET.fromstring(standalone(course(STEPS, MOMENTS, "c", SAY)))  # noqa: S314  # made here
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.find("{http://www.w3.org/2000/svg}title") is not None
    one = [(START, 1)]
    ET.fromstring(standalone(course(one, [], "c", SAY)))  # noqa: S314  # made here
