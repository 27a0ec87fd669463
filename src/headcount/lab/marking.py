"""Marking: what one scan of a whole log said, against the truth beside the log.

A scan looks once, when everything has been taken; how many people were exposed until an alarm is for `benchmark`, which looks
again and again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec

from headcount.errors import UsageError
from headcount.lab.scanning import scan
from headcount.lab.score import Rate, rate
from headcount.lab.truth import Harvest, Truth
from headcount.stats.exact_intervals import share_interval

_MONTH = 30
"""Days."""


class Said(msgspec.Struct, frozen=True):
    """A finding in the scan's JSON, as far as it is read here."""

    detector: str
    lens: str
    client: str
    records: int
    first: dt.datetime
    last: dt.datetime
    sentence: str
    members: tuple[str, ...] = ()
    """Clients joined to one finding; empty: `client` alone."""

    @property
    def accused(self) -> tuple[str, ...]:
        """Everybody it accuses."""
        return self.members or (self.client,)


class Answer(msgspec.Struct, frozen=True):
    """The scan's JSON."""

    findings: list[Said]


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of one harvest."""

    pattern: str
    parameters: dict[str, object]
    clients: int
    """How many clients it used."""
    people: int
    """Different people it took."""
    found: bool
    detectors: tuple[str, ...]
    """Those that named one of its clients."""
    named: int
    """Of its clients, how many were named."""
    records: int
    """Different records that the largest of these findings counts; cover traffic and own work are among them."""
    first: dt.datetime | None
    """First showing that a finding counts, UTC."""
    last: dt.datetime | None
    """Last one."""
    bystanders: int
    """Honest clients named together with it."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What became of a whole log."""

    harvests: tuple[Mark, ...]
    found: int
    found_low: float
    """Clopper-Pearson interval (95 %) of the share found; 0 to 1 without harvests."""
    found_high: float
    honest: tuple[Said, ...]
    """Findings that name no harvester."""
    false: Rate
    """Of those, by honest clients and the whole length of the log, declared crawlers and partners among them."""

    def facts(self) -> dict[str, object]:
        """Everything as one JSON-ready object."""
        told: dict[str, object] = msgspec.to_builtins(asdict(self))
        return told


def mark(truth: Truth, findings: Sequence[Said]) -> Marks:
    """Compare one scan's findings with the truth."""
    owner = {
        name: number
        for number, harvest in enumerate(truth.harvests)
        for client in harvest.clients
        for name in _names(client, harvest.user_agents)
    }
    of: list[list[Said]] = [[] for _ in truth.harvests]
    honest = []
    for finding in findings:
        harvests = {owner[client] for client in finding.accused if client in owner}
        for number in harvests:
            of[number].append(finding)
        if not harvests:
            honest.append(finding)
    marks = tuple(_mark(harvest, said, owner) for harvest, said in zip(truth.harvests, of, strict=True))
    found = sum(one.found for one in marks)
    low, high = share_interval(found, len(marks)) if marks else (0.0, 1.0)
    wrong = {(min(finding.accused), finding.lens) for finding in honest}
    months = truth.honest_clients * truth.days / _MONTH
    return Marks(marks, found, low, high, tuple(honest), rate(len(wrong), months))


def mark_folder(folder: Path, config: Path | None = None) -> Marks:
    """The marks of a folder that `lab make` or `lab inject` wrote.

    Its `scan.json` is what `headcount scan --json` said of its log; it is made when it is missing or older than the log or
    the configuration, and whenever one is named.

    Args:
        folder: with `access.log` and `truth.json`.
        config: `headcount.toml` to scan with; None: the folder's, when there is one.

    Raises:
        UsageError: the folder has no log or no truth, or one that cannot be read.
        HeadcountError: the scan failed.
    """
    log, told, answer, own = (folder / name for name in ("access.log", "truth.json", "scan.json", "headcount.toml"))
    for path in (log, told):
        if not path.is_file():
            raise UsageError(f"{path} is not there; headcount lab make and headcount lab inject write such folders")
    newest = max(path.stat().st_mtime_ns for path in (log, own) if path.is_file())
    kept = config is None and answer.is_file() and answer.stat().st_mtime_ns >= newest
    said = answer.read_bytes() if kept else scan(log, answer, config or (own if own.is_file() else None))
    try:
        return mark(msgspec.json.decode(told.read_bytes(), type=Truth), msgspec.json.decode(said, type=Answer).findings)
    except msgspec.DecodeError as error:
        raise UsageError(f"{folder}: truth.json or scan.json is not what was written there: {error}") from error


def _names(client: str, agents: Sequence[str]) -> list[str]:
    """How a scan may name a client: as it is, or as address and user agent where many stand behind one address."""
    return [client, *(f"{client} {agent}" for agent in agents)]


def _mark(harvest: Harvest, said: Sequence[Said], owner: dict[str, int]) -> Mark:
    everybody = {client for finding in said for client in finding.accused}
    own = [client for client in harvest.clients if not everybody.isdisjoint(_names(client, harvest.user_agents))]
    return Mark(
        pattern=harvest.pattern,
        parameters=dict(harvest.parameters),
        clients=len(harvest.clients),
        people=harvest.people,
        found=bool(said),
        detectors=tuple(sorted({finding.detector for finding in said})),
        named=len(own),
        records=max((finding.records for finding in said), default=0),
        first=min((finding.first for finding in said), default=None),
        last=max((finding.last for finding in said), default=None),
        bystanders=len([client for client in everybody if client not in owner]),
    )


def lines(marks: Marks) -> list[list[str]]:
    """A table for the terminal: a head and one line a harvest."""
    table = [["harvester", "by", "took", "found by", "records counted", "clients named", "honest ones beside"]]
    for one in marks.harvests:
        by = ", ".join(one.detectors) or "missed"
        counted = f"{one.records:,}" if one.found else "-"
        named = f"{one.named:,} of {one.clients:,}"
        table.append([one.pattern, f"{one.clients:,}", f"{one.people:,}", by, counted, named, f"{one.bystanders:,}"])
    return table


def summary(marks: Marks) -> str:
    """What stands below the table."""
    told = []
    if marks.harvests:
        share = f"{100 * marks.found_low:.0f} to {100 * marks.found_high:.0f} % in the long run"
        told.append(f"found {marks.found} of {len(marks.harvests)} harvests ({share}, 95 %)")
    false = marks.false
    per = f"{false.value:.2f} ({false.low:.2f} to {false.high:.2f}, 95 %) per 10,000 honest clients per 30 days"
    told.append(f"honest clients named: {false.incidents}, which is {per}")
    told += [f"  {finding.detector}: {finding.sentence}" for finding in marks.honest]
    return "\n".join(told) + "\n"
