"""PostgreSQL's pgaudit: who read which rows of which table, from the server's log (CSV, JSON or plain text).

A statement that reads a table is `GET /shop/public.users/shop-users/42`, as `sources.queries` tells. A look-up that found no
row has the status 404, everything else that was audited 200: the log tells of statements before they fail. Changes have the
method `WRITE`, and `POST` where they return the rows that they changed. The account is the database user, the user agent
`application_name`.

Needed for values: `pgaudit.log` with `read`, `pgaudit.log_parameter = on`; for look-ups that find nobody `pgaudit.log_rows =
on`. Of a table that is copied whole, and of cursors, pgaudit (1.7) tells no rows: it writes 0.

Source: pgaudit 1.7 README, Settings and Format.
"""

from __future__ import annotations

import csv
import re
from collections import OrderedDict
from dataclasses import dataclass
from itertools import islice

from headcount.model.access import AccessBatch
from headcount.model.skipped import Skipped
from headcount.sources.deeds import NO_DATA, NOBODY, SHOWN, Deed, batch_of
from headcount.sources.interface import Block, Reader
from headcount.sources.lines import FOREIGN, NO_TIME, refusal, sample
from headcount.sources.postgres_log import MOST_BYTES, MOST_LINES, Csv, Entry, Form, Json, Plain
from headcount.sources.queries import Asked, asked, change
from headcount.sources.statement import statement_of

PART = "goes on in the next line"
"""A line of a record that has further ones: the last of them is the access."""
OTHER = "log line that is no audit record"

_BEFORE = "<previously logged>"
_LEVEL = re.compile(rb":  |,[A-Z]{3,7}\d?,[0-9A-Z]{5},")
"""A record's level: `LOG:  ` in plain text, `,LOG,00000,` in CSV."""
_LOOK = 200
_MOST_SESSIONS = 10_000
_FORMS: tuple[type[Csv | Json | Plain], ...] = (Csv, Json, Plain)


@dataclass(frozen=True)
class PgAudit:
    """The server's log of a PostgreSQL with pgaudit."""

    name: str = "pgaudit"

    def recognise(self, head: bytes) -> float:
        """Share of the lines in `head` that are lines of such a log; 0 when none of them is an audit record."""
        lines = sample(head)
        form, audits = _form_of(head)
        known = sum(form.starts(line) or line.startswith(b"\t") or bool(_LEVEL.search(line)) for line in lines)
        return known / len(lines) if audits else 0.0

    def open(self, head: bytes) -> Reader:
        """A reader of the way this file is written."""
        return PgAuditReader(_form_of(head)[0])


def _form_of(head: bytes) -> tuple[Form, int]:
    """How most of the first audit records in `head` are written, and how many of them there are."""
    audits = list(islice((line for line in head.split(b"\n") if b"AUDIT: SESSION," in line or b"AUDIT: OBJECT," in line), _LOOK))
    counts = [(sum(map(form().starts, audits)), -place, form()) for place, form in enumerate(_FORMS)]
    most, _, form = max(counts, key=lambda count: count[:2])
    return form, most


class PgAuditReader:
    """Reads the blocks of one file; a record's lines may be in several of them."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._open: list[bytes] = []
        """The lines so far of a record that is not whole."""
        self._odd, self._size = False, 0
        self._statements: OrderedDict[tuple[str, str], tuple[str, str]] = OrderedDict()
        """Statement and parameters by session and number, for `pgaudit.log_statement_once`."""

    def read(self, block: Block) -> tuple[AccessBatch, Skipped]:
        """The accesses of the block, and every other line with its reason."""
        deeds, lines, reasons = list[Deed](), list[int](), dict[str, list[int]]()
        text = block.data[: block.size].tobytes().removesuffix(b"\n")
        for number, line in enumerate(text.split(b"\n") if block.size else (), block.first_line):
            found = self._line(line)
            if isinstance(found, Deed):
                deeds.append(found)
                lines.append(number)
            else:
                reasons.setdefault(found, []).append(number)
        skipped = Skipped()
        for reason, numbers in reasons.items():
            skipped.add(reason, numbers)
        return batch_of(deeds, lines), skipped

    def _line(self, line: bytes) -> Deed | str:
        """What a line completes, or why it is no access."""
        form = self._form
        if self._open and (not form.goes_on(line) or self._size > MOST_BYTES or len(self._open) >= MOST_LINES):
            self._open = []
        if not self._open:
            if not form.starts(line):
                reason = refusal(line[:256])
                return OTHER if reason == FOREIGN and isinstance(form, Plain) else reason
            self._odd, self._size = False, 0
        self._odd ^= form.quotes(line, first=not self._open) % 2 == 1
        self._open.append(line)
        self._size += len(line)
        if self._odd:
            return PART
        record, self._open = b"\n".join(self._open).removesuffix(b"\r"), []
        entry = form.entry(record)
        if entry is None:
            return FOREIGN
        return self._audited(entry) if entry.message.startswith("AUDIT: ") else OTHER

    def _audited(self, entry: Entry) -> Deed | str:
        try:
            row = next(csv.reader([entry.message.removeprefix("AUDIT: ")], strict=True), [])
        except csv.Error:
            return FOREIGN
        if len(row) < 9 or row[0] not in {"SESSION", "OBJECT"}:
            return FOREIGN
        _, number, _, kind, command, _, relation, said, given, *told = row
        text, parameters = self._said(entry.session, number, said, given)
        rows = int(told[0]) if told and told[0].isdigit() and len(told[0]) < 18 else -1
        if entry.time is None:
            return NO_TIME
        shown = _asked(kind, command, text, parameters, entry.database, relation)
        if shown is None:
            return NO_DATA
        return Deed(
            entry.time,
            shown.method,
            shown.target,
            NOBODY if rows == 0 and shown.by_value and command == "SELECT" else SHOWN,
            entry.user,
            entry.address,
            user_agent=entry.program,
            rows=max(rows - shown.named, 0) if shown.named >= 0 else 0,
        )

    def _said(self, session: str, number: str, text: str, parameters: str) -> tuple[str, str]:
        """Statement and parameters, also where they were told with an earlier record of the same statement."""
        if text == _BEFORE:
            return self._statements.get((session, number), ("", ""))
        self._statements[session, number] = text, parameters
        if len(self._statements) > _MOST_SESSIONS:
            self._statements.popitem(last=False)
        return text, parameters


def _asked(kind: str, command: str, text: str, given: str, database: str, relation: str) -> Asked | None:
    """A statement as a request; None when it shows and changes no rows."""
    statement, parameters = statement_of(text), _parameters(given)
    if kind == "WRITE":
        return Asked(*change(statement, parameters, database, relation), by_value=False, named=-1)
    if kind != "READ" or command == "PREPARE" or (command == "COPY" and statement.copied == "query"):
        return None
    found = asked(statement, parameters, database, relation)
    return found if found.target else None


def _parameters(given: str) -> list[str]:
    """The values of the parameters, in the order of their numbers."""
    if given.startswith("<") and given in {"<none>", "<not logged>", _BEFORE}:
        return []
    return next(csv.reader([given]), [])


PGAUDIT = PgAudit()
