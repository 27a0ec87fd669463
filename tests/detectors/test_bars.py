from __future__ import annotations

from headcount.detectors.bars import Bars

DAY = 86_400
MARCH = 1_772_323_200
"""2026-03-01, midnight UTC."""


def _stretch(month: int) -> tuple[int, int, int]:
    begins = MARCH + 30 * month * DAY
    return begins - 30 * DAY, begins, begins + 30 * DAY


def test_a_clean_period_and_a_steady_bar_are_no_news() -> None:
    bars = Bars()
    bars.learned(_stretch(0), 0)
    for month, bar in enumerate((1_000.0, 1_900.0, 1_000.0)):
        bars.judged(_stretch(month), bar, 50_000.0, given_up=False)
    assert bars.told == []


def test_harvesters_of_the_learning_period_are_told() -> None:
    bars = Bars()
    bars.learned(_stretch(0), 3)
    [told] = bars.told
    assert told.startswith("the learning period (2026-01-30 to 2026-03-30) was not clean: 3 clients in it passed the bar")
    assert told.endswith("What is found there taught nothing; weaker ones like it may have")


def test_a_bar_that_was_given_up_says_since_when_and_what_it_was() -> None:
    bars = Bars()
    bars.judged(_stretch(0), 1_234.0, 56_789.0, given_up=True)
    [told] = bars.told
    assert told.startswith("from 2026-03-01 on more than twice as many clients as before")
    assert "the calibrated bar (1,234) was given up for theory's (56,789), so harvesters are found later" in told


def test_nothing_is_given_up_where_the_bar_was_that_of_theory() -> None:
    bars = Bars()
    bars.judged(_stretch(0), 56_789.0, 56_789.0, given_up=True)
    assert bars.told == []


def test_a_bar_that_moves_by_half_or_to_twice_is_told() -> None:
    bars = Bars()
    for month, bar in enumerate((1_000.0, 2_000.0, 1_000.0)):
        bars.judged(_stretch(month), bar, 50_000.0, given_up=False)
    assert bars.told == [
        "on 2026-03-31 the calibrated bar rose from 1,000 to 2,000",
        "on 2026-04-30 the calibrated bar fell from 2,000 to 1,000",
    ]


def test_after_a_bar_was_given_up_the_next_one_is_compared_with_none() -> None:
    bars = Bars()
    bars.judged(_stretch(0), 1_000.0, 50_000.0, given_up=False)
    bars.judged(_stretch(1), 1_000.0, 50_000.0, given_up=True)
    bars.judged(_stretch(2), 9_000.0, 50_000.0, given_up=False)
    assert len(bars.told) == 1
