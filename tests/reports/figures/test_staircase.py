from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from headcount.model.summary import ScanSummary
from headcount.reports.figures.staircase import peers_after, staircase
from headcount.reports.phrases import phrases

BAND = ((1.0, 2.0, 4.0, 8.0), (3.0, 4.0, 8.0, 16.0))


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0.0, (2.0, 4.0, 8.0)), (1.0, (2.0, 4.0, 8.0)), (2.0, (3.0, 6.0, 12.0)), (9.0, (4.0, 8.0, 16.0))],
)
def test_peers_lie_on_the_line_between_points(days: float, expected: tuple[float, float, float]) -> None:
    assert peers_after(BAND, days) == expected


def test_the_numbers_are_those_of_the_finding(summary: ScanSummary) -> None:
    figure = staircase(summary.findings[2].pictures, "k", phrases("en"), dt.UTC)
    assert figure.rows == (
        ("2026-10-05 22:00", "1", "1", "2", "4"),
        ("2026-10-06 22:00", "300", "2", "5", "12"),
        ("2026-10-07 22:00", "600", "3", "8", "20"),
    )
    assert figure.description == (
        "From 1 to 600 on 2026-10-05 22:00 to 2026-10-07 22:00. "
        "At the end half of the peers stand at 3 or less, 99.9 % at 20 or less."
    )


def test_the_line_runs_in_stairs_from_left_to_top_right(summary: ScanSummary) -> None:
    marks = "".join(staircase(summary.findings[2].pictures, "k", phrases("en"), dt.UTC).marks)
    assert 'd="M48.0 336.0L408.0 336.0L408.0 57.8L768.0 57.8L768.0 24.0" class="stairs"' in marks
    assert "beyond 99.9 % of peers at 300 records" in marks
    assert "this client  600" in marks


def test_without_peers_the_line_stands_alone(summary: ScanSummary) -> None:
    pictures = dataclasses.replace(summary.findings[2].pictures, band=())
    figure = staircase(pictures, "k", phrases("en"), dt.UTC)
    assert "band" not in "".join(figure.marks)
    assert figure.headings == ("time (UTC)", "this client")
    assert figure.rows[1] == ("2026-10-06 22:00", "300")


def test_one_moment_is_drawn(summary: ScanSummary) -> None:
    view = summary.findings[2]
    pictures = dataclasses.replace(view.pictures, staircase=((view.finding.first, 5),))
    figure = staircase(pictures, "k", phrases("en"), dt.UTC)
    assert 'class="stairs"' in "".join(figure.marks)
    assert "beyond" not in "".join(figure.marks)


def test_no_steps_are_said_in_words(summary: ScanSummary) -> None:
    figure = staircase(dataclasses.replace(summary.findings[2].pictures, staircase=()), "k", phrases("en"), dt.UTC)
    assert (figure.marks, figure.description) == ((), "No steps are on record.")


def test_moments_are_marked_where_they_are_and_those_after_the_end_in_words(summary: ScanSummary) -> None:
    pictures = summary.findings[2].pictures
    day = dt.timedelta(days=1)
    begin = dt.datetime(2026, 10, 5, 22, tzinfo=dt.UTC)
    moments = [(begin + day, "found"), (begin + day, "verdict"), (begin + 30 * day, "lifted"), (begin - day, "found")]
    marks = staircase(pictures, "k", phrases("en"), dt.UTC, moments).marks
    assert [mark for mark in marks if "moment" in mark] == [
        '<line x1="408" y1="24" x2="408" y2="336" class="moment"/>',
        '<text x="402" y="36" class="name moment" text-anchor="end">found</text>',
        '<line x1="408" y1="24" x2="408" y2="336" class="moment"/>',
        '<text x="402" y="52" class="name moment" text-anchor="end">verdict</text>',
        '<text x="960" y="12" class="name moment" text-anchor="end">lifted 2026-11-04 22:00, after this picture</text>',
    ]
