"""What a scan tells: the numbers behind the terminal table, the HTML report and the JSON, ready to be shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from headcount.model.finding import Finding


@dataclass(frozen=True, slots=True)
class FileCoverage:
    """One input file, as far as it was read."""

    path: str
    """The path as it was given; `<stdin>` for standard input."""
    format: str
    """The source's name; empty when the file was not recognised."""
    bytes: int
    """Bytes of text read, after decompression."""
    lines: int
    accesses: int
    skipped: int
    note: str
    """Empty, or what was special: already counted, continued from line N, cut-off gzip, no permission ..."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the counts rest on. `lines == accesses + skipped`, always."""

    lines: int
    accesses: int
    skipped: int
    reasons: dict[str, int]
    """Why lines were skipped, to how many."""
    examples: tuple[tuple[str, int, str], ...]
    """Some skipped lines as (path, line, reason); never text of the line."""
    first: dt.datetime | None
    """Earliest access, UTC; None without accesses."""
    last: dt.datetime | None
    files: tuple[FileCoverage, ...]
    seconds: float
    """Wall time of reading, counting and detecting."""
    stages: dict[str, float] = field(default_factory=dict)
    """Those seconds by stage: `reading` (up to the disclosures in the ledger), `counting`, `detecting`."""
    readable: int = 1
    """How many of the files could be read; 0 means that there was nothing to count."""


@dataclass(frozen=True, slots=True)
class RouteSummary:
    """One route of the catalogue and what went through it."""

    method: str
    template: str
    """Such as `/orders/{id}/rating` or `/order/evaluate?buyer={buyer}`."""
    subject: str | None
    """The variable that names the record; None when the route shows no record."""
    entity: str | None
    """What the records are, such as `orders`: two routes with one entity show the same records."""
    people: bool
    """Whether the records were declared to be people."""
    requests: int
    records: int
    """Different records shown through this route."""
    misses: int
    source: str
    """`learned` or `declared`."""


@dataclass(frozen=True, slots=True)
class ClientSummary:
    """One client in the table of clients."""

    lens: str
    client: str
    requests: int
    records: int
    people: int | None
    first: dt.datetime
    last: dt.datetime
    agents: int
    declared_crawler: str | None
    """Who it says it is; declared, not verified, unless `verified` is set."""
    verified: bool | None
    """Result of --verify-crawlers: True, False, or None when it was not asked."""
    agreement: str | None


@dataclass(frozen=True, slots=True)
class Pictures:
    """The signature pictures of one finding, as numbers."""

    staircase: tuple[tuple[dt.datetime, int], ...]
    """(time, cumulative different records), at most 400 points, ending with the exact total."""
    band: tuple[tuple[float, float, float, float], ...]
    """(days since a client's first record, median, 90 %, 99.9 % of peers' cumulative different records)."""
    clock: tuple[tuple[int, ...], ...]
    """Records per weekday (7 rows, Monday first) and hour (24), UTC."""
    comb: tuple[int, ...]
    """Relative position of the numbered identifiers in the order asked for, at most 2,000 (empty when ids have no numbers)."""
    routes: tuple[tuple[str, int], ...]
    """(template, different records shown through it)."""
    first_evidence: tuple[str, int]
    """(file, line) of the first disclosure that counts."""
    last_evidence: tuple[str, int]


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with its pictures."""

    finding: Finding
    pictures: Pictures
    incident: int = 0
    """Number of the incident that it is part of; 0 where none is kept."""
    explanation: str = ""
    """What is known about the client from an earlier false alarm; empty: nothing."""


@dataclass(frozen=True, slots=True)
class ScanSummary:
    """The whole answer of `headcount scan`."""

    coverage: Coverage
    routes: tuple[RouteSummary, ...]
    """Busiest first."""
    clients: tuple[ClientSummary, ...]
    """The top clients by different records."""
    clients_total: int
    """How many clients were shown at least one record."""
    crowd: tuple[tuple[int, int, int], ...]
    """(from, to, clients): distribution of clients by different records, doubling bins, `to` inclusive."""
    findings: tuple[FindingView, ...]
    declared: tuple[ClientSummary, ...]
    """Declared crawlers and clients under an agreement, busiest first: counted, named apart."""
    noisy: tuple[ClientSummary, ...]
    """Clients that made much noise (errors, guesses) but were shown few records: not harvesters."""
    records_total: int
    """Different records shown to anybody."""
    people_total: int | None
    prefixes: tuple[ClientSummary, ...] = field(default=())
    """Networks (/24, /64) of more than one address by different records: cohorts to look through, never scored."""
    idle_detectors: tuple[tuple[str, str], ...] = field(default=())
    """(detector, why it had nothing to work on)."""
    notices: tuple[tuple[str, str], ...] = field(default=())
    """(what is meant, such as a table of the configuration or a route; what to check there)."""
