"""headcount who-saw: which clients were shown one record."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from headcount import config as composition
from headcount.catalog.lookup import tokens_of_person
from headcount.cli import parts
from headcount.cli.whole_files import write_whole
from headcount.config import Config
from headcount.errors import UsageError
from headcount.ledger.trace import entities, who_saw
from headcount.ledger.viewings import person_report
from headcount.model.viewing import PersonReport
from headcount.pipeline import take_in
from headcount.reports.answers import print_viewers
from headcount.reports.notices.pdf import pdf
from headcount.reports.person import person_document, person_html

if TYPE_CHECKING:
    from argparse import _SubParsersAction

_FORMATS = (".html", ".pdf")


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the command to the parser."""
    command = commands.add_parser(
        "who-saw",
        help="which clients were shown one record",
        description="Every client that was shown a record, first viewer first. Needs the key under which the ledger was written.",
        epilog="exit codes: 0 answered (nobody is an answer too), 2 usage, 1 failure",
    )
    parts.add_ledger(command)
    parts.add_config(command)
    command.add_argument(
        "record",
        metavar="RECORD",
        nargs="+",
        help="the identifier, such as 4242, or with its entity, such as orders/4242; several of one person are taken together",
    )
    command.add_argument(
        "--report", metavar="FILE", type=Path, help="write the person's own report, as a page (.html) or on paper (.pdf)"
    )
    command.add_argument("--language", choices=("en", "zh"), default="en", help="language of the report")
    command.add_argument("--name-clients", action="store_true", help="call readers by name in the report, not by their role")
    command.add_argument("--json", metavar="FILE", type=Path, help="write the report as JSON, with the readers' names")
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the command."""
    settings = parts.settings(options)
    file = parts.asked_ledger(options)
    if options.report is not None and options.report.suffix.lower() not in _FORMATS:
        raise UsageError(f"{options.report}: name a file that ends with {' or '.join(_FORMATS)}")
    tokens = parts.tokenizer(options, settings, file)
    asked = options.report is not None or options.json is not None
    relations = composition.relations(settings, tokens) if asked else []
    with composition.ledger(file, tokens, read_only=True) as ledger:
        known = entities(ledger)
        records = [token for text in options.record for token in tokens_of_person(text, known, tokens)]
        viewers = who_saw(ledger, records)
        if asked:
            take_in(ledger, relations)
            _write(person_report(ledger, records), settings, options)
    print_viewers(viewers, parts.Output())
    return 0


def _write(report: PersonReport, settings: Config, options: argparse.Namespace) -> None:
    if options.json is not None:
        write_whole(options.json, msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n")
    if options.report is None:
        return
    groups = composition.groups(settings)
    document = person_document(
        report,
        lambda one: groups(((one.lens, one.client),)),
        language=options.language,
        named=options.name_clients,
    )
    page = options.report.suffix.lower() == _FORMATS[0]
    write_whole(options.report, person_html(document).encode() if page else pdf(document))
