"""headcount gate: the small process at the edge that proxies ask about each request."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from headcount import config as composition
from headcount.cli import parts
from headcount.config import Config
from headcount.policy.keys import hash_key, new_key

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "gate",
        help="decide about each request that a proxy asks about",
        description="Answers nginx, Caddy, Traefik, HAProxy, Envoy and CrowdSec bouncers from memory, until it is stopped.",
        epilog="exit codes: 0 stopped by a signal, 2 usage, 1 failure",
    )
    parts.add_config(command)
    where = command.add_mutually_exclusive_group()
    where.add_argument("--listen", metavar="ADDRESS", help="address and port, in place of the configuration's")
    where.add_argument("--socket", metavar="FILE", help="unix socket, in place of the configuration's address")
    command.add_argument(
        "--hash-key",
        action="store_true",
        help="print what stands in the configuration in place of a key, which is read from standard input, or made on a terminal",
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the command."""
    if options.hash_key:
        return _hash_key()
    with parts.live("gate"):
        from headcount.gates.process import GateProcess  # noqa: PLC0415  # loads what only the extra headcount[live] brings
    config = _settings(options)
    if config.gate.ledger:
        tokens = parts.tokenizer(options, config, Path(config.gate.ledger))
    else:
        tokens = composition.tokenizer(config, options.key, composition.gate_key(config))
    GateProcess(config, tokens, lambda: _settings(options)).run()
    sys.stderr.flush()
    os._exit(0)  # granian's own threads may still call Python, and abort when it is taken apart below them


def _settings(options: argparse.Namespace) -> Config:
    """The configuration, listening where the options say."""
    config = parts.settings(options)
    said = config.gate
    if options.listen:
        said = msgspec.structs.replace(said, listen=options.listen, socket="")
    elif options.socket:
        said = msgspec.structs.replace(said, socket=options.socket)
    return msgspec.structs.replace(config, gate=said)


def _hash_key() -> int:
    """Print a key's hash; on a terminal, a new key and its hash."""
    if sys.stdin.isatty():
        key = new_key()
        print(f"key for the program: {key}", file=sys.stderr)  # noqa: T201  # the command line speaks to people
    else:
        key = sys.stdin.readline().rstrip("\r\n")
    print(hash_key(key))  # noqa: T201  # the answer of the command
    return 0
