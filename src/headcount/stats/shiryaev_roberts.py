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

_CEILING = 1e120
_CHUNK = 4096


@dataclass(frozen=True, slots=True)
class Factor:
    """One observed quantity, tabulated on its distinct values."""

    null: NDArray[np.float64]
    """Shape (values, cells): likelihood under each archetype cell, divided by any positive factor of the row."""
    alternative: NDArray[np.float64]
    """Shape (values, bets): likelihood under each alternative, divided by the same factor."""
    row: NDArray[np.intp]
    """Shape (occasions,): the table row of each occasion."""


@dataclass(frozen=True, slots=True)
class Part:
    """Quantities whose archetypes are weighted together."""

    factors: tuple[Factor, ...]
    weights: NDArray[np.float64]
    """One axis a factor: weight of each combination of cells, sums to 1."""
    persist: float
    """Weight of the alternative's own density after its first occasion, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the recursion says of each unit."""

    peak: NDArray[np.float64]
    """Shape (units,): largest value of the statistic over the unit's occasions."""
    final: NDArray[np.float64]
    """Shape (units,): value after the last occasion; divided by the number of occasions it is an e-value."""


def e_detector(start: NDArray[np.intp], parts: Sequence[Part], jump: float, restart: NDArray[np.bool_] | None = None) -> Evidence:
    """Run the recursion over every unit, all alternatives (combinations of bets) equally weighted a priori.

    Args:
        start: shape (units + 1,), first occasion of each unit, then the number of occasions; each unit has at least one,
            and its occasions follow each other in time.
        parts: independent given the archetypes; their tables cover all occasions.
        jump: chance per occasion that a unit draws a new archetype.
        restart: shape (occasions,), where evidence from earlier occasions is dropped (what began has ended); never by default.
    """
    kept = np.ones(int(start[-1]))
    if restart is not None:
        kept[restart] = 0.0
    length = np.diff(start)
    order = np.argsort(-length, kind="stable")
    peak, final = np.zeros(len(length)), np.zeros(len(length))
    for low in range(0, len(order), _CHUNK):
        units = order[low : low + _CHUNK]
        peak[units], final[units] = _run(start[:-1][units], length[units], parts, jump, kept)
    return Evidence(peak, final)


def _run(
    first: NDArray[np.intp], length: NDArray[np.intp], parts: Sequence[Part], jump: float, kept: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The recursion for units sorted by descending length; returns peak and final value."""
    posterior = [np.repeat(part.weights[None], len(first), axis=0) for part in parts]
    bets = [factor.alternative.shape[1] for part in parts for factor in part.factors]
    total = np.zeros((len(first), *bets))
    prior = 1 / np.prod(bets)
    peak, final = np.zeros(len(first)), np.zeros(len(first))
    for step in range(int(length[0])):
        active = int(np.searchsorted(-length, -step, side="left"))
        at = first[:active] + step
        begun, going = np.full(active, prior), kept[at]
        for number, part in enumerate(parts):
            state, ratio = _observe(part, posterior[number][:active], at)
            posterior[number][:active] = (1 - jump) * state + jump * part.weights
            begun = _outer(begun, ratio)
            going = _outer(going, part.persist * ratio + (1 - part.persist))
        value = np.minimum(total[:active] * going + begun, _CEILING)
        total[:active] = value
        final[:active] = value.reshape(active, -1).sum(axis=1)
        np.maximum(peak[:active], final[:active], out=peak[:active])
    return peak, final


def _observe(part: Part, state: NDArray[np.float64], at: NDArray[np.intp]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """One occasion of one part: the posterior over its archetypes, and q_j / p_t for every combination of its bets."""
    joint, bets = state, np.ones(len(at))
    for axis, factor in enumerate(part.factors):
        shape = [len(at)] + [1] * len(part.factors)
        shape[axis + 1] = -1
        joint = joint * factor.null[factor.row[at]].reshape(shape)
        bets = _outer(bets, factor.alternative[factor.row[at]])
    predicted = joint.reshape(len(at), -1).sum(axis=1)
    scale = (1 / predicted).reshape((-1,) + (1,) * len(part.factors))
    return joint * scale, bets * scale


def _outer(left: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Outer product per unit: shapes (units, ...) and (units, ...) give (units, ..., ...)."""
    return left.reshape(left.shape + (1,) * (right.ndim - 1)) * right.reshape(
        right.shape[:1] + (1,) * (left.ndim - 1) + right.shape[1:]
    )
