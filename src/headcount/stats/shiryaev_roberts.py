"""The mixture Shiryaev-Roberts e-detector: odds that something began on some earlier occasion, for many units at once.

Shin, Ramdas & Rinaldo, "E-detectors: a nonparametric framework for sequential change detection", New England Journal of
Statistics in Data Science 2 (2024). For occasions t = 1, 2, ... of one unit

    p_t(x)  = sum_k f_k p_k(x)                                        the null's prediction from the unit's own past
    M_j    <- (M_j L_j(x) + u_j l_j(x)),  l_j = q_j(x) / p_t(x)       "j began on this occasion or earlier"
    f      <- (1 - jump) (f o p(x) / p_t(x)) + jump w                 the posterior over archetypes; a unit may change

`sum_j M_j - t` is a supermartingale when the null holds, so P(sum_j M_j >= c within T occasions) <= T / c (Doob).

An occasion has several independent parts (a count, two shares). Once an alternative has begun it follows its own density on a
part with weight `persist` and the null's prediction otherwise, which is again a density, so the guarantee is untouched: after
the first surprise a steady count neither earns nor costs anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import Scalar, compiled

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

_CEILING = 1e120


@dataclass(frozen=True, slots=True)
class Factor:
    """One observed quantity, tabulated on its distinct values."""

    null: F64
    """Shape (values, cells): likelihood under each archetype cell, divided by any positive factor of the row."""
    alternative: F64
    """Shape (values, bets): likelihood under each alternative, divided by the same factor."""
    row: NDArray[np.intp]
    """Shape (occasions,): the table row of each occasion."""


@dataclass(frozen=True, slots=True)
class Part:
    """Quantities whose archetypes are weighted together."""

    factors: tuple[Factor, ...]
    weights: F64
    """One axis a factor: weight of each combination of cells, sums to 1."""
    persist: float
    """Weight of the alternative's own density after its first occasion, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the recursion says of each unit."""

    peak: F64
    """Shape (units,): largest value of the statistic over the unit's occasions."""
    final: F64
    """Shape (units,): value after the last occasion; divided by the number of occasions it is an e-value."""
    crossed: I64
    """Shape (units,): the first occasion at which the statistic reached the level that was asked for; -1 where it never did."""


def e_detector(
    start: NDArray[np.intp],
    parts: Sequence[Part],
    jump: float,
    restart: NDArray[np.bool_] | None = None,
    level: float = np.inf,
    judged: NDArray[np.bool_] | None = None,
) -> Evidence:
    """Run the recursion over every unit, all alternatives (combinations of bets) equally weighted a priori.

    Args:
        start: shape (units + 1,), first occasion of each unit, then the number of occasions; each unit has at least one,
            and its occasions follow each other in time.
        parts: independent given the archetypes; their tables cover all occasions.
        jump: chance per occasion that a unit draws a new archetype.
        restart: shape (occasions,), where evidence from earlier occasions is dropped (what began has ended); never by default.
        level: what `Evidence.crossed` is about.
        judged: shape (occasions,), false where an occasion only tells what the unit's habit is; every one counts by default.
    """
    occasions, units = int(start[-1]), len(start) - 1
    factors = [factor for part in parts for factor in part.factors]
    shape = np.array([(f.null.shape[1], f.alternative.shape[1]) for f in factors], np.int64).reshape(-1, 2)
    place = np.array([_offsets([f.null.size for f in factors]), _offsets([f.alternative.size for f in factors])], np.int64)
    peak, final, crossed = np.zeros(units), np.zeros(units), np.full(units, -1, np.int64)
    _recursion(
        start.astype(np.int64),
        np.concatenate([factor.row.astype(np.int64) for factor in factors]).reshape(len(factors), occasions),
        np.concatenate([factor.null.ravel() for factor in factors]),
        np.concatenate([factor.alternative.ravel() for factor in factors]),
        shape,
        place,
        np.array(_offsets([len(part.factors) for part in parts]), np.int64),
        np.concatenate([part.weights.ravel() for part in parts]),
        np.array([part.persist for part in parts]),
        jump,
        np.zeros(occasions, np.bool_) if restart is None else restart,
        np.ones(occasions, np.bool_) if judged is None else judged,
        level,
        np.empty(sum(part.weights.size for part in parts)),
        np.empty((4, np.prod(shape[:, 1], dtype=np.int64))),
        peak,
        final,
        crossed,
    )
    return Evidence(peak, final, crossed)


