"""The first bytes of a file as rows: CSV, JSON, lines of JSON, SQL dumps, SQLite and plain text, packed with gzip or not.

Source: RFC 4180 (CSV), RFC 8259 (JSON), RFC 1952 (gzip), pg_dump and mysqldump (COPY and INSERT), SQLite file format.
"""

from __future__ import annotations

import csv
import re
import zlib
from collections.abc import Iterable
from itertools import islice
from typing import Any

import msgspec

ENOUGH = 1 << 16
"""Bytes of a file that are fetched."""
TELLING = (
    ".csv .tsv .json .jsonl .ndjson .txt .log .sql .dump .bak .xml .yaml .yml .ini .conf .env .db .sqlite .sqlite3 .gz .vcf .eml"
    " .ipynb"
)
"""Ends of names of files that can be read here."""
_MOST_UNPACKED = 1 << 18
_MOST_ROWS = 500
_SQLITE = b"SQLite format 3\0"
_PRINTED = re.compile(rb"[\x20-\x7e\x80-\xff]{6,400}")
_INSERT = re.compile(
    r"INSERT\s{1,9}INTO\s{1,9}[`\"\[\]\w.]{1,200}+\s{0,9}+(?:\(([^()]{0,4000}+)\)\s{0,9}+)?VALUES\s{0,9}", re.IGNORECASE
)
_COPY = re.compile(
    r"COPY\s{1,9}[\w.\"]{1,200}+\s{0,9}+\(([^()]{0,4000}+)\)\s{1,9}FROM\s{1,9}stdin;\n(.*?)(?:^\\\.|\Z)",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
_TUPLE = re.compile(r"\(((?:[^()'\\]|\\.|'(?:[^'\\]|\\.|'')*+')*+)\)", re.DOTALL)
"""What a file says may be made to keep us busy: nothing here is tried in two ways (possessive), and names end somewhere."""


def readable(name: str) -> bool:
    """Whether a file of this name is likely to hold what can be read here."""
    return name.lower().endswith(tuple(TELLING.split()))


def rows(data: bytes, most: int) -> list[object]:
    """What the first bytes of a file hold, as rows; a last row that is cut is left out where that shows.

    Args:
        data: the bytes, whatever they are.
        most: rows at the most.
    """
    most = min(most, _MOST_ROWS)
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(data)
    if data.startswith(_SQLITE):
        return [_text(found[0]) for found in islice(_PRINTED.finditer(data), most)]
    if b"\0" in data[:4096]:
        return []
    text = _text(data)
    for read in (_json, _sql, _table):
        found = read(text)
        if found:
            return found[:most]
    return [*islice((line for line in text.splitlines() if line.strip()), most)]


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(data, _MOST_UNPACKED)
    except zlib.error:
        return b""


def _text(data: bytes) -> str:
    """As UTF-8, whose last character may be cut; else as GB 18030, which is what Chinese systems write."""
    for cut in range(4):
        try:
            return data[: len(data) - cut].decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
    return data.decode("gb18030", "replace")


def _decoded(text: str) -> Any:  # noqa: ANN401  # whatever it says
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None


def _json(text: str) -> list[object]:
    if not text.lstrip().startswith(("{", "[")):
        return []
    whole = _decoded(text)
    if isinstance(whole, list):
        return whole
    if whole is not None:
        return [whole]
    lines = [_decoded(line.strip().rstrip(",")) for line in text.splitlines() if line.lstrip().startswith("{")]
    return [line for line in lines if isinstance(line, dict)]


def _sql(text: str) -> list[object]:
    found: list[object] = []
    for copied in _COPY.finditer(text):
        names = _names(copied[1])
        found += [dict(zip(names, line.split("\t"), strict=False)) for line in copied[2].splitlines() if "\t" in line]
    for insert in _INSERT.finditer(text):
        names, at = _names(insert[1] or ""), insert.end()
        while (row := _TUPLE.match(text, at)) and len(found) < _MOST_ROWS:
            values = _fields(row[1])
            found.append(dict(zip(names or [f"column{n}" for n in range(1, len(values) + 1)], values, strict=False)))
            at = row.end() + len(text[row.end() : row.end() + 8]) - len(text[row.end() : row.end() + 8].lstrip(", \r\n"))
    return found


def _fields(row: str) -> list[str]:
    """The values between the brackets of one row of an INSERT, which may go over several lines."""
    try:
        return next(
            csv.reader([row.replace("\r", " ").replace("\n", " ")], quotechar="'", skipinitialspace=True, escapechar="\\"), []
        )
    except csv.Error:  # a value longer than it takes
        return []


def _names(listed: str) -> list[str]:
    return [name.strip(' `"[]\r\n\t') for name in listed.split(",") if name.strip()]


def _table(text: str) -> list[object]:
    lines = text.splitlines()[: _MOST_ROWS + 1]
    for mark in (",", "\t", ";", "|"):
        if len(lines) >= 2 and lines[0].count(mark) >= 1 and all(mark in line for line in lines[1:3]):
            return [*_read(lines, mark)]
    return []


def _read(lines: Iterable[str], mark: str) -> list[dict[str, str]]:
    try:
        parts = [row for row in csv.reader(lines, delimiter=mark) if row]
    except csv.Error:
        return []
    head, *rest = parts
    if any(re.search(r"\d{4}|@", name) for name in head):  # no names of columns: a first row of values
        head, rest = [f"column{n}" for n in range(1, len(head) + 1)], parts
    return [dict(zip(head, row, strict=False)) for row in rest]
