"""What becomes of findings: a new incident, a part of one that is open, the reopening of a closed one, or nothing new.

A closed incident is opened again when its client goes on within the gap after its closing; later, a new one is opened. After a
false alarm its client may go on as it did: the same detector is heard again only when it counts twice the records; any other
finding opens a new incident, which has the explanation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

import msgspec

from headcount.incident.joining import Part, Related, grouped, related
from headcount.incident.signals import (
    Key,
    clients_of,
    combined,
    key_of,
    name_of,
    ordered_clients,
    strongest_first,
    title_of,
)
from headcount.incident.store import Writing
from headcount.model.incident import Incident, Signal, Stamps, State, Tie

OPEN = frozenset(state for state in State if state.open)
AGAIN = 2
"""After a false alarm the same finding is news when it counts so many times the records."""


class Hearing:
    """One hearing of findings, in one transaction."""

    def __init__(self, writing: Writing, ties: Iterable[Tie], gap: dt.timedelta, at: dt.datetime, by: str) -> None:
        """`at` is when the findings are heard, and by whom."""
        self._writing, self._ties, self._gap, self._at, self._by = writing, tuple(ties), gap, at, by
        self._entries: list[tuple[Incident, str, str]] = []

    def hear(self, signals: Iterable[Signal]) -> list[Incident]:
        """The incidents that the signals belong to now, by number."""
        heard: dict[Key, Signal] = {}
        for signal in signals:
            heard[key_of(signal)] = combined(heard.get(key_of(signal), signal), signal)
        if not heard:
            return []
        self._open = self._writing.among(OPEN)
        known = {key_of(signal): signal for incident in self._open for signal in incident.signals}
        heard = {key: combined(known.get(key, signal), signal) for key, signal in sorted(heard.items())}
        fresh = [signal for key, signal in heard.items() if key not in known]
        names = {client for signal in fresh for client in (*clients_of(signal), name_of(signal))}
        settled = [one for one in self._writing.of_clients(sorted(names)) if not one.state.open and not one.part_of]
        self._settled = settled[::-1]
        told = dict[int, Incident]()
        for part in grouped(self._open, list(heard.values()), self._ties, self._gap):
            told |= {one.number: one for one in (self._join(part) if part.incidents else self._begin(part))}
        return [told[number] for number in sorted(told)]

    def _begin(self, part: Part) -> Sequence[Incident]:
        """Of signals that no open incident has: quiet, one opened again, or a new one."""
        before = {key_of(signal): self._before(signal) for signal in part.signals}
        news = [signal for signal in part.signals if self._is_news(signal, before[key_of(signal)])]
        if not news:
            return [incident for incident in before.values() if incident is not None]
        for signal in news:
            earlier = before[key_of(signal)]
            if earlier is not None and self._goes_on(signal, earlier):
                stamps = msgspec.structs.replace(earlier.stamps, closed=None)
                again = msgspec.structs.replace(earlier, state=State.NEW, stamps=stamps)
                return [self._keep(earlier, again, part, [("state", f"closed to new: {_told(signal)} goes on")])]
        number = self._writing.next_number()
        empty = Incident(number, State.NEW, "", (), (), self._at, self._at, Stamps(signalled=self._at))
        return [self._keep(None, empty, part, [])]

    def _before(self, signal: Signal) -> Incident | None:
        """The newest settled incident that a signal belongs to; one that has it already goes before others."""
        own = [one for one in self._settled if any(key_of(known) == key_of(signal) for known in one.signals)]
        others = (one for one in self._settled if any(0 in (x.one, x.other) for x in self._links(signal, one)))
        return next(iter(own), None) or next(others, None)

    def _links(self, signal: Signal, incident: Incident) -> Iterable[Related]:
        return related([signal, *incident.signals], self._ties, self._gap)

    def _is_news(self, signal: Signal, earlier: Incident | None) -> bool:
        known = next((one for one in earlier.signals if key_of(one) == key_of(signal)), None) if earlier else None
        if earlier is None or known is None:
            return True
        if earlier.state is State.FALSE_ALARM:
            return signal.records >= AGAIN * known.records
        return signal.last > known.last or signal.records > known.records or bool(set(signal.members) - set(known.members))

    def _goes_on(self, signal: Signal, earlier: Incident) -> bool:
        """Whether a closed incident is opened again for it."""
        closed = earlier.stamps.closed or earlier.last
        return earlier.state is State.CLOSED and signal.last <= max(closed, earlier.last) + self._gap

    def _join(self, part: Part) -> Sequence[Incident]:
        """Of signals that belong to open incidents: those that nobody has taken up become part of the one that goes on."""
        homes = [self._open[place] for place in part.incidents]
        taken = [home for home in homes if home.state is not State.NEW]
        lead, *apart = taken or homes[:1]
        elsewhere = {key_of(signal): home for home in apart for signal in home.signals}
        mine = [signal for signal in part.signals if key_of(signal) not in elsewhere]
        merged, entries = lead, list[tuple[str, str]]()
        for other in homes:
            if other.state is State.NEW and other is not lead:
                merged = _absorbed(merged, other)
                entries.append(("joined", f"incident {other.number}, with what it was made of"))
                ended = msgspec.structs.replace(other.stamps, closed=self._at)
                gone = msgspec.structs.replace(other, state=State.CLOSED, part_of=lead.number, stamps=ended)
                self._writing.put(gone)
                self._writing.enter(gone, self._at, self._by, "joined", f"is part of incident {lead.number}")
        told = [self._keep(lead, merged, Part(part.incidents, tuple(mine), part.why), entries)] if mine or entries else []
        for home in apart:
            own = tuple(signal for signal in part.signals if elsewhere.get(key_of(signal)) is home)
            told += [self._keep(home, home, Part(part.incidents, own, part.why), [])] if own else []
        return told

    def _keep(self, before: Incident | None, incident: Incident, part: Part, entries: list[tuple[str, str]]) -> Incident:
        """Take signals into an incident, and write down what a person would want to know."""
        known = {key_of(signal): signal for signal in incident.signals}
        after = {**known, **{key_of(s): combined(known.get(key_of(s), s), s) for s in part.signals}}
        changed = _derived(incident, after.values())
        if before is None:
            entries = [("opened", changed.title)]
        for signal in part.signals:
            entries += _news(known.get(key_of(signal)), after[key_of(signal)], part.why[key_of(signal)])
        if not changed.explanation:
            earlier = self._explained(changed)
            if earlier is not None:
                changed = msgspec.structs.replace(changed, explanation=earlier.explanation)
                entries.append(("explanation", f"of incident {earlier.number}: {earlier.explanation}"))
        if changed != before:
            self._writing.put(changed)
        for what, detail in entries:
            self._writing.enter(changed, self._at, self._by, what, detail)
        return changed

    def _explained(self, incident: Incident) -> Incident | None:
        """The newest settled incident with an explanation for one of these clients, or for what they share."""
        mine = {*incident.clients, *map(name_of, incident.signals)}
        fits = (one for one in self._settled if one.explanation and mine & {*one.clients, *map(name_of, one.signals)})
        return next(fits, None)


def _absorbed(lead: Incident, other: Incident) -> Incident:
    signals = {key_of(signal): signal for signal in lead.signals}
    for signal in other.signals:
        signals[key_of(signal)] = combined(signals.get(key_of(signal), signal), signal)
    stamps = msgspec.structs.replace(lead.stamps, signalled=min(lead.stamps.signalled, other.stamps.signalled))
    both = msgspec.structs.replace(
        lead, stamps=stamps, owner=lead.owner or other.owner, explanation=lead.explanation or other.explanation
    )
    return _derived(both, signals.values())


def _derived(incident: Incident, signals: Iterable[Signal]) -> Incident:
    """The incident with everything that follows from its signals."""
    ordered = strongest_first(signals)
    return msgspec.structs.replace(
        incident,
        title=title_of(ordered),
        clients=ordered_clients(ordered),
        signals=ordered,
        first=min(signal.first for signal in ordered),
        last=max(signal.last for signal in ordered),
    )


def _news(before: Signal | None, after: Signal, why: str) -> list[tuple[str, str]]:
    """(what, detail) of what a person would want to know of a signal: that it is new, has more clients, or has grown much."""
    if before is None:
        return [("joined", f"{_told(after)} ({why})")]
    more = len(set(after.members) - set(before.members))
    told = [("joined", f"{more:,} more clients in {_told(after)}")] if more else []
    if after.records.bit_length() > before.records.bit_length():
        told.append(("grew", f"{_told(after)}: from {before.records:,} to {after.records:,} records"))
    return told


def _told(signal: Signal) -> str:
    many = f"{len(signal.members):,} clients of " if signal.members else ""
    return f"{signal.detector} on {many}{signal.lens} {signal.client}"