def _offsets(sizes: Sequence[int]) -> list[int]:
    """Where each of some pieces begins when they lie one after the other, and where the last one ends."""
    return [0, *np.cumsum(sizes).tolist()]


@compiled
def _weigh(cells: F64, inner: Scalar, likelihood: F64) -> None:
    """Multiply `cells`, seen as (outer, len(likelihood), inner), by `likelihood` along the middle axis, in place."""
    width = len(likelihood)
    if inner == 1:
        for outer in range(len(cells) // width):
            block = cells[outer * width : (outer + 1) * width]
            for cell in range(width):
                block[cell] *= likelihood[cell]
    else:
        for outer in range(len(cells) // inner):
            block = cells[outer * inner : (outer + 1) * inner]
            for cell in range(inner):
                block[cell] *= likelihood[outer % width]


@compiled
def _total(cells: F64) -> Scalar:
    """The sum of all cells."""
    total = 0.0
    for cell in range(len(cells)):
        total += cells[cell]
    return total


@compiled
def _renew(state: F64, scale: Scalar, weights: F64, jump: Scalar) -> None:
    """The posterior after one occasion, in place."""
    for cell in range(len(state)):
        state[cell] = state[cell] * scale + jump * weights[cell]


@compiled
def _bet(begun: F64, going: F64, ratio: F64, scale: Scalar, persist: Scalar) -> None:
    """Multiply one part's ratios into those of a bet that begins now and of one that is going on."""
    for bet in range(len(ratio)):
        odds = ratio[bet] * scale
        begun[bet] *= odds
        going[bet] *= persist * odds + (1.0 - persist)


@compiled
def _add(total: F64, going: F64, begun: F64) -> None:
    """`total * going + begun` for every bet, in place."""
    for bet in range(len(total)):
        total[bet] = min(total[bet] * going[bet] + begun[bet], _CEILING)


@compiled
def _recursion(
    start: I64,
    row: NDArray[np.int64],
    null: F64,
    alternative: F64,
    shape: NDArray[np.int64],
    place: NDArray[np.int64],
    factors_of: I64,
    weights: F64,
    persist: F64,
    jump: Scalar,
    restart: NDArray[np.bool_],
    judged: NDArray[np.bool_],
    level: Scalar,
    state: F64,
    bets: F64,
    peak: F64,
    final: F64,
    crossed: I64,
) -> None:
    """The recursion, unit by unit. Tables of all factors lie one after the other: `place` tells where each begins.

    `state` (one number a weight) and `bets` (four a combination of bets) are room to work in.
    """
    ratio, begun, going, total = bets[0], bets[1], bets[2], bets[3]
    for unit in range(len(start) - 1):
        for cell in range(len(state)):
            state[cell] = weights[cell]
        total[:] = 0.0
        for at in range(start[unit], start[unit + 1]):
            begun[:] = 1.0 / len(begun)
            going[:] = 0.0 if restart[at] else 1.0
            cell, inner = 0, len(begun)
            for part in range(len(factors_of) - 1):
                cells = 1
                for factor in range(factors_of[part], factors_of[part + 1]):
                    cells *= shape[factor, 0]
                mine, within = state[cell : cell + cells], cells
                ratio[:] = 1.0
                for factor in range(factors_of[part], factors_of[part + 1]):
                    width, bet_width = shape[factor]
                    first, bet = place[0, factor] + row[factor, at] * width, place[1, factor] + row[factor, at] * bet_width
                    within, inner = within // width, inner // bet_width
                    _weigh(mine, within, null[first : first + width])
                    _weigh(ratio, inner, alternative[bet : bet + bet_width])
                predicted = _total(mine)
                _renew(mine, (1.0 - jump) / predicted, weights[cell : cell + cells], jump)
                _bet(begun, going, ratio, 1.0 / predicted, persist[part])
                cell += cells
            if not judged[at]:
                continue
            _add(total, going, begun)
            final[unit] = _total(total)
            peak[unit] = max(peak[unit], final[unit])
            if final[unit] >= level and crossed[unit] < 0:
                crossed[unit] = at
