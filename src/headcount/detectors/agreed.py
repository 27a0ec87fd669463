"""Mechanism: what a client under an agreement read beyond it, each breach with how far it goes and in words."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.detectors.units import column
from headcount.detectors.wording import count, percent
from headcount.ledger.window import Window
from headcount.model.kind_words import covered
from headcount.model.scope import Scope
from headcount.stats import beta_binomial

I64 = NDArray[np.int64]

_FROZEN = 14 * 86_400
"""Seconds at a client's beginning that tell what it does, where nothing is declared."""
_MARGIN, _SLACK = 2.0, 0.02
"""Where no share is declared, so many times that of the beginning, and so much more, is let pass."""
_WOBBLE = 0.02
"""How much the share of honest days of one client differs: intra-class correlation."""
_BETS = np.array([0.05, 0.15, 0.4, 0.9])
"""How much of the rest a creep may leave unexplained."""
_MOST_DRAWS = 400
"""Of a day with more people than this, the share is scaled down to it: the wobble lets it say no more."""
_LARGEST = 250.0


@dataclass(frozen=True, slots=True)
class Breach:
    """One way in which a client went beyond its agreement."""

    times: float
    """How far: as a multiple of what makes a finding, 1 or more."""
    told: str
    """Part of a sentence."""


def beyond_routes(window: Window, client: int, scope: Scope) -> Iterator[Breach]:
    """Routes and kinds that the agreement does not cover; undeclared, those that the client turned to after its first 14 days."""
    rows = window.used.filter(pc.equal(window.used["client"], client)).to_pylist()
    if scope.routes or scope.kinds:
        agreed = {_unnamed(route) for route in scope.routes}
        odd = [row for row in rows if (agreed and _unnamed(row["template"]) not in agreed) or _beyond(row, scope)]
    else:
        odd = _turned_to(rows)
    records = sum(row["records"] for row in odd)
    if records <= scope.tolerance:
        return
    for row in sorted(odd, key=lambda row: (row["first"], row["template"])):
        kinds = ", ".join(sorted(_beyond(row, scope)))
        what = f"shows {kinds} beyond the agreement" if kinds else "it does not cover"
        if not (scope.routes or scope.kinds):
            what = "it had not used in its first 14 days"
        told = f"{row['records']:,} of them through {row['template']}, which {what}, first on {_moment(row['first'])}"
        yield Breach(records / (scope.tolerance + 1), told)


def _unnamed(template: str) -> str:
    """A template without the names of its variables, which are anybody's choice."""
    return re.sub(r"\{[^{}]*\}", "{}", template)


def _beyond(row: dict[str, Any], scope: Scope) -> set[str]:
    """The kinds of a used route that the agreement does not name."""
    return {kind for kind in row["kinds"] if not covered(kind, scope.kinds)} if scope.kinds else set()


def _turned_to(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Routes first used after the beginning that were there before, and show a kind (or nobody knows what) not seen till then."""
    if not rows:
        return []
    ends = min(row["first"] for row in rows) + dt.timedelta(seconds=_FROZEN)
    usual = {kind for row in rows if row["first"] < ends for kind in row["kinds"]}
    later = [row for row in rows if row["first"] >= ends and row["opened"] < ends]
    return [row for row in later if not row["kinds"] or set(row["kinds"]) - usual]


def beyond_people(window: Window, client: int, scope: Scope, bar: float) -> Iterator[Breach]:
    """People whom no relation explains, more than agreed; `bar` is the evidence in a month that makes a finding."""
    if not window.explained:
        return
    mine = window.rollup.filter(pc.equal(window.rollup["client"], client))
    day, place = np.unique(column(mine, "bucket") // 86_400, return_inverse=True)
    new = np.bincount(place, column(mine, "new_records"), len(day)).astype(np.int64)
    odd = np.bincount(place, column(mine, "unexplained_records"), len(day)).astype(np.int64)
    begins = day < day[:1] + _FROZEN // 86_400
    share = scope.unexplained
    if share is None:
        share = _MARGIN * (float(odd[begins].sum()) + 1) / (float(new[begins].sum()) + 1) + _SLACK
        if begins.all() or share > 0.5:
            return
    odds = _odds(odd, new, share)
    if scope.unexplained is None:
        odds[begins] = 0
    level = bar * len(day)
    at = np.flatnonzero(odds >= level)
    if not len(at):
        return
    since = int(at[0])
    told = (
        f"{int(odd.sum()):,} of the {int(new.sum()):,} new to it ({percent(int(odd.sum()), int(new.sum()))}) are people whom no "
        f"relation explains (agreed: {100 * share:.3g} %), beyond chance by {_date(int(day[since]))}"
    )
    yield Breach(float(odds.max() / level), told)


def _odds(hits: I64, draws: I64, share: float) -> NDArray[np.float64]:
    """Odds, day by day, that the share of hits rose above `share` on that day or earlier (Shiryaev-Roberts)."""
    scale = np.minimum(1.0, _MOST_DRAWS / np.maximum(draws, 1))
    x, n = np.rint(hits * scale).astype(np.int64)[:, None], np.rint(draws * scale).astype(np.int64)[:, None]
    usual = min(max(share, 1e-3), 0.95)
    null = beta_binomial.log_pmf(x, n, np.array([usual]), np.array([_WOBBLE]))
    bets = beta_binomial.log_pmf(x, n, usual + (0.99 - usual) * _BETS, np.full(len(_BETS), _WOBBLE))
    started, odds = np.full(len(_BETS), -np.inf), np.zeros(len(hits))
    for day in range(len(hits)):
        started = np.minimum(np.logaddexp(started, -np.log(len(_BETS))) + bets[day] - null[day], _LARGEST)
        odds[day] = np.exp(started).sum()
    return odds


def beyond_requests(window: Window, client: int, scope: Scope) -> Iterator[Breach]:
    """Days with more requests for records than agreed."""
    if scope.requests_a_day is None:
        return
    mine = window.rollup.filter(pc.equal(window.rollup["client"], client))
    day, place = np.unique(column(mine, "bucket") // 86_400, return_inverse=True)
    asked = np.bincount(place, column(mine, "requests") + column(mine, "misses"), len(day)).astype(np.int64)
    over = np.flatnonzero(asked > scope.requests_a_day)
    if not len(over):
        return
    most = int(np.argmax(asked))
    told = (
        f"it asked {int(asked[most]):,} times on {_date(int(day[most]))} (agreed: {scope.requests_a_day:,} a day, which it "
        f"passed on {count(len(over), 'day')})"
    )
    yield Breach(float(asked[most] / scope.requests_a_day), told)


def _moment(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%d at %H:%M UTC")


def _date(day: int) -> str:
    return str(dt.datetime.fromtimestamp(day * 86_400, dt.UTC).date())
