"""scope_creep: a client under an agreement that reads beyond it: other routes or kinds, other people, or more than agreed.

What an agreement covers stands in `headcount.toml`: routes, kinds of personal data, requests a day, and how many of the people
new to the client may be no common customers (by the relation tables). The first record through a route, or of a kind, that is
not covered is a finding, unless a tolerance is declared; so is the first day with more requests than agreed. Where neither
routes nor kinds are declared, what the client used in its first 14 days is taken for agreed: a route that was there all the
time and that it turns to later is a finding, unless every kind that it shows is one it had seen before.

People are judged by evidence, for a customer may leave while a program still holds the number: of the people new to the client
each day, the share that no relation explains, against the share agreed (or, where none is declared, twice that of its first 14
days and 2 % more), by a one-sided e-detector. It speaks at odds that an honest client reaches as seldom as is declared.

A client that does much the same every day, a nightly export, may be given a baseline of its own (`own_baseline`): it is then
also found for what its own past does not explain, by the records of a day, those new to it, and the hours at which it comes.

In made worlds every partner that turned to another route was found at its first record; by its people alone, six of six that
read 200 strangers a day beside some 500 customers, two or three of six at 20, and none at 5, which is within the 2 % agreed.

Jobs of 5,000 records a night, steady or with a weekly rhythm, were found on the day on which they took twice as many or on the
next, at one and a half times within three; where the volume of days differs by a third anyway, after a week.

Source: Weibo v. Maimai, Beijing Intellectual Property Court, 2016 (Jing 73 Min Zhong 588): a partner read, through the open
interface, fields beyond the agreement and people who were not its users. The e-detectors of Shin, Ramdas & Rinaldo (2024).

It cannot see: clients under no agreement; what a partner does with what it was rightly shown; kinds, where the routes declare
none; people, without relation tables for the client; a creep that was there in the first 14 days, where nothing is declared; by
its own past, one that grows by less than a half within weeks. A job whose volume wanders by itself, or that has a large night
once a month, may be found by its own past: do not declare a baseline for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from headcount.detectors.agreed import Breach, beyond_people, beyond_requests, beyond_routes
from headcount.detectors.evidence import Suspicion
from headcount.detectors.own_past import beyond_own_past
from headcount.detectors.wording import count, finding
from headcount.ledger.window import Window
from headcount.model.finding import Finding
from headcount.model.scope import Scope

_MONTH = 30 * 86_400.0
_NONE = Scope()


@dataclass(frozen=True, slots=True)
class ScopeCreep:
    """Judges each client under an agreement, over the whole log.

    Parameters:
        name: the word for file, finding and docs page.
        false_per_10k: expected number of honest clients found per 10,000 clients under an agreement and 30 days. For people it
            sets the odds; for routes, kinds and requests nothing is estimated, and it says how seldom a declaration is wrong. By
            their own past, a tenth of a client is allowed in a scan, over all that have a baseline of their own.

    Example: a partner that may read names, 400 a day, and on the 21st day begins to read phone numbers.

        >>> import textwrap
        >>> from headcount.detectors.example_partner import partner_window
        >>> [found] = ScopeCreep().find(partner_window(phones=60))
        >>> print(textwrap.fill(found.sentence, 110))
        credential 5f1c0a77 was shown 12,600 different people under the agreement "Example partner": 60 of them
        through /profile?id={id}, which shows phone beyond the agreement, first on 2026-03-21 at 10:00 UTC.
    """

    name: str = "scope_creep"
    false_per_10k: float = 0.1

    def find(self, window: Window) -> Sequence[Finding]:
        """The clients beyond their agreement, strongest first."""
        months = max((window.last - window.first).total_seconds() / _MONTH, 1.0)
        worth = 10_000 / self.false_per_10k / months
        agreements = window.clients["agreement"].drop_null().to_pylist()
        steady = sum(window.scopes.get(name, _NONE).own_baseline for name in agreements)
        found = []
        for place in np.flatnonzero(np.asarray(window.clients["agreement"].is_valid(), np.bool_)).tolist():
            row = window.clients.slice(place, 1).to_pylist()[0]
            breaches = list(_breaches(window, row["client"], window.scopes.get(row["agreement"], _NONE), (worth, steady)))
            if breaches and row["records"]:
                strength = worth * max(breach.times for breach in breaches)
                told = (
                    f"was shown {count(row['records'], 'different record')} under the agreement "
                    f'"{row["agreement"]}": {"; ".join(breach.told for breach in breaches)}.'
                )
                found.append(finding(self.name, window, Suspicion(place, strength, worth), told))
        return sorted(found, key=lambda one: (-one.strength, -one.records, one.first))


def _breaches(window: Window, client: int, scope: Scope, told: tuple[float, int]) -> Iterator[Breach]:
    """`told`: the evidence that makes a finding, and how many clients have a baseline of their own."""
    worth, steady = told
    yield from beyond_routes(window, client, scope)
    yield from beyond_people(window, client, scope, worth)
    yield from beyond_requests(window, client, scope)
    yield from beyond_own_past(window, client, scope, steady)
