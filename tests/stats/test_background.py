from __future__ import annotations

import numpy as np
import pytest

from headcount.stats.background import evidence_of, fit
from headcount.stats.explained_share import SHARES


def test_the_weights_are_those_under_which_the_rows_are_likeliest() -> None:
    density = np.array([[0.1] * 70 + [0.0] * 30, [0.0] * 70 + [0.05] * 30])
    weights, told = fit(density)
    assert weights == pytest.approx([0.7, 0.3])
    assert told[0] == pytest.approx(0.1 * 69 / 99)


def test_a_part_that_one_row_alone_speaks_for_does_not_explain_that_row() -> None:
    density = np.array([[0.01] * 20, [0.9, *[0.0] * 19]])
    _, told = fit(density)
    assert told[0] < 0.011


def test_the_evidence_over_shares() -> None:
    ratio = np.array([5.0, 5.0, 0.0])
    found, share = evidence_of(ratio)
    assert found == pytest.approx(np.log(np.mean([(1 + 4 * s) ** 2 * (1 - s) for s in SHARES])))
    assert share == pytest.approx(7 / 12, abs=1e-3)  # where 2 * 4 / (1 + 4 s) equals 1 / (1 - s)


def test_nothing_to_look_at() -> None:
    assert evidence_of(np.zeros(0)) == (0.0, 0.0)
