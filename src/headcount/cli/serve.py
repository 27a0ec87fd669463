"""headcount serve: follow the sources, keep the ledger, and say at once what to do with whom."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from headcount.cli import parts, served_console
from headcount.config import Config
from headcount.config.live import ServeConfig
from headcount.config.taps import TapConfig
from headcount.errors import UsageError

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "serve",
        help="follow the sources, keep the ledger, and tell gates what to do",
        description="Follows logs and streams, counts each line once, judges at once and detects on a schedule.",
        epilog="exit codes: 0 stopped by a signal or at the end of standard input, 2 usage, 1 failure",
    )
    command.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files, directories and globs to follow, or - for standard input, besides the [[taps]] of the configuration",
    )
    parts.add_config(command)
    command.add_argument("--ledger", metavar="FILE", type=Path, help="keep the ledger here, in place of the configuration's file")
    command.add_argument("--listen", metavar="ADDRESS", help="address and port, or unix socket, of health, metrics and verdicts")
    command.add_argument("--from-end", action="store_true", help="begin the PATHs that the ledger does not know at their end")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the command."""
    config = _placed(parts.settings(options), options)
    if config.serve.shards:
        return _share(config, options)
    if not config.serve.ledger:
        raise UsageError("serve keeps a ledger: name its file with --ledger, or as ledger of [serve]")
    if not config.taps:
        raise UsageError("there is nothing to follow: name files, or [[taps]] in the configuration")
    if not config.serve.leader:
        return _serve(config, options, lambda _: None)
    with parts.live("serve"):
        from headcount.service.leading import Leading  # noqa: PLC0415  # as above
    leading = Leading(config.serve)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: leading.stop())
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # whoever stands by reads nothing; whoever leads sets its own
    with leading.elected() as elected:
        if elected:
            _serve(config, options, leading.watch)
    return int(leading.lost)


def _serve(config: Config, options: argparse.Namespace, begins: Callable[[Callable[[], None]], None]) -> int:
    """Serve until a signal; `begins` is told how to stop it."""
    with parts.live("serve"):
        from headcount.service.joining import Service  # noqa: PLC0415  # loads what only the extra headcount[live] brings
    ledger = Path(config.serve.ledger)
    local = Path("headcount.toml")
    key = options.key or Path(config.key.file or f"{ledger}.key")
    file = options.config or (local if local.is_file() else None)
    tokens = parts.tokenizer(options, config, ledger)
    console = served_console.Served(config, ledger, tokens, file) if config.console.listen else None
    service = Service(config, tokens, key, file, overlay=console.overlay if console else lambda base: base)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: service.stop())
    signal.signal(signal.SIGHUP, lambda *_: threading.Thread(target=service.reload, name="reload").start())
    begins(service.stop)
    with console.open(service) if console else nullcontext():
        service.run()
    return 0


def _share(config: Config, options: argparse.Namespace) -> int:
    """Be one of several workers that share a topic."""
    with parts.live("serve"):
        from headcount.service.workers import Worker  # noqa: PLC0415  # loads what only the extra headcount[live] brings
    if options.key:
        config = msgspec.structs.replace(config, key=msgspec.structs.replace(config.key, file=str(options.key)))
    worker = Worker(config)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    signal.signal(signal.SIGHUP, lambda *_: worker.unchanged())
    worker.run()
    return 0


def _placed(config: Config, options: argparse.Namespace) -> Config:
    """The configuration with what the options say."""
    serve: ServeConfig = config.serve
    if options.ledger:
        serve = msgspec.structs.replace(serve, ledger=str(options.ledger))
    if options.listen:
        serve = msgspec.structs.replace(serve, listen=options.listen, socket="")
    taps, files = list(config.taps), [path for path in options.paths if path != "-"]
    if files:
        taps.append(TapConfig("file", "paths", paths=files, start="end" if options.from_end else "beginning"))
    if len(files) < len(options.paths):
        taps.append(TapConfig("stdin"))
    return msgspec.structs.replace(config, serve=serve, taps=taps)
