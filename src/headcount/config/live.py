"""The tables of `headcount.toml` about verdicts: `[policy]`, `[[budgets]]`, `[[rules]]`, and `[serve]`, typed."""

from __future__ import annotations

from typing import Literal

import msgspec

from headcount.model.kind import Kind

Mode = Literal["observe", "enforce"]
Lens = Literal["account", "credential", "address", "visitor", "prefix"]


class ServeConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[serve]`: the process that keeps the ledger."""

    ledger: str = ""
    """The ledger's file; the command line goes first."""
    shards: str = ""
    """Folder with one ledger for each partition of a Kafka topic, which several processes share; in place of `ledger`."""
    leader: str = ""
    """PostgreSQL (an SQLAlchemy URL) in which one of several processes with this file is elected; empty: there is one process."""
    listen: str = "127.0.0.1:4281"
    """`address:port` of verdicts, health and metrics; empty: only the socket."""
    socket: str = ""
    """Path of a Unix socket to listen on; empty: none."""
    keys: list[str] = []
    """Hashes of the keys of gates and people, as `headcount gate --hash-key` prints them."""
    certificate: str = ""
    """Certificate chain (PEM) for TLS; empty: no TLS."""
    certificate_key: str = ""
    """Its private key (PEM)."""
    client_ca: str = ""
    """Certificates (PEM) that clients must be signed by (mutual TLS); empty: no client certificate is asked for."""
    dead_letters: str = ""
    """File for records that could not be read; empty: beside the ledger."""
    dead_letter_text: bool = False
    """Whether their text is kept too; it may hold personal data."""
    commit_every: str = "200ms"
    """How long counted accesses may wait for the ledger's next commit."""
    detect_every: str = "10m"
    """How often the detectors look."""
    log_format: Literal["json", "text"] = "json"
    """How serve writes its own log."""


class PolicyConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[policy]`: what holds for all budgets and rules."""

    mode: Mode = "observe"
    """`observe` only says what would have been done; `enforce` does it."""
    store: str = ""
    """Where verdicts are kept: a file, or an SQLAlchemy URL such as `postgresql+psycopg://...`; empty: beside the ledger."""
    shared: str = ""
    """Redis or Valkey that several gates count their budgets in, such as `redis://127.0.0.1:6379/0`; empty: each counts alone."""
    shared_timeout: str = "20ms"
    """How long a gate waits for it before it counts alone."""
    shared_retry: str = "5s"
    """How long it counts alone before it asks again."""
    crawler_dns: bool = False
    """Whether the gate asks the DNS, in the background, if crawlers that declare themselves are who they say."""
    most_clients: int = 2_000_000
    """Clients that one budget remembers; beyond, those that have been away longest are forgotten."""


class StepConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`steps` of `[[budgets]]`: what happens from a share of the budget on."""

    at: float
    """Share of the budget, such as `0.5`; `1.0` is what would go over it."""
    action: Literal["warn", "mask", "challenge", "throttle", "block"]
    """What is done."""
    mask: list[Kind] = []
    """For `mask`: the kinds that are masked; left out, those of the budget."""


class BudgetConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[budgets]]`: how many different people a client may be shown."""

    name: str
    """How verdicts and reports name it."""
    people: int | None = None
    """Different people in any period."""
    new: int | None = None
    """Of these, people whom the client was never shown before."""
    period: str = "day"
    """`hour`, `day`, `week`, or a length such as `12h`."""
    lens: Lens = "account"
    """Which identity is counted."""
    routes: list[str] = []
    """Templates of the routes that count, alone or with their method (`GET /users/{id}`); left out, all."""
    kinds: list[str] = []
    """Only routes that show one of these kinds."""
    role: str = ""
    """Only for this role (`[[roles]]`)."""
    agreement: str = ""
    """Only for clients under this agreement (`[[agreements]]`)."""
    crawler: str = ""
    """Only for this crawler, verified, such as `Googlebot`."""
    accounts: list[str] = []
    """Only for these accounts."""
    steps: list[StepConfig] = []
    """Left out: what would go over the budget is blocked."""
    mode: Mode | None = None
    """Left out, that of `[policy]`."""


class RuleConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[rules]]`: what a finding leads to."""

    name: str
    """How verdicts name it."""
    action: Literal["mask", "challenge", "throttle", "block"]
    """What is done with the client."""
    detectors: list[str] = []
    """Findings of these detectors; left out, of all."""
    strength: float = 1.0
    """So many times the strength at which the detector speaks."""
    people: int = 0
    """So many people at least; records where no route is declared to show people."""
    lens: list[Lens] = []
    """Only clients under these lenses."""
    role: str = ""
    """Only accounts of this role (`[[roles]]`)."""
    agreements: bool = False
    """Whether it is for clients under an agreement and verified crawlers too."""
    members: bool = True
    """Whether a finding on many clients leads to a verdict for each of them."""
    duration: str = "1d"
    """How long the verdict lasts."""
    mask: list[Kind] = []
    """For `mask`: the kinds that are masked; left out, every kind that has a mask."""
    mode: Mode | None = None
    """Left out, that of `[policy]`."""


class CrawlerConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[crawlers]]`: how a crawler is told from those who only say that they are it."""

    name: str
    """As it declares itself, such as `Googlebot`, and as `crawler` of a budget names it."""
    networks: list[str] = []
    """Addresses and networks of its operator."""
    ranges: str = ""
    """File with the networks as the operator publishes them: JSON, or one a line."""
    keys: str = ""
    """File with the operator's keys (JSON Web Key Set), for crawlers that sign their requests (Web Bot Auth)."""
