"""The answer about a list that surfaced outside: what explains it, in names and words."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from headcount.incident.attribution import BROAD_SIZE, FEWEST, Explanation, Suspect
from headcount.incident.attribution_window import window
from headcount.ledger.explains import Exposures
from headcount.model.attribution import Attribution, CanaryHit, Candidate, Column, Group, Verdict, Window

MOST_CANDIDATES = 10
_MOST_NAMED = 5
_NO_WINDOW = Window(None, None)


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of the list."""

    format: str
    rows: int
    different: int
    columns: tuple[Column, ...]
    skipped: tuple[tuple[str, int], ...]


def answer(
    exposures: Exposures,
    found: Explanation,
    read: Read,
    until: dt.datetime,
    false_rate: float,
    canaries: Sequence[CanaryHit] = (),
) -> Attribution:
    """What is said of the list asked last.

    A canary of one variant decides: nobody else ever had it.
    """
    told = [one for one in found.suspects if one.hits and (one.log_e > 0 or one in found.members)][:MOST_CANDIDATES]
    told += [one for one in found.members if one.client not in {other.client for other in told}]
    names = exposures.names([one.client for one in (*told, *found.broad)])
    odds = _odds(found, exposures.clients)
    made = {one.client: _candidate(exposures, found, one, names[one.client], odds) for one in (*told, *found.broad)}
    members = tuple(made[one.client] for one in found.members)
    candidates = (*members, *(made[one.client] for one in told if one.client not in {m.client for m in found.members}))
    group = Group(members, found.together, found.coverage, found.share) if len(members) > 1 else None
    verdict = (Verdict.NONE, Verdict.CLIENT, Verdict.GROUP)[min(len(members), 2)]
    broad = tuple(made[one.client] for one in found.broad)
    sentence = _sentence(found, read, members, group, broad)
    certain = sorted({hit.variant for hit in canaries if hit.certain})
    if certain:
        verdict = Verdict.CLIENT if len(certain) == 1 else Verdict.GROUP
        whose = " and ".join(certain)
        sentence = f"The sample holds canaries that only {whose} was given. {sentence}"
        candidates = (*(_of_canary(hit, found) for hit in canaries if hit.certain), *candidates)
    return Attribution(
        verdict,
        sentence,
        candidates,
        group,
        broad,
        read.columns,
        tuple(canaries),
        read.format,
        read.rows,
        read.different,
        found.known,
        exposures.clients,
        until,
        false_rate,
        found.bar / math.log(10),
        read.skipped,
    )


def _odds(found: Explanation, clients: int) -> dict[int, float]:
    """The probability of each client, when none and any one client are as likely beforehand."""
    log_e = np.array([one.log_e for one in found.suspects])
    most = max(float(log_e.max(initial=0.0)), 0.0)
    total = float(np.exp(log_e - most).sum()) + clients * math.exp(-most)
    return {one.client: math.exp(one.log_e - most) / total for one in found.suspects}


def _candidate(
    exposures: Exposures, found: Explanation, one: Suspect, named: tuple[str, str], odds: dict[int, float]
) -> Candidate:
    lens, name = named
    first, listed = exposures.course(one.client)
    by_chance = max(one.hits - one.share * found.known, 0.0)
    when = window(first, listed, by_chance) if one in found.members else _NO_WINDOW
    return Candidate(
        name,
        lens,
        one.hits / found.known,
        one.log_e / math.log(10),
        when,
        one.hits,
        one.share,
        odds.get(one.client, 0.0),
        one.records,
    )


def _of_canary(hit: CanaryHit, found: Explanation) -> Candidate:
    share = hit.people / max(found.known, hit.people)
    return Candidate(hit.variant, "variant", share, math.inf, _NO_WINDOW, len(hit.rows), share, 1.0, hit.people, hit.people)


def _sentence(
    found: Explanation, read: Read, members: Sequence[Candidate], group: Group | None, broad: Sequence[Candidate]
) -> str:
    of = f"{found.known:,} of the {read.different:,} different rows name somebody whom the ledger knows"
    who = _listed(members or broad)
    if not found.known:
        return f"Nobody in the ledger explains this: none of the {read.different:,} different rows names anybody whom it knows."
    if found.known < FEWEST:
        return f"Too little to say: {of}; at least {FEWEST} are needed."
    if group is not None and not group.together:
        return f"{of}. Each of these clients explains them, and the sample cannot tell them apart: {who}."
    if members:
        share = group.coverage if group is not None else members[0].coverage
        together = " together were" if group is not None else " was"
        return f"{of}; {who}{together} shown {share:.0%} of them, which chance does not explain."
    if broad:
        return (
            f"Nobody in the ledger explains this. {of}. Only clients that were shown at least {BROAD_SIZE:.0%} of everybody "
            f"cover most of them ({who}), as their size alone would have it."
        )
    return f"Nobody in the ledger explains this. {of}, but who was shown them is what chance would give."


def _listed(clients: Sequence[Candidate]) -> str:
    more = f" and {len(clients) - _MOST_NAMED:,} more" if len(clients) > _MOST_NAMED else ""
    return ", ".join(f"{one.lens} {one.client}" for one in clients[:_MOST_NAMED]) + more
