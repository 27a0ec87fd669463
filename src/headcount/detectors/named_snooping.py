"""named_snooping: an employee who comes back to the same few people, day after day, without a case.

For each person whom an account of a declared role looked at without a reason it counts the different days. Honest colleagues
rarely come back to one on a second day, and how rarely is learned from all others of the role, each with a habit of its own. The
evidence of an account is how many times better its counts fit a few people looked after on purpose (each next day with
probability 0.7) than that. Half of it counts only the days on which the account was alone with the person: a case that the
tables miss is worked on by colleagues too, within days; whom somebody snoops on, nobody else opens.

Source: the e-values of Wang & Ramdas (2022); Boxwala et al. (2011) find that accesses to colleagues, neighbours and celebrities
are what privacy officers of hospitals look for, and that rules on single accesses find none of them.

It cannot see: anything without relation tables and declared roles, or in roles of fewer than 10 accounts; one look at a
person, or two: these can only be listed. Roles in which people are watched for weeks without a case in the tables teach it that
this is honest. A look shortly before and after midnight (UTC) is two days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.detectors.colleagues import BUDGET, roles_of
from headcount.detectors.evidence import Suspicion
from headcount.detectors.wording import count, finding
from headcount.ledger.window import Window
from headcount.model.finding import Finding
from headcount.stats.returns import Hazards, learn_hazards, return_odds

_FEWEST_DAYS = 3
_VIEWS = (("days", 5.0), ("alone", 2.0))
"""How days are counted, and how many times the role's average an honest account may come back: with those whom no colleague looks
at within days (`ledger.reasons.NEAR`) accounts differ less."""
_LIKELY = 0.03
"""A person counts as looked after when so small a share of such people would make it more likely than not."""


@dataclass(frozen=True, slots=True)
class NamedSnooping:
    """Judges each account with a declared role by all its days (UTC) in the window.

    An account is found when its e-value reaches the number of the role's accounts over the budget: among them so many honest
    ones do then, on average, whatever depends on whatever.

    Parameters:
        name: the word for file, finding and docs page.
        false_per_10k: expected number of honest accounts found per 10,000 clients and 30 days, on a site with three roles: 0.25 a
            role and scan.

    Example: 60 clerks who look at 40 people without a reason, at one in twenty on a second day; one looks after three.

        >>> import textwrap
        >>> from headcount.detectors.example_staff import staff_window
        >>> [found] = NamedSnooping().find(staff_window(looked_after=3))
        >>> print(textwrap.fill(found.sentence, 110))
        account clerk-59 was shown 3 different people on 5 days each for which no table of the site gives it a reason
        and on which no colleague was shown it (of 964 that others of role clerk looked at without one, one in a
        thousand: 2 days).
    """

    name: str = "named_snooping"
    false_per_10k: float = 0.75

    def find(self, window: Window) -> Sequence[Finding]:
        """Those who look after somebody, strongest first."""
        found = [one for role, place in roles_of(window) for one in self._judge(window, role, place)]
        return sorted(found, key=lambda one: (-one.strength / one.threshold, -one.records, one.first))

    def _judge(self, window: Window, role: str, place: NDArray[np.intp]) -> Iterator[Finding]:
        numbers = window.clients["client"].to_numpy()[place]
        table = window.returns.filter(np.isin(window.returns["client"].to_numpy(), numbers))
        client = table["client"].to_numpy().astype(np.int64)
        order = np.argsort(numbers, kind="stable")
        owner = order[np.searchsorted(numbers, client, sorter=order)]
        views = [_look(table, owner, len(place), counted, widest) for counted, widest in _VIEWS]
        odds = np.mean([view.odds for view in views], axis=0)
        bar = len(place) / BUDGET
        for one in np.flatnonzero(odds >= bar).tolist():
            view = max(views, key=lambda view: float(view.odds[one]))
            rows = table.take(np.flatnonzero((owner == one) & (view.days >= view.least))).to_pylist()
            if rows:
                suspicion = Suspicion(int(place[one]), float(odds[one]), bar)
                yield _named(finding(self.name, window, suspicion, _told(rows, role, view, one)), rows)


@dataclass(frozen=True, slots=True)
class _View:
    """The days of each row of the returns, counted one way, and what they say."""

    counted: str
    """`days`: all of them; `alone`: those on which no colleague was near."""
    owner: NDArray[np.intp]
    """Shape (rows,): whose they are, as place in the role."""
    days: NDArray[np.int64]
    """Shape (rows,)."""
    records: NDArray[np.int64]
    """Shape (rows,): how many records each row stands for."""
    odds: NDArray[np.float64]
    """Shape (accounts,): e-values."""
    least: int
    """Days from which on a person was more likely looked after than come across."""


def _look(table: pa.Table, owner: NDArray[np.intp], accounts: int, counted: str, widest: float) -> _View:
    days, records = (table[name].to_numpy().astype(np.int64) for name in (counted, "records"))
    some = days > 0
    if not some.any():
        return _View(counted, owner, days, records, np.ones(accounts), _FEWEST_DAYS)
    odds = return_odds(owner[some], days[some], records[some], accounts, widest)
    least = max(_FEWEST_DAYS, _looked_after(learn_hazards(days[some], records[some])))
    return _View(counted, owner, days, records, odds, least)


def _looked_after(hazards: Hazards) -> int:
    """Days from which on a person was more likely looked after than come across."""
    likely = np.flatnonzero(_LIKELY * hazards.kept >= hazards.usual)
    return int(likely[0]) + 1 if len(likely) else len(hazards.kept) + 1


def _told(rows: list[dict[str, Any]], role: str, view: _View, one: int) -> str:
    records, days = sum(len(row["named"]) for row in rows), [row[view.counted] for row in rows]
    rest = (view.owner != one) & (view.days > 0)
    others = np.sort(np.repeat(view.days[rest], view.records[rest]))
    span = f"{min(days)}" if min(days) == max(days) else f"{min(days)} to {max(days)}"
    usual = others[-1 - len(others) // 1000] if len(others) else 0
    each = "each " if records > 1 else ""
    near = " and on which no colleague was shown it" if view.counted == "alone" else ""
    return (
        f"was shown {count(records, 'different record')} on {span} days {each}for which no table of the "
        f"site gives it a reason{near} (of {len(others):,} that others of role {role} looked at without one, one in a thousand: "
        f"{count(int(usual), 'day')})."
    )


def _named(found: Finding, rows: list[dict[str, Any]]) -> Finding:
    """The finding on these records alone."""
    tokens = sorted(token for row in rows for token in row["named"])
    first, last = min(row["first"] for row in rows), max(row["last"] for row in rows)
    query = (
        f"SELECT count(DISTINCT record) FROM client_disclosure WHERE client = {found.client_id} "  # noqa: S608 - numbers and times only
        f"AND shown_at BETWEEN TIMESTAMP '{first:%Y-%m-%d %H:%M:%S}' AND TIMESTAMP '{last:%Y-%m-%d %H:%M:%S}.999999' "
        f"AND record IN ({', '.join(map(str, tokens))})"
    )
    people = len(tokens) if found.people == found.records else None
    return replace(found, records=len(tokens), people=people, first=first, last=last, query=query)
