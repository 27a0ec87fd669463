"""Odds that a unit's share of hits rose on some earlier occasion, above its own habit and above what its peers do.

A one-sided e-detector (Shin, Ramdas & Rinaldo 2024) on beta-binomial counts, for t = 1, 2, ... of one unit

    p_t(x)  = sum_k f_k BB(x; n_t, share_k, wobble_k)                 the null's prediction from the unit's own past
    M_j    <- (M_j + u_j [share_j >= 1.5 habit]) BB(x; n_t, j) / p_t(x)
    f      <- (f o p(x) / p_t(x)) (1 - slide - jump) + slide to the next shares + jump (w + v) / 2

with w the weights of the archetypes among the peers (`mixture.fit_weights`), v those among their single occasions, and the habit
the geometric mean share under f. How often habits slide and jump is learned from the peers, too: where work changes from week
to week, a change is no evidence. The number of draws is given, so within an occasion the odds may be looked at after any draw.
`sum_j M_j - t` is a supermartingale when the null holds: P(sum_j M_j >= c within T occasions) <= T / c.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headcount.stats import beta_binomial
from headcount.stats.mixture import fit_weights, log_likelihoods

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

_SHARES = np.array([0.001, 0.003, 0.006, 0.012, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.28, 0.35, 0.5, 0.7, 0.95])
_WOBBLES = np.array([0.005, 0.02, 0.06, 0.2])
_BETS = np.array([0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 0.95])
_BET_WOBBLE = 0.02
"""Bets are among the archetypes, so that no honest habit is better explained by a bet."""
_ABOVE = 1.5
"""A bet begins only at so many times the unit's habit."""
_RESTLESS = ((0.01, 1e-5), (0.03, 1e-4), (0.06, 1e-3), (0.12, 1e-2), (0.25, 0.05))
"""Chances per occasion that an honest unit's habit moves to a next share, and that it becomes another one without notice.

Where the last pair fits best there are no habits, and a change says nothing."""
_SET_ASIDE = 20
"""Of so many peers, the one whose habit changed most says nothing about how often habits change."""
_MOST_PEERS = 300
"""How often they change is learned from at most so many peers."""
_MOST_DRAWS = 200
"""More draws of one occasion are scaled down to this: the wobble lets them say no more."""
_HIGHEST, _CEILING = 100.0, 1e120
_BLOCK = 20_000
"""Units that are followed at a time."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Hits among draws, occasion by occasion, units one after the other."""

    start: NDArray[np.intp]
    """Shape (units + 1,): first occasion of each unit, then the number of occasions; each unit has at least one."""
    hits: I64
    draws: I64


