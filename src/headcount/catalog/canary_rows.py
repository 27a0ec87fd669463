"""Made people as rows to insert in the site's own database: SQL with everything quoted, CSV, JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from headcount.catalog.canary_people import MadePerson

Dialect = Literal["postgresql", "mysql"]
DIALECTS: tuple[Dialect, ...] = ("postgresql", "mysql")


def as_sql(people: Sequence[MadePerson], table: str, columns: Mapping[str, str], dialect: Dialect) -> bytes:
    """One INSERT in a transaction.

    Args:
        people: whom to insert.
        table: the table's name; what stands before a dot is its schema.
        columns: field to column; fields that a person lacks are NULL.
        dialect: how names and texts are quoted.
    """
    place = ".".join(quoted_name(part, dialect) for part in table.split("."))
    names = ", ".join(quoted_name(column, dialect) for column in columns.values())
    rows = ",\n".join(f"  ({', '.join(_value(person, name, dialect) for name in columns)})" for person in people)
    begin = "START TRANSACTION" if dialect == "mysql" else "BEGIN"
    return f"{begin};\nINSERT INTO {place} ({names}) VALUES\n{rows};\nCOMMIT;\n".encode()


def quoted_name(name: str, dialect: Dialect) -> str:
    """A name of a table or column, in the quotes of the dialect, which are doubled within it."""
    mark = "`" if dialect == "mysql" else '"'
    return mark + name.replace(mark, 2 * mark) + mark


def quoted_text(text: str, dialect: Dialect) -> str:
    """A text as a literal: quotes doubled, and for MySQL backslashes, too, which escape there."""
    plain = text.replace("\\", "\\\\") if dialect == "mysql" else text
    return "'" + plain.replace("'", "''") + "'"


def _value(person: MadePerson, name: str, dialect: Dialect) -> str:
    value = person.fields.get(name)
    return "NULL" if value is None else quoted_text(value, dialect)


def as_csv(people: Sequence[MadePerson], columns: Mapping[str, str]) -> bytes:
    """UTF-8 with a head line (RFC 4180)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns.values())
    writer.writerows([person.fields.get(name, "") for name in columns] for person in people)
    return out.getvalue().encode()


def as_json(people: Sequence[MadePerson], columns: Mapping[str, str]) -> bytes:
    """A list of objects."""
    rows = [{column: person.fields.get(name) for name, column in columns.items()} for person in people]
    return msgspec.json.format(msgspec.json.encode(rows), indent=1) + b"\n"
