"""headcount incident people: whom an incident concerns, for those who must be told."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from pyarrow import csv

from headcount.catalog.identified import Identified
from headcount.catalog.query_rows import QueryRows
from headcount.catalog.rows import Rows, rows_of
from headcount.cli import parts
from headcount.cli.incidents.measuring import add_measure, incident_of, measured
from headcount.cli.incidents.opening import add_number, add_person, cases_of, person
from headcount.config.casework import grader
from headcount.config.databases import address_of
from headcount.errors import HeadcountError, UsageError
from headcount.incident.scope import scope_of
from headcount.ledger.affected import SCHEMA, affected
from headcount.ledger.trace import entities
from headcount.reports.affected_csv import plain, readable

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-command to the parser."""
    command = commands.add_parser(
        "people",
        help="whom an incident concerns: tokens, or with the key the rows of your own user table",
        description="Write one row for each record that an incident concerns: tokens, or with --identify rows of a user table.",
        epilog="exit codes: 0 written, 2 usage, no such incident, 1 failure",
    )
    add_number(command)
    add_measure(command)
    add_person(command)
    command.add_argument("--out", metavar="FILE", type=Path, required=True, help="the CSV file to write; only you may read it")
    command.add_argument(
        "--identify",
        metavar="ENTITY=FILE",
        help="write the rows of this CSV or Parquet file that belong to the people; its column record or person identifies them",
    )
    command.add_argument("--identify-query", metavar="ENTITY=SQL", help="the same with the rows of a SELECT on PostgreSQL")
    command.add_argument(
        "--database", metavar="PLACE", default="", help="its address: env:NAME of a variable that holds it, or a file that does"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the sub-command."""
    settings, out = parts.settings(options), parts.Output()
    incident, who = incident_of(options, settings), person(options)
    with measured(options, settings) as ledger, cases_of(options, settings) as cases:

        def log(told: str) -> None:
            cases.add(incident.number, "export", told, who)
            out.print(f"{options.out}: {told}", markup=False, highlight=False, soft_wrap=True)

        entity, name, users = _user_table(options, entities(ledger))
        scope_of(ledger, incident, options.begins, options.ends, whole=options.whole, grade=grader(settings))
        if users is None:
            _write(options.out, readable(affected(ledger)), lambda rows: log(f"{rows:,} records as tokens"))
        else:
            found = pa.Table.from_batches(affected(ledger, entity), SCHEMA)
            table = Identified(users, name, entity, parts.tokenizer(options, settings, options.ledger), found)
            _write(
                options.out,
                table.read(),
                lambda rows: log(
                    f"{rows:,} rows of {name} identified; {table.unnamed:,} of {len(found):,} {entity} stand in no row"
                    + (f"; {table.broken:,} rows could not be read" if table.broken else "")
                ),
            )
    return 0


def _user_table(options: argparse.Namespace, known: list[str]) -> tuple[str, str, Rows | None]:
    """Entity, name and rows of the user table; no rows where only tokens are asked for."""
    told = [("--identify", options.identify), ("--identify-query", options.identify_query)]
    given = [(option, text) for option, text in told if text is not None]
    if not given:
        return "", "", None
    if len(given) > 1:
        raise UsageError("give --identify or --identify-query, not both")
    [(option, text)] = given
    entity, equals, source = text.partition("=")
    if not equals or not source:
        example = "users=users.csv" if option == "--identify" else "users=SELECT id AS record, mail FROM users"
        raise UsageError(f"{option} {text}: write the entity and where the rows are, such as {example!r}")
    if entity not in known:
        raise UsageError(f"{option}: no route shows {entity!r}; this ledger has {', '.join(known) or 'none'}")
    if option == "--identify":
        return entity, Path(source).name, rows_of(Path(source))
    if not options.database:
        raise UsageError("--identify-query needs --database, such as env:USERS_DATABASE")
    return entity, "the query", QueryRows("the query", source, partial(address_of, options.database, "--database"))


def _write(file: Path, batches: Iterable[pa.RecordBatch], log: Callable[[int], None]) -> None:
    """Write a CSV file that only its owner may read, whole or not at all; `log` hears of the rows before it gets its name."""
    rows = 0
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            writer: csv.CSVWriter | None = None
            for batch in map(plain, batches):
                writer = writer or csv.CSVWriter(out, batch.schema)
                writer.write_batch(batch)
                rows += len(batch)
            if writer is not None:
                writer.close()
        log(rows)
        draft.replace(file)
    except OSError as error:
        raise HeadcountError(f"{file}: cannot be written ({error.strerror}); nothing was changed") from error
    finally:
        draft.unlink(missing_ok=True)
