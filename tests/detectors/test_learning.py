from dataclasses import replace
from datetime import timedelta

from headcount.detectors.learning import learning_ends, rehearsal, stretches, too_many_alike
from tests.detectors.world import DAY, START, World, empty


def test_a_log_of_two_weeks_is_learned_from_by_its_first_half() -> None:
    """Days are those of the calendar that the log touches."""
    window = World(300, 30, 1).window()
    assert learning_ends(window) == START + 15 * DAY
    assert learning_ends(replace(window, last=window.first + timedelta(days=13, hours=23))) == START + 7 * DAY
    assert learning_ends(replace(window, last=window.first + timedelta(days=12, hours=23))) is None
    assert learning_ends(World(300, 80, 1).window()) == START + 30 * DAY
    assert learning_ends(empty()) is None


def test_a_longer_log_is_judged_in_stretches_by_the_month_before() -> None:
    window = replace(World(20, 1, 1).window(), last=World(20, 1, 1).window().first + timedelta(days=130))
    end = START + 130 * DAY + 1
    assert stretches(window, START + 30 * DAY) == [
        (START, START + 30 * DAY, START + 75 * DAY),
        (START + 30 * DAY, START + 60 * DAY, START + 105 * DAY),
        (START + 60 * DAY, START + 90 * DAY, end),
    ]


def test_the_learning_period_is_rehearsed_where_its_halves_are_long_enough() -> None:
    window = World(20, 1, 1).window()
    assert rehearsal(window, START + 30 * DAY) == (START, START + 15 * DAY, START + 30 * DAY)
    assert rehearsal(window, START + 15 * DAY) == (START, START + 7 * DAY, START + 15 * DAY)
    assert rehearsal(window, START + 13 * DAY) is None


def test_many_alike_are_a_role() -> None:
    assert not too_many_alike(20, 1_000)
    assert too_many_alike(21, 1_000)
    assert not too_many_alike(30, 20_000)
    assert too_many_alike(41, 20_000)
