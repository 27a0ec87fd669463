from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.sources.documents import DATABASES, DOCUMENTS, database_of, recognise
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits, Part, Skip
from headcount.sources.documents.reading import EMPTY, UNKNOWN, Reading
from tests.sources.documents.collected import collected


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'{"a": "1"}')
    reading = Reading(str(path), Limits())
    assert collected(reading.file(recognise)).values == {"a.json": {"a": ["1"]}}
    assert (reading.format, reading.size, reading.readable) == ("json", 10, True)


@pytest.mark.parametrize(
    ("data", "reason", "format_", "readable"),
    [
        (b"", EMPTY, "", True),
        (bytes(range(256)) * 20, UNKNOWN, "", False),
        (b'{"a":', "broken JSON", "json", False),
        (b"PAR1xx", "damaged or cut-off Parquet", "parquet", False),
    ],
)
def test_what_cannot_be_read(tmp_path: Path, data: bytes, reason: str, format_: str, readable: bool) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)
    reading = Reading(str(path), Limits())
    assert list(reading.file(recognise)) == [Skip(reason)]
    assert (reading.format, reading.size, reading.readable) == (format_, len(data), readable)


def test_no_file(tmp_path: Path) -> None:
    reading = Reading(str(tmp_path / "none"), Limits())
    assert list(reading.file(recognise)) == [Skip("no such file")]
    assert not reading.readable


class _Database:
    name = "made"
    schemes = ("made",)

    def shown(self, address: str) -> str:
        return address[:4]

    def is_local(self, address: str) -> bool:
        return bool(address)

    def read(self, address: str, limits: Limits, deadline: float) -> Iterator[Part]:
        assert (address, limits.rows, deadline > 0) == ("made://u:secret@x", 100_000, True)
        yield Skip("a table")
        raise Unreadable("went away")


def test_a_database() -> None:
    reading = Reading("made", Limits())
    assert list(reading.database(_Database(), "made://u:secret@x")) == [Skip("a table"), Skip("went away")]
    assert (reading.format, reading.size, reading.readable) == ("made", 0, False)


def test_registries() -> None:
    assert len({document.name for document in DOCUMENTS} | {database.name for database in DATABASES}) == len(DOCUMENTS) + len(
        DATABASES
    )
    assert DOCUMENTS[-1].name == "text"
    assert [
        getattr(database_of(name), "name", "") for name in ("postgres://x", "MariaDB://x", "http://x", "a.json", "mysql:")
    ] == [
        "postgresql",
        "mysql",
        "",
        "",
        "",
    ]
