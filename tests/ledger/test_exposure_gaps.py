from __future__ import annotations

import datetime as dt
import random

import pytest

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure_gaps import gaps
from tests.ledger.showings import START, Look, fill

HOUR, DAY = 3600, 86_400
MIDNIGHT = START.replace(hour=0)
END = START + dt.timedelta(days=60)


def _steady(days: int, *, every: int = 40, without: tuple[int, int] = (0, 0), weekends: bool = True) -> list[Look]:
    """A look every so many seconds by day, from 8 to 20 o'clock; seconds count from `START`, 9 o'clock of a Monday."""
    open_hours = range(-HOUR, 11 * HOUR, every)
    times = [day * DAY + second for day in range(days) for second in open_hours if weekends or day % 7 < 5]
    return [Look(second, "ann", 0, 1) for second in times if not without[0] <= second < without[1]]


@pytest.mark.parametrize("weekends", [True, False])
@pytest.mark.parametrize("days", [7, 30])
def test_nights_and_weekends_are_no_gaps(ledger: EmbeddedLedger, days: int, *, weekends: bool) -> None:
    fill(ledger, _steady(days, weekends=weekends))
    assert gaps(ledger, START, END) == []


def test_two_lost_hours_are_a_gap_with_what_would_have_been_usual(ledger: EmbeddedLedger) -> None:
    lost = 24 * DAY + HOUR, 24 * DAY + 3 * HOUR
    fill(ledger, _steady(30, without=lost))
    [gap] = gaps(ledger, START, END)
    edges = [START + dt.timedelta(seconds=second) for second in lost]
    assert [gap.begins, gap.ends] == edges
    assert gap.usual == pytest.approx(2 * 90 * 3)  # a showing, and the first and last request of a batch of one


def test_a_gap_outside_of_the_period_is_not_told(ledger: EmbeddedLedger) -> None:
    fill(ledger, _steady(30, without=(24 * DAY, 24 * DAY + 3 * HOUR)))
    assert gaps(ledger, START, START + dt.timedelta(days=20)) == []
    assert len(gaps(ledger, START + dt.timedelta(days=24, hours=1), END)) == 1


def test_few_lines_or_a_short_stretch_are_no_gap(ledger: EmbeddedLedger) -> None:
    fill(ledger, _steady(30, every=600, without=(24 * DAY, 24 * DAY + 2 * HOUR)))
    assert gaps(ledger, START, END) == []


def test_a_short_log_has_no_usual_hours(ledger: EmbeddedLedger) -> None:
    fill(ledger, _steady(2, without=(DAY, DAY + 5 * HOUR)))
    assert gaps(ledger, START, END) == []


def test_an_irregular_log_has_no_false_gaps(ledger: EmbeddedLedger) -> None:
    draw = random.Random(3)  # noqa: S311  # made traffic
    fill(ledger, [Look(draw.randrange(40 * DAY), "ann", 0, 1) for _ in range(9_000)])
    assert gaps(ledger, START, END) == []


def test_a_stray_time_far_away_does_no_harm(ledger: EmbeddedLedger) -> None:
    fill(ledger, [*_steady(7), Look(200_000 * DAY, "ann", 0, 1)])
    assert gaps(ledger, START, dt.datetime(9999, 12, 28, tzinfo=dt.UTC)) == []
