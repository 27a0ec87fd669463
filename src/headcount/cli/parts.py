"""Options that several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from rich.console import Console

from headcount import config as composition
from headcount.catalog.tokens import Tokenizer
from headcount.config import Config, load
from headcount.errors import LedgerError, UsageError
from headcount.sources import SOURCES, from_field_map, from_log_format
from headcount.sources.capture import is_capture
from headcount.sources.interface import Source


@contextmanager
def live(command: str) -> Iterator[None]:
    """While the parts of a command are loaded that not everybody installs.

    Raises:
        UsageError: one of them is not there.
    """
    with needing("live", command):
        yield


@contextmanager
def needing(name: str, command: str) -> Iterator[None]:
    """The same, for any extra, by its name.

    Raises:
        UsageError: one of them is not there.
    """
    try:
        yield
    except ImportError as error:
        raise UsageError(f"headcount {command} needs {error.name}: install headcount[{name}]") from error


def add_inputs(command: argparse.ArgumentParser, least: Literal["+", "*"] = "+") -> None:
    """Options that say what is read, and how; `least` is `*` where nothing has to be."""
    command.add_argument(
        "paths",
        nargs=least,
        metavar="PATH",
        help="files, directories, globs, or - for standard input; plain, gzip, zstd or bzip2",
    )
    names = ", ".join(source.name for source in SOURCES)
    command.add_argument(
        "--format",
        metavar="NAME",
        help=f"format of all files, instead of recognising each: {names}, or jsonl with a [jsonl] field map",
    )
    command.add_argument(
        "--log-format",
        metavar="STRING",
        help="the server's own nginx log_format or Apache LogFormat, as it stands in its configuration",
    )
    command.add_argument(
        "--trusted-proxy",
        metavar="CIDR",
        action="append",
        default=[],
        help="believe X-Forwarded-For of this address or network (may be given again)",
    )
    add_config(command)


def add_config(command: argparse.ArgumentParser) -> None:
    """Options that every command has."""
    command.add_argument("--config", metavar="FILE", type=Path, help="headcount.toml with routes, agreements, trusted proxies")
    command.add_argument(
        "--key",
        metavar="FILE",
        type=Path,
        help="the token key (made on first use); by default beside the ledger, or of this run only",
    )


def add_ledger(command: argparse.ArgumentParser) -> None:
    """The ledger of commands that only ask."""
    command.add_argument(
        "--ledger", metavar="FILE", type=Path, required=True, help="the ledger that headcount scan --ledger keeps"
    )


def tokenizer(options: argparse.Namespace, config: Config, ledger: Path | None) -> Tokenizer:
    """The tokenizer under the key that the options or the configuration name, or the one beside the ledger.

    Raises:
        UsageError: the ledger cannot be a file.
        LedgerError: the ledger is there and its key is not: a new key would not fit it.
    """
    if ledger is None:
        return composition.tokenizer(config, options.key, None)
    if ledger.is_dir() or not ledger.parent.is_dir():
        raise UsageError(
            f"{ledger}: " + ("is a directory" if ledger.is_dir() else f"there is no directory {ledger.parent}") + "; name a file"
        )
    beside = ledger.with_name(ledger.name + ".key")
    key = options.key or (Path(config.key.file) if config.key.file else beside)
    if ledger.is_file() and not key.exists():
        raise LedgerError(f"{ledger} was written under a key, and {key} is not there; restore it, or name it with --key")
    return composition.tokenizer(config, options.key, beside)


def asked_ledger(options: argparse.Namespace) -> Path:
    """The ledger of commands that only ask.

    Raises:
        UsageError: there is none.
    """
    ledger: Path = options.ledger
    if not ledger.is_file():
        raise UsageError(f"{ledger}: there is no such ledger; make one with: headcount scan PATH --ledger {ledger}")
    return ledger


def captures(paths: Sequence[str]) -> tuple[list[str], list[str]]:
    """Captures (HAR) among the inputs, and the other paths as they were given."""
    found, others = list[str](), list[str]()
    for path in paths:
        if is_capture(path):
            found.append(path)
        else:
            others.append(path)
    return found, others


class Output(Console):
    """Standard output. When its reader goes away, the command line hears of it (rich would end the process by itself)."""

    def on_broken_pipe(self) -> None:
        """Called by rich while it handles the broken pipe."""
        raise BrokenPipeError


def plain(argument: str) -> str:
    """An argument as the ledger writes text: bytes that are no UTF-8 escaped."""
    return argument.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def settings(options: argparse.Namespace) -> Config:
    """The configuration that the options name, or the one of this directory if there is one."""
    local = Path("headcount.toml")
    path: Path | None = options.config or (local if local.is_file() else None)
    return load(path)


def source_of(options: argparse.Namespace, config: Config) -> Source | None:
    """The format that the options or the configuration force; None to recognise each file.

    Raises:
        UsageError: there is no such format, or the format string cannot be read.
    """
    text = options.log_format or (config.scan.log_format if not options.format else "")
    if options.log_format and options.format:
        raise UsageError("--format and --log-format exclude each other")
    if text:
        return from_log_format(text)
    if options.format == "jsonl" or (config.jsonl and not options.format):
        if not config.jsonl:
            raise UsageError('--format jsonl needs a field map: a [jsonl] table in headcount.toml, such as address = "client.ip"')
        return from_field_map(config.jsonl)
    if not options.format:
        return None
    found = next((source for source in SOURCES if source.name == options.format), None)
    if found is None:
        raise UsageError(
            f"there is no format {options.format!r}; there are: {', '.join(source.name for source in SOURCES)}, jsonl"
        )
    return found
