"""One gate, joined as `headcount.toml` says."""

from __future__ import annotations

import socket
import stat
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from headcount import config as composition
from headcount.catalog.identity import networks
from headcount.catalog.tokens import Tokenizer
from headcount.config import Config
from headcount.config.gate import GateConfig
from headcount.errors import ConfigError
from headcount.gates.crowdsec_appsec import AppSec
from headcount.gates.crowdsec_lapi import LocalApi
from headcount.gates.failing import FailPolicy
from headcount.gates.forward_auth import ForwardAuth
from headcount.gates.identity import Identities, Signed
from headcount.gates.interface import Gate
from headcount.gates.remediation import Rulings
from headcount.gates.server import Router
from headcount.gates.verdicts import KeptVerdicts, VerdictFeed
from headcount.model.verdict import Verdict
from headcount.policy.interface import Judge

_AT_ONCE = 500
"""So many verdicts are taken in one piece; requests are answered between the pieces."""


def identities(config: GateConfig, account_header: str, signed: Signed | None = None) -> Identities:
    """Who is believed; `signed` tells crawlers by their signatures.

    Raises:
        ConfigError: a trusted proxy is no address.
    """
    return Identities(
        networks(config.trusted_proxies),
        account_header=account_header,
        credential_headers=config.credential_headers,
        credential_cookies=config.credential_cookies,
        signed=signed,
    )


def gate(config: Config, tokens: Tokenizer, judge: Judge) -> Gate:
    """The door and the rules of one gate, before a judge.

    Raises:
        ConfigError: the configuration cannot be used.
        LedgerError: the ledger it names cannot be read.
    """
    said = config.gate
    door = composition.inline_door(config, tokens, Path(said.ledger) if said.ledger else None)
    failing = FailPolicy(open_by_default=said.fail == "open", closed=said.closed)
    return Gate(door, judge, identities(said, said.account_header, composition.bot_auth(config)), failing)


def router(made: Gate, config: GateConfig, failed: Callable[[Exception], None]) -> Router:
    """Every HTTP door of a gate."""
    return Router(
        ForwardAuth(made, failed),
        LocalApi(Rulings(made.judge), config.keys, made.now),
        AppSec(made, identities(config, config.appsec_account_header, made.identities.signed), config.keys, failed),
    )


def feed(judge: Judge, config: GateConfig, tell: Callable[[str], None], soon: Callable[..., object]) -> VerdictFeed | None:
    """What brings the verdicts of `serve` to the judge, from the kept ones on; None without `serve`.

    `soon` calls a function with its arguments where the judge may be told, such as `loop.call_soon_threadsafe`.

    Raises:
        ConfigError: the key file cannot be used.
    """
    if not config.serve:
        return None

    def deliver(verdicts: Sequence[Verdict]) -> None:
        for start in range(0, len(verdicts), _AT_ONCE):
            soon(_put, judge, verdicts[start : start + _AT_ONCE])

    kept = KeptVerdicts(Path(config.state) if config.state else None)
    deliver(kept.load(time.time_ns() // 1000))
    name = f"{socket.gethostname()} {config.socket or config.listen}"
    return VerdictFeed(config.serve, _secret(config.serve_key_file), kept, deliver, tell, name=name)


def _put(judge: Judge, verdicts: Sequence[Verdict]) -> None:
    for verdict in verdicts:
        judge.put(verdict)


def _secret(path: str) -> str:
    """A key of ours in a file; empty without one.

    Raises:
        ConfigError: it cannot be read, or others can read it.
    """
    if not path:
        return ""
    try:
        mode = stat.S_IMODE(Path(path).stat().st_mode)
        key = Path(path).read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"[gate] serve_key_file: {path} cannot be read") from error
    if mode & 0o077:
        raise ConfigError(f"[gate] serve_key_file: {path} can be read by others (mode {mode:04o}); run: chmod 600 {path}")
    return key
