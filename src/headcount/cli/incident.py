"""headcount incident: what became of findings, and what has to be done about them."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from headcount.cli.incidents import SUBCOMMANDS

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the command and its sub-commands to the parser."""
    command = commands.add_parser(
        "incident",
        help="what became of findings: scope, evidence, duties",
        description="Findings become incidents. This lists them, says exactly whose data they concern, and what has to be done.",
    )
    below = command.add_subparsers(title="sub-commands", metavar="WHAT", required=True)
    for name in SUBCOMMANDS:
        import_module(f"headcount.cli.incidents.{name.replace('-', '_')}").add(below)
