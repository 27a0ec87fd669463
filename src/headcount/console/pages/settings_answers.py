"""Settings over the REST API: sources, gates, keys, retention, alerts, as they are. No secret is ever told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from headcount.config import keep, retention_warnings
from headcount.console.endpoint import Endpoint, Nothing
from headcount.console.interface import Parts, Permission, Viewer
from headcount.errors import LedgerError
from headcount.ledger.removal import removals
from headcount.model.board import SourceRow

_SHOWN = 12
"""Characters of a key's hash that are shown, to tell keys apart."""
_MOST = 20


class TapLine(msgspec.Struct, frozen=True):
    """One tap, as `[[taps]]` declares it. Addresses and credentials stay in the file."""

    name: str
    kind: str
    format: str
    """Empty: recognised."""
    start: str
    watches: int
    """How many files, topics or streams it names."""


class Sources(msgspec.Struct, frozen=True):
    """What the ledger was fed from."""

    rows: tuple[SourceRow, ...]


class GateKeys(msgspec.Struct, frozen=True):
    """Keys that gates and people show to the service."""

    listen: str
    """Where it answers; empty: only on its socket, or there is no service."""
    tls: bool
    mutual: bool
    """Whether clients must show a certificate."""
    hashes: tuple[str, ...]
    """The beginning of each key's hash; the keys themselves are kept nowhere."""
    asked: tuple[GateAsked, ...]
    """Gates that asked since the service started, the latest first; at most 64."""


class GateAsked(msgspec.Struct, frozen=True):
    """A gate that asked the service for verdicts."""

    name: str
    """Its machine and where it listens; of one that says no name, its address."""
    asked: dt.datetime
    """When it asked last, UTC."""
    heard: int
    """It has every verdict up to this number."""


class TokenKey(msgspec.Struct, frozen=True):
    """The key under which people's identifiers become tokens."""

    id: str
    """Names the key without telling it; empty: it is not at hand."""
    changed: dt.datetime | None
    """When its file was last changed, UTC; None: not known."""
    rotate: str
    """The command that gives every record a token under a new key, while nothing serves the ledger."""


class Kept(msgspec.Struct, frozen=True):
    """How long rows of one table of the ledger are kept."""

    table: str
    """`disclosures`, `attempts` or `traffic`, as in `[retention]`."""
    days: int | None
    """None: for good."""


class Gone(msgspec.Struct, frozen=True):
    """Rows that were taken away at one time."""

    at: dt.datetime
    why: str
    """`expired`, `erased` ..."""
    disclosures: int
    attempts: int
    traffic: int


class AlertLine(msgspec.Struct, frozen=True):
    """One receiver of alerts. Its address is a secret and stays in the file."""

    kind: str
    about: tuple[str, ...]
    language: str
    every: float
    """Seconds between two messages at the least."""
    delivered: int | None
    """Messages that it took since the start; None where no service is running."""
    problem: str
    """Why it did not take the last one; empty when it did."""


class SettingsTold(msgspec.Struct, frozen=True):
    """How headcount is set up."""

    mode: str
    """Of `[policy]`: `observe` or `enforce`."""
    taps: tuple[TapLine, ...]
    gates: GateKeys
    key: TokenKey
    kept: tuple[Kept, ...]
    warnings: tuple[str, ...]
    """Where less is kept than a law asks for."""
    gone: tuple[Gone, ...]
    """The latest removals, newest first."""
    removals_known: bool
    """Whether the ledger could be asked for removals."""
    alerts: tuple[AlertLine, ...]
    detect_every: str
    commit_every: str
    console_listen: str
    oidc: str
    """Issuer that people sign in at; empty: passwords only."""
    second_factor: str


def _sources(parts: Parts, _: Viewer, __: Nothing) -> Sources:
    return Sources(tuple(parts.board.sources()))


def _settings(parts: Parts, _: Viewer, __: Nothing) -> SettingsTold:
    config = parts.config()
    told = keep(config.retention)
    lengths = {"disclosures": told.disclosures, "attempts": told.attempts, "traffic": told.traffic}
    gone = _gone(parts)
    return SettingsTold(
        mode=config.policy.mode,
        taps=tuple(
            TapLine(
                tap.name or tap.kind,
                tap.kind,
                tap.format,
                tap.start,
                len(tap.paths) + len(tap.topics) + len(tap.streams) + bool(tap.stream),
            )
            for tap in config.taps
        ),
        gates=GateKeys(
            config.serve.listen if parts.running.live else "",
            bool(config.serve.certificate),
            bool(config.serve.client_ca),
            tuple(f"{one[:_SHOWN]}\N{HORIZONTAL ELLIPSIS}" for one in config.serve.keys),
            _asked(parts),
        ),
        key=_key(parts),
        kept=tuple(Kept(table, None if length is None else length.days) for table, length in lengths.items()),
        warnings=tuple(retention_warnings(config.retention)),
        gone=gone or (),
        removals_known=gone is not None,
        alerts=_alerts(parts),
        detect_every=config.serve.detect_every,
        commit_every=config.serve.commit_every,
        console_listen=config.console.listen,
        oidc=config.console.oidc.issuer,
        second_factor=config.console.second_factor,
    )


def _asked(parts: Parts) -> tuple[GateAsked, ...]:
    now = parts.running.health()
    known = sorted(now.gates.items(), key=lambda one: -one[1][0]) if now else []
    return tuple(GateAsked(name, dt.datetime.fromtimestamp(at, dt.UTC), heard) for name, (at, heard) in known)


def _alerts(parts: Parts) -> tuple[AlertLine, ...]:
    now = parts.running.health()
    known = now.receivers if now else {}
    lines = []
    for place, one in enumerate(parts.config().alerts):
        delivered, problem = known.get(place, (None, ""))
        lines.append(AlertLine(one.kind, tuple(one.about), one.language, one.every, delivered, problem))
    return tuple(lines)


def _key(parts: Parts) -> TokenKey:
    config = parts.config()
    file = Path(config.key.file or f"{parts.ledger}.key")
    try:
        changed = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
    except OSError:
        changed = None
    name = parts.ledger.name
    return TokenKey(
        parts.tokens.key_id if parts.tokens else "",
        changed,
        f"headcount ledger rotate-key --ledger {name} --key {file.name} --new-key {name}.new-key",
    )


def _gone(parts: Parts) -> tuple[Gone, ...] | None:
    """The latest removals; None where the ledger cannot be asked."""
    if parts.beside is None:
        return None
    try:
        ledger = parts.beside()
    except LedgerError:  # the service has not opened it yet
        return None
    try:
        told = removals(ledger)
    finally:
        ledger.close()
    return tuple(Gone(one.at, one.what.value, one.disclosures, one.attempts, one.traffic) for one in told[: -_MOST - 1 : -1])


SOURCES = Endpoint(
    "GET",
    "/sources",
    Permission.CLIENTS,
    "Files and streams that the ledger was fed from, with what was skipped of them.",
    Nothing,
    Sources,
    _sources,
    "rows",
)
SETTINGS = Endpoint(
    "GET", "/settings", Permission.ADMINISTER, "How headcount is set up; no secret is told.", Nothing, SettingsTold, _settings
)
ENDPOINTS = (SOURCES, SETTINGS)
