"""headcount incident people: whom an incident concerns, for those who must be told."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from headcount.catalog.identified import Identified
from headcount.cli import parts
from headcount.cli.incidents.measuring import add_measure, grader, incident_of, measured
from headcount.cli.incidents.opening import add_number, add_person, cases_of, person
from headcount.errors import HeadcountError, UsageError
from headcount.incident.scope import scope_of
from headcount.ledger.affected import SCHEMA, affected
from headcount.ledger.trace import entities

if TYPE_CHECKING:
    from argparse import _SubParsersAction

_SECONDS, _TIME = pa.timestamp("s", tz="UTC"), "%Y-%m-%dT%H:%M:%SZ"


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
        help="write the rows of this CSV file (its column record or person has the identifiers) that belong to the people",
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

        entity, users = _user_table(options.identify, entities(ledger))
        scope_of(ledger, incident, options.begins, options.ends, whole=options.whole, grade=grader(settings))
        if users is None:
            _write(options.out, _readable(affected(ledger)), lambda rows: log(f"{rows:,} records as tokens"))
        else:
            found = pa.Table.from_batches(affected(ledger, entity), SCHEMA)
            table = Identified(users, entity, parts.tokenizer(options, settings, options.ledger), found)
            _write(
                options.out,
                table.read(),
                lambda rows: log(
                    f"{rows:,} rows of {users.name} identified; {table.unnamed:,} of {len(found):,} {entity} stand in no row"
                ),
            )
    return 0


def _user_table(text: str | None, known: list[str]) -> tuple[str, Path | None]:
    if text is None:
        return "", None
    entity, equals, path = text.partition("=")
    if not equals or not path:
        raise UsageError(f"--identify {text}: write the entity and the file, such as users=users.csv")
    if entity not in known:
        raise UsageError(f"--identify {text}: no route shows {entity!r}; this ledger has {', '.join(known) or 'none'}")
    return entity, Path(path)


def _readable(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Tokens as 16 hex digits, as they stand nowhere else."""
    for batch in batches:
        tokens = pa.array([f"{token:016x}" for token in batch.column("token").to_pylist()], pa.string())
        yield _plain(batch.set_column(1, "token", tokens))


def _plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Times as text, in ISO 8601."""
    for place, field in enumerate(batch.schema):
        if pa.types.is_timestamp(field.type):
            batch = batch.set_column(place, field.name, pc.strftime(batch.column(place).cast(_SECONDS, safe=False), _TIME))
    return batch


def _write(file: Path, batches: Iterable[pa.RecordBatch], log: Callable[[int], None]) -> None:
    """Write a CSV file that only its owner may read, whole or not at all; `log` hears of the rows before it gets its name."""
    rows = 0
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            writer: csv.CSVWriter | None = None
            for batch in map(_plain, batches):
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
