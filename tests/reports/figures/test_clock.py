from __future__ import annotations

import dataclasses
import datetime as dt

from headcount.model.summary import ScanSummary
from headcount.reports.figures.clock import clock, in_zone
from headcount.reports.phrases import phrases


def test_the_week_turns_with_the_zone(summary: ScanSummary) -> None:
    view = summary.findings[0]
    turned, label = in_zone(view.pictures.clock, view.finding, dt.timezone(dt.timedelta(hours=8)))
    assert label == "UTC+08:00"
    assert turned[1][6] == 30
    assert turned[1][11] == 10
    assert sum(map(sum, turned)) == 40


def test_the_week_wraps_around(summary: ScanSummary) -> None:
    view = summary.findings[0]
    sunday = [[0] * 24 for _ in range(7)]
    sunday[6][23] = 7
    turned, _ = in_zone(sunday, view.finding, dt.timezone(dt.timedelta(hours=2)))
    assert turned[0][1] == 7


def test_half_hours_and_changing_offsets_stay_in_utc(summary: ScanSummary) -> None:
    view = summary.findings[0]
    same, label = in_zone(view.pictures.clock, view.finding, dt.timezone(dt.timedelta(hours=5.5)))
    assert (same, label) == (view.pictures.clock, "UTC")

    class Changing(dt.tzinfo):
        def utcoffset(self, time: dt.datetime | None) -> dt.timedelta:
            return dt.timedelta(hours=2 if time is not None and time.day < 7 else 1)

        def tzname(self, _: dt.datetime | None) -> str:
            return "made"

        def dst(self, _: dt.datetime | None) -> dt.timedelta:
            return dt.timedelta()

    finding = dataclasses.replace(view.finding, last=view.finding.first + dt.timedelta(days=20))
    assert in_zone(view.pictures.clock, finding, Changing())[1] == "UTC"


def test_the_picture_says_when_most_was_shown(summary: ScanSummary) -> None:
    figure = clock(summary.findings[0].pictures.clock, "UTC", "k", phrases("en"))
    assert figure.description == "Most in one hour of the week: 30, on Mon at 22:00. 166 of 168 hours are silent."
    assert figure.rows[0][0] == "Mon"
    assert figure.rows[0][23] == "30"
    heat = [mark for mark in figure.marks if 'class="heat"' in mark and "<title>" in mark]
    assert len(heat) == 2
    assert 'fill-opacity="1"' in heat[0]
    assert "<title>Tue 03:00 10</title>" in heat[1]


def test_an_empty_clock_says_so() -> None:
    figure = clock([[0] * 24] * 7, "UTC", "k", phrases("en"))
    assert (figure.marks, figure.rows, figure.description) == ((), (), "No hours are on record.")
