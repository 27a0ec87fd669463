from dataclasses import replace

import numpy as np
import pytest

from headcount.detectors.shares import Share, share_part
from headcount.detectors.units import Units
from headcount.stats.shiryaev_roberts import e_detector

HABITS = (-3.0, -1.5, 0.0, 1.5, 3.0, 5.0)
COLD = Share("cold_records", "new_records", "time", HABITS, 3.0, 1e-3, (0.0, 3.0, 5.0))
NEW = Share("new_records", "records", "history", HABITS, 3.0, 1e-3, (0.0, 3.0, 5.0))
ADJACENT = Share("adjacent_records", "numbered_records", "nothing", HABITS, 0.0, 1e-5, (0.0, 3.0))


def _units(
    shown: int, days: int, new: np.ndarray[tuple[int], np.dtype[np.int64]], cold: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> Units:
    """Clients with `days` days of `shown` records; shape (clients * days,) of new and cold ones."""
    rows = len(new)
    client = np.repeat(np.arange(rows // days), days)
    seen = np.cumsum(new) - new
    start = np.arange(rows // days + 1) * days
    counts = {
        "records": np.full(rows, shown),
        "new_records": new,
        "cold_records": cold,
        "adjacent_records": cold,
        "numbered_records": new,
        "history": seen - np.repeat(seen[start[:-1]], days),
    }
    return Units(client, start, np.tile(np.arange(days), rows // days) * 86_400, counts)


def _crowd(clients: int = 400, days: int = 6, seed: int = 1) -> Units:
    """20 records a day: all new on the first, half of them later; 30 % of the new ones cold."""
    rng = np.random.default_rng(seed)
    new = np.where(np.arange(clients * days) % days == 0, 20, rng.binomial(20, 0.5, clients * days))
    return _units(20, days, new, rng.binomial(new, 0.3))


def _sweep(clients: int = 1, days: int = 6) -> Units:
    return _units(20, days, np.full(clients * days, 20), np.full(clients * days, 20))


def _joined(honest: Units, others: Units) -> Units:
    counts = {name: np.r_[honest.counts[name], others.counts[name]] for name in honest.counts}
    return Units(
        np.r_[honest.client, others.client + honest.client.max() + 1],
        np.r_[honest.start, others.start[1:] + len(honest)],
        np.r_[honest.time, others.time],
        counts,
    )


def _peak(shares: list[Share], crowd: Units, judged: Units) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    part = share_part(shares, crowd, crowd, np.ones(len(crowd.start) - 1), judged)
    return np.asarray(e_detector(judged.start, [part], 1e-3).peak)


def test_a_sweep_stands_out_and_honest_clients_do_not() -> None:
    crowd = _crowd()
    assert _peak([NEW, COLD], crowd, _sweep())[0] > 1e4
    honest = _peak([NEW, COLD], crowd, _crowd(seed=2))
    assert (honest >= 600).sum() <= 4 + 3 * 2
    assert honest.max() < 1e4


def test_five_sweeps_among_the_peers_do_not_vouch_for_each_other() -> None:
    poisoned = _joined(_crowd(), _sweep(5))
    assert _peak([NEW, COLD], poisoned, _sweep())[0] > 1e4


def test_a_first_day_says_nothing_about_first_views() -> None:
    crowd = _crowd()
    assert _peak([NEW], crowd, _sweep(days=1))[0] == pytest.approx(1)


def test_what_everybody_does_is_no_evidence() -> None:
    assert _peak([NEW, COLD], _sweep(400), _sweep())[0] < 60


def test_what_hardly_anybody_does_is_capped_together() -> None:
    crowd = _crowd()
    part = share_part([NEW, COLD], crowd, crowd, np.ones(400), _sweep())
    strange = np.repeat(np.array(HABITS) >= 3.0, 2)
    assert part.weights.sum() == pytest.approx(1)
    assert part.weights[strange].sum() <= 1.001e-3
    assert part.weights[np.ix_(strange, strange)].sum() <= 1.001e-6


def test_few_peers_rule_nothing_out() -> None:
    few = _crowd(10)
    part = share_part([NEW, COLD], few, few, np.ones(10), _sweep())
    assert part.weights.min() >= 1 / (11 * part.weights.size) * 0.99
    assert _peak([NEW, COLD], few, _sweep())[0] < 1e4


def test_long_days_are_scaled_down() -> None:
    crowd = _crowd()
    long = _units(20_000, 2, np.full(2, 20_000), np.full(2, 20_000))
    part = share_part([ADJACENT], crowd, crowd, np.ones(400), long)
    same = _units(200, 2, np.full(2, 200), np.full(2, 200))
    again = share_part([ADJACENT], crowd, crowd, np.ones(400), same)
    assert part.factors[0].alternative[part.factors[0].row] == pytest.approx(again.factors[0].alternative[again.factors[0].row])


def test_one_wild_unit_says_little_and_a_row_of_them_everything() -> None:
    crowd = _crowd()
    wild = replace(COLD, wild=0.2)
    once, often = (_peak([wild], crowd, _sweep(days=days))[0] for days in (1, 6))
    assert _peak([COLD], crowd, _sweep(days=1))[0] > 100
    assert once < 5
    assert often > 20 * once