def share_odds(
    data: Shares,
    learned: NDArray[np.bool_],
    weight: F64 | None = None,
    judged: NDArray[np.bool_] | None = None,
    least: float = 0.0,
    floor: float = 1.0,
) -> F64:
    """The statistic after each occasion, shape (occasions,); 0 everywhere where units have no habits that last.

    Args:
        data: units to judge and units to learn from.
        learned: shape (units,), the peers whose habits make the null.
        weight: shape (units,), for how many peers each of these stands; one when left out.
        judged: shape (units,), those to follow, the statistic of the others being 0; all when left out.
        least: the smallest share that is bet on.
        floor: pseudo-units of the weights (see `mixture.fit_weights`).
    """
    null, bets, row = _tables(data)
    own = log_likelihoods(null, row, data.start)[learned]
    stands = np.ones(len(learned)) if weight is None else weight
    weights = fit_weights(own, stands[learned], floor=floor)
    times: F64 = np.bincount(row, np.repeat(np.where(learned, stands, 0.0), np.diff(data.start)), len(null)).astype(np.float64)
    days = fit_weights(null, times, floor=floor)
    target = (weights + days) / 2
    best = null.max(axis=1, keepdims=True)
    likelihood, ratio = np.exp(null - best), np.exp(np.minimum(bets - best, _HIGHEST))
    begin, length = data.start[:-1], np.diff(data.start)
    peers = np.flatnonzero(learned)
    peers = peers[:: max(1, -(-len(peers) // _MOST_PEERS))]
    gains = np.array([
        _follow(begin[peers], length[peers], row, likelihood, ratio, weights, _moves(target, *each))[1] for each in _RESTLESS
    ])  # fmt: skip
    odds, chosen = np.zeros(len(row)), _restless(gains - gains[0])
    if chosen == len(_RESTLESS) - 1:
        return odds
    moves = _moves(target, *_RESTLESS[chosen])
    wanted = np.arange(len(begin)) if judged is None else np.flatnonzero(judged)
    for first in range(0, len(wanted), _BLOCK):
        some = wanted[first : first + _BLOCK]
        odds += _follow(begin[some], length[some], row, likelihood, ratio, weights, moves, least)[0]
    return odds


def _restless(gains: F64) -> int:
    """Which of the chances explains the peers best: `gains` in log-likelihood have shape (chances, peers).

    The few who gain most are set aside: a habit that changed may be a harvest that began.
    """
    aside = -(-gains.shape[1] // _SET_ASIDE)
    return int(np.argmax(np.sort(gains, axis=1)[:, : gains.shape[1] - aside].sum(axis=1)))


def _follow(
    begin: NDArray[np.intp],
    length: NDArray[np.intp],
    row: NDArray[np.intp],
    likelihood: F64,
    ratio: F64,
    weights: F64,
    moves: F64,
    least: float = 0.0,
) -> tuple[F64, F64]:
    """The recursion for some units at once, occasion by occasion; longest units first, so that those going on are the first.

    Returns the statistic, shape (occasions of all,) and 0 where not followed, and each unit's log-likelihood as predicted.
    """
    order = np.argsort(-length, kind="stable")
    begin, length = begin[order], length[order]
    odds, said = np.zeros(len(row)), np.zeros(len(order))
    habit = np.log(np.repeat(_SHARES, len(_WOBBLES)))
    state = np.tile(weights, (len(order), 1))
    total = np.zeros((len(order), len(_BETS)))
    prior = np.where(least <= _BETS, 1 / np.count_nonzero(least <= _BETS), 0.0)
    for turn in range(int(length.max(initial=0))):
        going = int(np.searchsorted(-length, -turn))
        at = begin[:going] + turn
        level = np.exp(state[:going] @ habit)
        posterior = state[:going] * likelihood[row[at]]
        predicted = posterior.sum(axis=1, keepdims=True)
        begun = np.where(_ABOVE * level[:, None] <= _BETS, prior, 0.0)
        total[:going] = np.minimum((total[:going] + begun) * ratio[row[at]] / predicted, _CEILING)
        odds[at] = total[:going].sum(axis=1)
        state[:going] = (posterior / predicted) @ moves
        said[:going] += np.log(predicted[:, 0])
    back = np.empty_like(said)
    back[order] = said
    return odds, back


def _moves(target: F64, slide: float, jump: float) -> F64:
    """Shape (cells, cells): where an honest unit's habit goes from one occasion to the next."""
    shares, wobbles = len(_SHARES), len(_WOBBLES)
    near = np.eye(shares, k=1) + np.eye(shares, k=-1)
    near /= near.sum(axis=1, keepdims=True)
    stay = (1 - slide - jump) * np.eye(shares * wobbles) + slide * np.kron(near, np.eye(wobbles))
    moved: F64 = stay + jump * target
    return moved


def _tables(data: Shares) -> tuple[F64, F64, NDArray[np.intp]]:
    """Log-likelihoods of the distinct (hits, draws): archetypes and bets, and every occasion's place in them."""
    much = data.draws > _MOST_DRAWS
    scaled = np.rint(data.hits * (_MOST_DRAWS / np.maximum(data.draws, 1))).astype(np.int64)
    hits, draws = np.where(much, scaled, data.hits), np.where(much, _MOST_DRAWS, data.draws)
    key, row = np.unique(draws * (_MOST_DRAWS + 1) + hits, return_inverse=True)
    x, n = (key % (_MOST_DRAWS + 1))[:, None], (key // (_MOST_DRAWS + 1))[:, None]
    null = beta_binomial.log_pmf(x, n, np.repeat(_SHARES, len(_WOBBLES)), np.tile(_WOBBLES, len(_SHARES)))
    return null, beta_binomial.log_pmf(x, n, _BETS, _BET_WOBBLE), row
