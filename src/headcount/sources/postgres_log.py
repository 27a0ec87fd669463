"""Records of PostgreSQL's server log: a statement may go over several lines, in CSV and in plain text.

Source: PostgreSQL documentation, Error Reporting and Logging (20.8): `log_destination`, `log_line_prefix`, columns of the CSV
log, keys of the JSON log (since 15).
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Protocol

import msgspec

from headcount.sources.clock import EPOCH
from headcount.sources.postgres_time import moment_of

MOST_BYTES, MOST_LINES = 1 << 20, 1_000
"""A record longer than this is given up, and the next line is looked at as a beginning."""

_STAMP = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?) ([A-Z]{1,5}|[+-]\d\d(?::?\d\d)?)\b:?")
_SECONDS = re.compile(r"(?<![\d.])\d{10}\.\d{3}(?!\d)")
_CSV_START = re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+ [^,\"]{1,8},")
_AUDIT = re.compile(rb":\s{1,2}AUDIT: (?=(?:SESSION|OBJECT),\d)")
_USER = re.compile(r"\buser=([^,\s]*)")
_DATABASE = re.compile(r"\b(?:db|database|dbname)=([^,\s]*)")
_BOTH = re.compile(r"([^\s@:\[\],|=]+)@([^\s@:\[\],|]+)")
_PROGRAM = re.compile(r"\bapp(?:lication)?(?:_name)?=([^,]*?)(?=,|\s+\w+=|\s*$)")
_CLIENT = re.compile(r"(?<![\w.:])(\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}:[0-9a-fA-F:]+(?:\.\d+){0,3})(?=\(\d+\)|[\s,:\]|]|$)")
_PROCESS = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True, repr=False)
class Entry:
    """One record of the log, in the clear."""

    time: int | None
    """Microseconds since 1970 UTC; None when it is not readable, or its zone's abbreviation stands for several."""
    user: str
    database: str
    address: str
    """Empty for a connection by Unix socket."""
    program: str
    """`application_name`."""
    session: str
    """What tells sessions apart; empty when the log has nothing."""
    message: str

    def __repr__(self) -> str:
        return "Entry(***)"


class Form(Protocol):
    """One way that PostgreSQL writes its log."""

    def starts(self, line: bytes) -> bool:
        """Whether a record may begin with `line`."""

    def goes_on(self, line: bytes) -> bool:
        """Whether `line` may be a further one of a record."""

    def quotes(self, line: bytes, *, first: bool) -> int:
        """Quotes (`"`) in what has to have an even number of them once the record is whole."""

    def entry(self, record: bytes) -> Entry | None:
        """The record of whole lines; None when it is none."""


class Csv:
    """`log_destination = csvlog`: 23 to 26 columns, by version."""

    def starts(self, line: bytes) -> bool:
        """Whether a record may begin with `line`."""
        return bool(_CSV_START.match(line))

    def goes_on(self, line: bytes) -> bool:  # noqa: ARG002 - a quoted text may hold any line
        """Whether `line` may be a further one of a record."""
        return True

    def quotes(self, line: bytes, *, first: bool) -> int:  # noqa: ARG002 - every quote counts
        """Quotes that have to be even in number."""
        return line.count(b'"')

    def entry(self, record: bytes) -> Entry | None:
        """The record of whole lines; None when it is none."""
        try:
            row = next(csv.reader([record.decode("utf-8", "replace")], strict=True), [])
        except csv.Error:
            return None
        if len(row) < 22:
            return None
        program = row[22] if len(row) > 22 else ""
        return Entry(moment_of(row[0]), row[1], row[2], _host(row[4]), program, row[5], row[13])


class Json:
    """`log_destination = jsonlog`: one object a line."""

    def __init__(self) -> None:
        self._decoder = msgspec.json.Decoder(_Line)

    def starts(self, line: bytes) -> bool:
        """Whether a record may begin with `line`."""
        return line.startswith(b"{")

    def goes_on(self, line: bytes) -> bool:  # noqa: ARG002 - a record is one line
        """Whether `line` may be a further one of a record."""
        return False

    def quotes(self, line: bytes, *, first: bool) -> int:  # noqa: ARG002 - a record is one line
        """Quotes that have to be even in number."""
        return 0

    def entry(self, record: bytes) -> Entry | None:
        """The record of whole lines; None when it is none."""
        try:
            line = self._decoder.decode(record)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        if not line.timestamp:
            return None
        return Entry(
            moment_of(line.timestamp),
            line.user,
            line.dbname,
            "" if line.remote_host == "[local]" else line.remote_host,
            line.application_name,
            line.session_id,
            line.message,
        )


class _Line(msgspec.Struct):
    timestamp: str = ""
    user: str = ""
    dbname: str = ""
    remote_host: str = ""
    session_id: str = ""
    application_name: str = ""
    message: str = ""


class Plain:
    """`log_destination = stderr` (and what CloudWatch or syslog made of it), whatever `log_line_prefix` is.

    The prefix is looked through: a time, `user@database` or `user=`, `db=`, `app=`, an address, `[process]`.
    """

    def starts(self, line: bytes) -> bool:
        """Whether a record may begin with `line`."""
        return not line.startswith(b"\t") and b"AUDIT: " in line and bool(_AUDIT.search(line))

    def goes_on(self, line: bytes) -> bool:
        """Whether `line` may be a further one of a record."""
        return line.startswith(b"\t")

    def quotes(self, line: bytes, *, first: bool) -> int:
        """Quotes that have to be even in number."""
        match = _AUDIT.search(line) if first else None
        return line.count(b'"', match.end() if match else 0)

    def entry(self, record: bytes) -> Entry | None:
        """The record of whole lines; None when it is none."""
        match = _AUDIT.search(record)
        if match is None:
            return None
        prefix = record[: match.start()].decode("utf-8", "replace")
        message = record[match.start() : match.end()].lstrip(b": ") + record[match.end() :].replace(b"\n\t", b"\n")
        stamp, rest = _STAMP.search(prefix), prefix
        seconds = None if stamp else _SECONDS.search(prefix)
        if found := stamp or seconds:
            rest = f"{prefix[: found.start()]} {prefix[found.end() :]}"
        moment = moment_of(f"{stamp[1]} {stamp[2]}") if stamp else EPOCH.parse(seconds[0].encode()) if seconds else None
        both, user, database = _BOTH.search(rest), _first(_USER, rest), _first(_DATABASE, rest)
        return Entry(
            moment,
            user or (both[1] if both else ""),
            database or (both[2] if both else ""),
            next(filter(_is_address, _CLIENT.findall(rest)), ""),
            _first(_PROGRAM, rest),
            _first(_PROCESS, rest),
            message.decode("utf-8", "replace"),
        )


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match[1] if match else ""


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _host(connection: str) -> str:
    """The address of `address:port`; empty for `[local]`."""
    return "" if connection == "[local]" else connection.rpartition(":")[0] or connection
