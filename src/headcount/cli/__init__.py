"""The command line: one command a file. Talk goes to stderr, data to stdout."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Collection, Sequence
from importlib import import_module

from headcount import __version__
from headcount.errors import HeadcountError, UsageError

_COMMANDS = {
    "scan": "count whose records were shown to whom, and find harvesting",
    "serve": "follow the sources, keep the ledger, and tell gates what to do",
    "classify": "which fields of answers, files and tables hold which personal data",
    "map": "which routes show which personal data, to whom and to how many",
    "routes": "print the routes learned from a log, as TOML",
    "count": "how many different records one client was shown",
    "who-saw": "which clients were shown one record",
    "attribute": "which clients' exposure explains a list of people that surfaced outside",
    "canary": "made people who do not exist: make, plant, list, and look for them in a leaked list",
    "incident": "what became of findings: scope, evidence, duties",
    "probe": "is any of our own stores open, and what would a stranger read in it?",
    "ledger": "look after the ledger: retention, erasure, its key",
    "console": "look at a ledger in a browser",
    "gate": "decide about each request that a proxy asks about",
    "lab": "make a site's access log with planted harvesters and the truth about them",
}
"""Each command and its line in the help. Its module has its name, and is imported when the command is asked for."""


def parser(named: Collection[str] = tuple(_COMMANDS)) -> argparse.ArgumentParser:
    """The parser. Commands that are not `named` stand in the help only: what they need is not imported."""
    top = argparse.ArgumentParser(prog="headcount", description="Rate limiters count requests; headcount counts people.")
    top.add_argument("--version", action="version", version=f"headcount {__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command, line in _COMMANDS.items():
        if command in named:
            import_module(f"{__name__}.{command.replace('-', '_')}").add(commands)
        else:
            commands.add_parser(command, help=line)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0, or what the command's help says."""
    words = sys.argv[1:] if arguments is None else arguments
    options = parser(words).parse_args(words)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except UsageError as error:
        print(f"headcount: {error}", file=sys.stderr)  # noqa: T201  # the command line speaks to people
        return 2
    except HeadcountError as error:
        print(f"headcount: {error}", file=sys.stderr)  # noqa: T201  # the command line speaks to people
        return 1
    except BrokenPipeError:  # the reader of our output went away: not our failure
        _drop_stdout()
        return 0
    except OSError as error:  # a full disk, for one
        _drop_stdout()
        place = f"{error.filename}: " if error.filename else ""
        print(f"headcount: {place}{error.strerror or 'cannot be written'}", file=sys.stderr)  # noqa: T201  # the command line speaks to people
        return 1
    except KeyboardInterrupt:
        print("headcount: stopped", file=sys.stderr)  # noqa: T201  # the command line speaks to people
        return 130
    return code


def _drop_stdout() -> None:
    """Let what stands in standard output's buffer go, so that the interpreter does not stumble over it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
