"""Mechanism: whether clients divide the records between them instead of looking independently of each other.

Two members of a campaign are not sent for the same record. Independent clients meet on rare records by chance, as often among
themselves as with everybody else: where S of all P showings of rare records went to the members, C meetings with other clients
foretell C x S / (2 (P - S)) meetings among the members, less those that one client cannot have with itself. Only rare records
count (see `Meetings`): on those the crowd's favourites and a campaign's cover traffic matter least. Null: negative binomial
around `_LEAST` of that or more; alternatives: next to no meetings up to 40 % of what is foretold, give or take a tenth.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from headcount.ledger.together import Meetings
from headcount.stats import negative_binomial

_LEAST, _SIZE = 0.65, 60.0
"""Honest clients with tastes of their own meet at least about so much as foretold, give or take an eighth."""
_BETS, _BET_SIZE = np.array([0.02, 0.06, 0.15, 0.25, 0.4]), 100.0


@dataclass(frozen=True, slots=True)
class Division:
    """Meetings among the members on rare records."""

    meetings: int
    expected: float
    """Of independent clients."""
    log_e: float
    """Log e-value for fewer meetings than independent clients have."""


def divided(met: Meetings) -> Division:
    """Judge the meetings."""
    pairs = met.showings**2 - met.squares
    expected = met.cross * pairs / (2 * met.showings * max(met.everybody - met.showings, 1)) if pairs else 0.0
    if met.inner >= _LEAST * expected:
        return Division(met.inner, expected, -np.inf)
    null = float(negative_binomial.log_pmf(met.inner, _LEAST * expected, _SIZE))
    bets = negative_binomial.log_pmf(met.inner, _BETS * expected, _BET_SIZE) - null
    return Division(met.inner, expected, float(bets.max() + np.log(np.mean(np.exp(bets - bets.max())))))
