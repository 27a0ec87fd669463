"""A real access log in the combined format, line by line: whom it showed, and room for lines that are put between its own."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray

from headcount.catalog.crawlers import declared
from headcount.errors import UsageError
from headcount.sources.taps.file import FileTap

I64 = NDArray[np.int64]
_QUOTED = rb'"(?:[^"\\]|\\.)*"'
_LINE = re.compile(
    rb"(?P<host>(?:\S+ )?)(?P<address>\S+) (?P<ident>\S+) (?P<user>\S+) "
    rb'\[(?P<time>\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "(?P<method>[A-Z]+) (?P<target>\S+)(?P<protocol>[^"]*)" '
    rb"(?P<status>\d{3}) (?P<size>\S+) " + _QUOTED + rb' "(?P<agent>(?:[^"\\]|\\.)*)"(?P<rest>[^\r\n]*)'
)
_TIME = "%d/%b/%Y:%H:%M:%S %z"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A line of the log that showed somebody through the route: what a line put beside it looks like."""

    host: str
    """With a space behind it, or empty."""
    ident: str
    protocol: str
    size: str
    zone: dt.tzinfo
    rest: str
    """What stands behind the user agent, with nothing between its quotes."""

    def line(self, address: str, account: str, at: int, target: str, agent: str) -> bytes:
        """A line like this one. `at`: seconds since 1970-01-01 UTC; `account` empty: none."""
        time = f"{dt.datetime.fromtimestamp(at, self.zone):{_TIME}}"
        asked = f'"GET {target}{self.protocol}" 200 {self.size} "-" "{agent}"{self.rest}\n'
        text = f"{self.host}{address} {self.ident} {account or '-'} [{time}] {asked}"
        return text.encode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class RealLog:
    """The whole log, in memory."""

    lines: list[bytes]
    """As they are, line feeds included."""
    at: I64
    """Shape (lines,): seconds since 1970-01-01 UTC, never less than in the line before."""
    first: int
    """Of the earliest and of the latest line."""
    last: int
    shown: dict[str, tuple[str, str]]
    """Identifier that the route answered, as it was written first, to what stood before and behind it in that target."""
    patterns: list[Pattern]
    """Of the lines that showed them, different ones."""
    addresses: frozenset[str]
    accounts: frozenset[str]
    signed_in: bool
    """Whether most of the lines that showed somebody have an account."""
    agents: tuple[str, ...]
    """Of the lines that showed somebody, the most common first; without those that say they are a crawler."""
    clients: int
    """Accounts, and pairs of address and user agent without one."""

    def between(self, at: I64, lines: Iterable[bytes]) -> list[bytes]:
        """The log with these lines put where their times belong; its own stay as they are, in their order.

        Args:
            at: shape (lines,), seconds, ascending.
            lines: to put in.
        """
        place = np.searchsorted(self.at, at, "right").tolist()
        woven: list[bytes] = []
        done = 0
        for here, line in zip(place, lines, strict=True):
            woven += self.lines[done:here]
            if woven and not woven[-1].endswith(b"\n"):
                woven[-1] += b"\n"
            woven.append(line)
            done = here
        return woven + self.lines[done:]


def read(path: Path, route: re.Pattern[str]) -> RealLog:
    """The log, and what it showed through the route.

    Args:
        path: plain, gzip, zstd or bzip2.
        route: matches a whole target; its group `record` is the identifier.

    Raises:
        UsageError: it cannot be read, or no line is in the combined format, or none was answered through the route.
    """
    tap = FileTap(str(path))
    lines = [line for block in tap for line in block.data[: block.size].tobytes().splitlines(keepends=True)]
    midnights: dict[bytes, int] = {}
    at = np.full(len(lines), np.iinfo(np.int64).min)
    addresses, accounts, clients, agents = set[str](), set[str](), set[tuple[str, str]](), Counter[str]()
    signed_in = 0
    shown: dict[str, tuple[str, str]] = {}
    known = set[str]()
    patterns: dict[Pattern, None] = {}
    for row, line in enumerate(lines):
        found = _LINE.match(line)
        if not found:
            continue
        part = {name: text.decode("utf-8", "surrogateescape") for name, text in found.groupdict().items()}
        at[row] = _seconds(found["time"], midnights)
        account = part["user"] if part["user"] != "-" else ""
        if account:
            accounts.add(account)
        addresses.add(part["address"])
        clients.add((account, "") if account else (part["address"], part["agent"]))
        answered = route.fullmatch(part["target"]) if part["status"] == "200" else None
        if answered:
            begin, end = answered.span("record")
            if unquote(answered["record"]) not in known:
                known.add(unquote(answered["record"]))
                shown[answered["record"]] = (part["target"][:begin], part["target"][end:])
            agents[part["agent"]] += 1
            signed_in += bool(account)
            rest = re.sub(r'"[^"]*"', '"-"', part["rest"])
            zone = dt.datetime.strptime(part["time"][-5:], "%z").tzinfo or dt.UTC
            patterns.setdefault(Pattern(part["host"], part["ident"], part["protocol"], part["size"], zone, rest))
    if tap.problem or not clients:
        raise UsageError(f"{path}: {tap.problem or 'no line is in the combined format'}")
    if not shown:
        raise UsageError(f"{path}: no line in the combined format was answered 200 through this route")
    dated = at[at > np.iinfo(np.int64).min]
    common = agents.most_common()
    return RealLog(
        lines=lines,
        at=np.maximum.accumulate(at),
        first=int(dated.min()),
        last=int(dated.max()),
        shown=shown,
        patterns=list(patterns),
        addresses=frozenset(addresses),
        accounts=frozenset(accounts),
        signed_in=2 * signed_in > agents.total(),
        agents=tuple(name for (name, _), said in zip(common, declared([name for name, _ in common]), strict=True) if not said),
        clients=len(clients),
    )


def _seconds(time: bytes, midnights: dict[bytes, int]) -> int:
    """Seconds since 1970 of `17/May/2015:10:05:03 +0000`; `midnights` keeps each day's and zone's."""
    day = time[:11] + time[20:]
    if day not in midnights:
        midnights[day] = int(dt.datetime.strptime(day.decode(), "%d/%b/%Y %z").timestamp())
    return midnights[day] + int(time[12:14]) * 3600 + int(time[15:17]) * 60 + int(time[18:20])


def targets_of(template: str, subject: str) -> re.Pattern[str]:
    """What matches the targets of a route, given as headcount prints it, with the identifier as the group `record`."""
    path, _, query = template.partition("?")
    parts = [
        "(?P<record>[^/?#]+)" if part == f"{{{subject}}}" else "[^/?#]+" if part.startswith("{") else re.escape(part)
        for part in path.split("/")
    ]
    named = next((word.partition("=")[0] for word in query.split("&") if word.endswith(f"={{{subject}}}")), "")
    tail = rf"\?(?:[^#]*&)?{re.escape(named)}=(?P<record>[^&#]+)(?:[&#].*)?" if named else "/?(?:[?#].*)?"
    return re.compile("/".join(parts) + tail)
