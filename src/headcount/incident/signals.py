"""Signals: findings as an incident keeps them, and how two of the same detector on the same client become one."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from headcount.model.finding import Finding
from headcount.model.incident import ClientName, Signal

Key = tuple[str, str, str]
"""Detector, lens and client: of each there is one signal in an incident."""
LENSES = frozenset({"account", "credential", "address", "visitor"})
"""Lenses of single clients; under any other one, `client` is what several share."""


def key_of(signal: Signal) -> Key:
    """Which signal it is, however its figures grow."""
    return signal.detector, signal.lens, signal.client


def clients_of(signal: Signal) -> tuple[ClientName, ...]:
    """The clients that a signal is about."""
    return signal.members or (ClientName(signal.lens, signal.client),)


def name_of(signal: Signal) -> ClientName:
    """The client of a signal, or what its clients share."""
    return ClientName(signal.lens, signal.client)


def signal_of(finding: Finding, lens: str = "") -> Signal:
    """A finding without what only its ledger understands.

    Args:
        finding: as a detector made it.
        lens: of its members, who are all under one; where it is not given, it is told by the form of their names.
    """
    under = (lens or _lens_by_form(finding)) if finding.members else ""
    return Signal(
        detector=finding.detector,
        lens=finding.lens,
        client=finding.client,
        records=finding.records,
        people=finding.people,
        first=finding.first.astimezone(dt.UTC),
        last=finding.last.astimezone(dt.UTC),
        strength=finding.strength,
        threshold=finding.threshold,
        sentence=finding.sentence,
        routes=finding.routes,
        query=finding.query,
        members=tuple(ClientName(under, member) for member in finding.members),
    )


def signals_of(findings: Iterable[Finding], lenses: Mapping[str, str]) -> list[Signal]:
    """Findings without what only their ledger understands; `lenses` are those of their members, by name."""
    return [signal_of(one, lenses.get(one.members[0], "") if one.members else "") for one in findings]


def _lens_by_form(finding: Finding) -> str:
    """The lens of a finding's members when nobody tells it: they are all of one."""
    if finding.lens in LENSES:
        return finding.lens
    try:
        for member in finding.members:
            ipaddress.ip_address(member)
    except ValueError:
        return "account"
    return "address"


def combined(one: Signal, other: Signal) -> Signal:
    """Both of one key as one: figures of the newer, the period and the members of both. In any order it is the same."""
    newer, older = (one, other) if _age(one) >= _age(other) else (other, one)
    union = set(newer.members) | set(older.members)
    first, last = min(one.first, other.first), max(one.last, other.last)
    members = newer.members if len(union) == len(newer.members) else tuple(sorted(union))
    return msgspec.structs.replace(newer, first=first, last=last, members=members)


def _age(signal: Signal) -> tuple[object, ...]:
    """Rises with how new a signal is; of equals in time, with how much it says. What `combined` makes is as old as its newer."""
    amount = signal.records, signal.people or 0, signal.strength, signal.threshold
    return signal.last, *amount, signal.sentence, signal.routes, signal.query, len(signal.members), signal.members


def strongest_first(signals: Iterable[Signal]) -> tuple[Signal, ...]:
    """By strength against each detector's own threshold."""
    return tuple(sorted(signals, key=lambda one: (-one.strength / one.threshold, -one.records, key_of(one))))


def title_of(signals: Sequence[Signal]) -> str:
    """What an incident is called, after its strongest signal: `Slow crawl by account ann`; no figure is in it."""
    lead = signals[0]
    what = lead.detector.replace("_", " ").capitalize()
    others = {client for signal in signals for client in clients_of(signal)} - set(clients_of(lead))
    who = f"clients of {lead.lens} {lead.client}" if lead.members else f"{lead.lens} {lead.client}"
    return f"{what} by {who}{' and others' if others else ''}"


def ordered_clients(signals: Iterable[Signal]) -> tuple[ClientName, ...]:
    """Every client of the signals, most records first; members of many in the order that their finding has."""
    rank: dict[ClientName, tuple[int, int]] = {}
    for signal in signals:
        clients = clients_of(signal)
        for place, client in enumerate(clients):
            mine = (-signal.records // len(clients), place)
            rank[client] = min(rank.get(client, mine), mine)
    return tuple(sorted(rank, key=lambda client: (rank[client], client)))
