"""Verdicts as the decisions of CrowdSec's Local API: what is in force, what began and ended since when, and who asks for what.

Bouncers believe whatever they are sent, and turn a type that they do not know into a ban. So addresses and networks get `ban`
and `captcha` only; other clients (scope `Username` for accounts) and other types are told to those who ask for such scopes.
"""

from __future__ import annotations

import ipaddress
import socket
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from heapq import heappop, heappush
from typing import NamedTuple

from headcount.catalog.identity import Network, canonical_address
from headcount.model.verdict import Action, Verdict
from headcount.policy.interface import Judge

SCOPES: Mapping[str, str] = {
    "address": "Ip",
    "prefix": "Range",
    "account": "Username",
    "credential": "Credential",
    "visitor": "Visitor",
}
"""Our lens to the scope of a decision."""
NETWORK_SCOPES = frozenset({"Ip", "Range"})
TYPES: Mapping[Action, str] = {
    Action.BLOCK: "ban",
    Action.CHALLENGE: "captcha",
    Action.THROTTLE: "throttle",
    Action.MASK: "mask",
}
_ORDINARY = frozenset({"ban", "captcha"})
_REMEMBERED = 100_000
"""So many changes are kept for bouncers that come back; who was away for longer gets everything."""
_LOOK_EVERY = 100_000
"""Microseconds between two looks at the judge's verdicts."""


class Ruling(NamedTuple):
    """One decision in force, in the words of the Local API."""

    number: int
    scope: str
    value: str
    type: str
    until: int
    """Microseconds since 1970 UTC."""
    reason: str

    def ordinary(self) -> bool:
        """Whether every bouncer can be told."""
        return self.scope in NETWORK_SCOPES and self.type in _ORDINARY


class Change(NamedTuple):
    """What began or ended."""

    place: int
    """Rises by one with every change."""
    began: bool
    ruling: Ruling


class Rulings:
    """The decisions of one judge, one a client, and the order in which they changed."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._seen = 0
        self._looked = 0
        self._place = 0
        self._changes: deque[Change] = deque(maxlen=_REMEMBERED)
        self._grounds: dict[tuple[str, str], dict[str, Verdict]] = {}
        self._force: dict[tuple[str, str], Ruling] = {}
        self._ends: list[tuple[int, tuple[str, str]]] = []
        self._networks: dict[tuple[int, int], dict[int, tuple[str, str]]] = {}

    def look(self, now: int) -> int:
        """Take in what the judge has decided and what has ended; the number of the last change."""
        if now - self._looked >= _LOOK_EVERY or now < self._looked:
            self._looked = now
            for verdict in self._judge.verdicts(self._seen):
                self._seen = verdict.number
                if verdict.lens in SCOPES:
                    self._take((SCOPES[verdict.lens], verdict.client), verdict, now)
        while self._ends and self._ends[0][0] <= now:
            self._settle(heappop(self._ends)[1], now)
        return self._place

    def _take(self, key: tuple[str, str], verdict: Verdict, now: int) -> None:
        """One verdict. A client has one a ground (`reason`); the most severe is told."""
        grounds = self._grounds.setdefault(key, {})
        if verdict.action in TYPES and not (verdict.observe or verdict.lifted) and verdict.until > now:
            grounds[verdict.reason] = verdict
            heappush(self._ends, (verdict.until, key))
            self._settle(key, now)
            return
        grounds.pop(verdict.reason, None)
        known = key in self._force
        self._settle(key, now)
        if not known and verdict.action in TYPES and not verdict.observe:  # bouncers may still have it from before our start
            self._change(_ruling(key, verdict), began=False)

    def _settle(self, key: tuple[str, str], now: int) -> None:
        """Tell what changed for one client."""
        grounds = self._grounds.get(key, {})
        for ended in [reason for reason, verdict in grounds.items() if verdict.until <= now]:
            del grounds[ended]
        if not grounds:
            self._grounds.pop(key, None)
        best = max(grounds.values(), key=lambda v: (v.action.severity, v.until), default=None)
        before, after = self._force.get(key), None if best is None else _ruling(key, best)
        if before == after:
            return
        if before is not None and (after is None or after.type != before.type):
            self._change(before, began=False)
        if after is None:
            self._force.pop(key, None)
        else:
            self._force[key] = after
            self._change(after, began=True)
        if key[0] == "Range" and (network := _network(key[1])) is not None:
            known = self._networks.setdefault((network.version, network.prefixlen), {})
            known.pop(int(network.network_address), None)
            if after is not None:
                known[int(network.network_address)] = key

    def _change(self, ruling: Ruling, *, began: bool) -> None:
        self._place += 1
        self._changes.append(Change(self._place, began, ruling))

    def in_force(self) -> Iterable[Ruling]:
        """Every decision in force."""
        return self._force.values()

    def since(self, place: int) -> tuple[list[Ruling], list[Ruling]] | None:
        """What began and what ended after a change, each client once, as it stands now; None when that is too long ago."""
        if place > self._place or (self._changes and place < self._changes[0].place - 1):
            return None
        last = dict[tuple[str, str, str], Change]()
        for change in reversed(self._changes):
            if change.place <= place:
                break
            ruling = change.ruling
            last.setdefault((ruling.scope, ruling.value, ruling.type), change)
        changes = sorted(last.values())
        return [c.ruling for c in changes if c.began], [c.ruling for c in changes if not c.began]

    def ended(self) -> list[Ruling]:
        """Every decision that is known to have ended, and is not in force again."""
        told = self.since(max(0, self._changes[0].place - 1)) if self._changes else None
        return told[1] if told else []

    def of(self, text: str, *, whole: bool = True) -> Iterator[Ruling]:
        """Decisions on an address or network, and on networks that contain it; without `whole`, those inside of it.

        Raises:
            ValueError: it is neither.
        """
        if whole and not self._networks and _is_plain(text):
            known = self._force.get(("Ip", text))
            if known is not None:
                yield known
            return
        network = ipaddress.ip_network(text if "/" in text else canonical_address(text), strict=False)
        if not whole:
            for (scope, value), ruling in self._force.items():
                if scope in NETWORK_SCOPES and (inner := _network(value)) is not None and _inside(inner, network):
                    yield ruling
            return
        if network.prefixlen == network.max_prefixlen and ("Ip", plain := str(network.network_address)) in self._force:
            yield self._force["Ip", plain]
        number = int(network.network_address)
        for (version, length), held in self._networks.items():
            if version == network.version and length <= network.prefixlen:
                rest = network.max_prefixlen - length
                key = held.get(number >> rest << rest)
                if key is not None:
                    yield self._force[key]


def _ruling(key: tuple[str, str], verdict: Verdict) -> Ruling:
    return Ruling(verdict.number, *key, TYPES[verdict.action], verdict.until, verdict.reason)


def _network(text: str) -> Network | None:
    try:
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None


def _is_plain(text: str) -> bool:
    """Whether this is an IPv4 address as we write it ourselves."""
    try:
        socket.inet_pton(socket.AF_INET, text)
    except OSError:
        return False
    return True


def _inside(inner: Network, outer: Network) -> bool:
    if isinstance(inner, ipaddress.IPv4Network) and isinstance(outer, ipaddress.IPv4Network):
        return inner.subnet_of(outer)
    if isinstance(inner, ipaddress.IPv6Network) and isinstance(outer, ipaddress.IPv6Network):
        return inner.subnet_of(outer)
    return False
