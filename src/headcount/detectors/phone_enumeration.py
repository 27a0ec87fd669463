"""phone_enumeration: a client that asks for identifiers of which many do not exist, to learn whose they are.

Of the identifiers that are new to it, the share that nobody has is held against the same share of those peers that ever missed
one (people with an old address book, a mistyped number, an outdated link), together with how many misses a day it had. What a
client asks for again, and what it was shown at another time, is no miss. How rare an honest habit of missing half of all is, is
extrapolated from the peers' shares, so that a crowd with many outdated links is given the benefit of the doubt.

Source: the e-detectors of Shin, Ramdas & Rinaldo (2024); Hagen et al., "All the numbers are US: large-scale abuse of contact
discovery in mobile messengers" (2021), who asked for a tenth of all US mobile numbers at one messenger and for all at another.

It cannot see: fewer than 20 misses or no more than half of the peers that missed; fewer than 20 records shown; one hit or
less in 20 errors, which is how a scanner for weaknesses or a guesser of passwords looks; ranges in which hardly any identifier
is missing (id_enumeration and slow_crawl may). Sites that answer 200 for what does not exist, or carry the numbers in a
request's body, show no misses in their log. Where more than about one in a hundred of those who miss asks like that, it is an
honest habit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.detectors.evidence import Claim, try_claim
from headcount.detectors.peers import FEWEST_RECORDS, crowd_of
from headcount.detectors.shares import Share
from headcount.detectors.totals import per_client
from headcount.detectors.units import column
from headcount.detectors.wording import count, finding, percent
from headcount.ledger.window import Window
from headcount.model.finding import Finding

_ERRORS_PER_RECORD = 20
_LOG_ODDS = (-7.0, -5.0, -4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.5, 4.5)
_BETS = (0.0, 1.0, 2.5)
_INFORMED = 50
"""Clients that asked for so many identifiers tell what honest habits there are."""
_NEAR, _FAR = 1 / (1 + np.exp(2.0)), 1 / (1 + np.exp(1.0))
"""Shares missed with log odds of -2 and -1; the next one, 0, is where a habit looks like a harvester's."""
_SET_ASIDE = 10
"""So many of the informed peers (at most one in twenty) may be harvesters."""
_SELDOM, _OFTEN = 1e-5, 1e-2


@dataclass(frozen=True, slots=True)
class PhoneEnumeration:
    """Judges active days (UTC) of each client.

    Parameters:
        name: the word for file, finding and docs page.
        false_per_10k: expected number of honest clients found per 10,000 clients and 30 days; a scan's budget is never
            below 0.1 nor above 1 client.

    Example: on three days 200 hits and 300 misses, among 600 clients with one miss a visit.

        >>> import textwrap
        >>> from headcount.detectors.example import example_window
        >>> window = example_window([(day * 86_400 + 36_000, 200, 0) for day in range(3)], new_misses=(1, 300))
        >>> [found] = PhoneEnumeration().find(window)
        >>> print(textwrap.fill(found.sentence, 110))
        address 203.0.113.7 was shown 600 different records and asked for 900 identifiers that nobody has: 60 % of all
        it asked for (peers that ever missed one: 20 %).
    """

    name: str = "phone_enumeration"
    false_per_10k: float = 0.33

    def find(self, window: Window) -> Sequence[Finding]:
        """The enumerators, strongest first."""
        misses, shown = per_client(window, "new_misses", np.add), per_client(window, "new_records", np.add)
        fit = (shown >= FEWEST_RECORDS) & (shown * _ERRORS_PER_RECORD >= column(window.clients, "errors"))
        if not (fit & (misses >= FEWEST_RECORDS)).any():
            return []
        trial = try_claim(_in_vain(window, misses), _claim(misses, shown, crowd_of(window).peer), self.false_per_10k)
        if trial is None:
            return []
        others = trial.peers()
        usual = percent(int(misses[others].sum()), int((misses + shown)[others].sum()))
        return [
            finding(
                self.name,
                window,
                suspicion,
                f"was shown {count(int(shown[suspicion.place]), 'different record')} and asked for "
                f"{count(int(misses[suspicion.place]), 'identifier')} that nobody has: "
                f"{percent(int(misses[suspicion.place]), int((misses + shown)[suspicion.place]))} of all it asked for "
                f"(peers that ever missed one: {usual}).",
            )
            for suspicion in trial.found
            if fit[suspicion.place]
        ]


def _claim(misses: NDArray[np.int64], shown: NDArray[np.int64], peer: NDArray[np.bool_]) -> Claim:
    """The claim, in which a habit of missing half of all is as rare as the log odds of the peers' shares foretell.

    So many fewer are beyond log odds of 0 than beyond -1 as are beyond -1 than beyond -2; one is added to
    each count, so that nothing is taken for rarer than its peers can show.
    """
    asked = misses + shown
    informed = peer & (misses > 0) & (asked >= _INFORMED)
    share = misses[informed] / asked[informed]
    aside = min(_SET_ASIDE, len(share) // 20)
    near, far = (max(int((share > least).sum()) - aside, 0) + 1 for least in (_NEAR, _FAR))
    most = float(np.clip(far * far / near / (len(share) + 1), _SELDOM, _OFTEN))
    watched = Share("new_records", "records", "nothing", _LOG_ODDS, 0.0, most, _BETS)
    return Claim(seconds=86_400, volume="new_records", shares=(watched,), burst=False, totals=False, busier_than=0.5)


def _in_vain(window: Window, misses: NDArray[np.int64]) -> Window:
    """The window in which records are identifiers asked for, and the new ones those that nobody has: clients that missed."""
    new, missed = column(window.rollup, "new_records"), column(window.rollup, "new_misses")
    rollup = _with(window.rollup, records=new + missed, new_records=missed)
    return replace(window, rollup=rollup, clients=_with(window.clients, records=misses))


def _with(table: pa.Table, **columns: NDArray[np.int64]) -> pa.Table:
    for name, values in columns.items():
        place = table.schema.get_field_index(name)
        table = table.set_column(place, table.schema.field(place), pa.array(values).cast(table.schema.field(place).type))
    return table
