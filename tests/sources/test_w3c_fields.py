"""Columns named by a `#Fields` line."""

from __future__ import annotations

import pytest

from headcount.sources.interface import Block
from headcount.sources.w3c_fields import Columns, W3cSource, columns
from tests.sources.reading import read, rows

SOURCE = W3cSource("w3c")
FIELDS = "#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status sc-bytes cs(User-Agent)"
ROW = {
    "time": "2025-11-01T08:00:02+00:00",
    "address": "192.0.2.7",
    "method": "GET",
    "target": "/a?b=1",
    "status": 200,
    "size": 512,
    "user_agent": "B+1.0",
}
LINE = "2025-11-01 08:00:02 192.0.2.7 GET /a b=1 200 512 B+1.0"


def test_regular_lines() -> None:
    found, skipped = read(SOURCE, f"{FIELDS}\n{LINE}\n{LINE.replace('b=1', '-')}\n")
    assert found == [ROW | {"line": 2}, ROW | {"line": 3, "target": "/a"}]
    assert skipped == {"comment or header line": 1}


@pytest.mark.parametrize(
    ("line", "changes"),
    [
        ("2025-11-01  08:00:02   192.0.2.7 GET /a b=1 200 512 B+1.0 ", {}),
        ('2025-11-01 08:00:02 "192.0.2.7" GET /a b=1 200 512 "B 1.0"', {"user_agent": "B 1.0"}),
        ('"2025-11-01" "08:00:02" "192.0.2.7" "GET" "/a" "b=1" "200" "512" "B+1.0"', {}),
        (
            "2025-11-01 08:00:02.500 192.0.2.7 GET /a b=1 200 - -",
            {"time": "2025-11-01T08:00:02.500000+00:00", "size": -1, "user_agent": None},
        ),
        (LINE.replace(" ", "\t"), {}),
        ("2025-11-01\t08:00:02\t192.0.2.7\tGET\t/a\tb=1\t200\t512\tB 1.0", {"user_agent": "B 1.0"}),
    ],
)
def test_irregular_lines(line: str, changes: dict[str, object]) -> None:
    found, _ = read(SOURCE, f"{FIELDS}\n{line}\n{LINE}")
    assert found[0] == {k: v for k, v in (ROW | {"line": 2} | changes).items() if v is not None}
    assert found[1] == ROW | {"line": 3}


def test_reasons() -> None:
    text = f"{LINE}\n{FIELDS}\nshort\n{LINE.replace('08:00', '28:00')}\n\n{LINE}"
    assert read(SOURCE, text)[1] == {
        "comment or header line": 1,
        "not in the format of this file": 1,
        "time not readable": 1,
        "empty line": 1,
    }


def test_columns_may_change_within_a_file_and_between_blocks() -> None:
    other = "#Fields: cs-uri-stem date x time\n/b 2025-11-01 - 08:00:02"
    text = f"{FIELDS}\n{LINE}\n{other}\n"
    assert [row["target"] for row in read(SOURCE, text)[0]] == ["/a?b=1", "/b"]
    reader = SOURCE.open(text.encode())
    reader.read(Block.of(f"{FIELDS}\n{LINE}\n".encode()))
    reader.read(Block.of(f"{other}\n".encode(), first_line=3))
    batch, _ = reader.read(Block.of(b"/c 2025-11-02 - 08:00:02\n", first_line=5))
    assert rows(batch) == [{"time": "2025-11-02T08:00:02+00:00", "target": "/c", "status": 0, "size": -1, "line": 5}]


def test_reading_resumes_with_the_columns_of_the_head() -> None:
    batch, _ = SOURCE.open(f"{FIELDS}\n{LINE}\n".encode()).read(Block.of(LINE.encode(), first_line=40))
    assert rows(batch) == [ROW | {"line": 40}]


def test_recognising() -> None:
    assert SOURCE.recognise(f"#Version: 1.0\n{FIELDS}\n{LINE}\nx\n".encode()) == 0.5
    assert SOURCE.recognise(f"{FIELDS}\n".encode()) == 1.0
    assert SOURCE.recognise(f"{LINE}\n".encode()) == 0.0
    assert SOURCE.recognise(b"#Fields: a b c\n1 2 3\n") == 0.0
    assert W3cSource("cdn", "x-edge-location").recognise(f"{FIELDS}\n{LINE}\n".encode()) == 0.0


def test_header_lines() -> None:
    assert columns(b"#Fields:  Date TIME  cs-uri\r") == Columns(("date", "time", "cs-uri"))
    assert columns(b"#Version: 1.0") is None
    assert Columns(("date", "time", "cs-uri")).roles == {"date": 0, "time": 1, "target": 2}
    assert not Columns(("date", "cs-uri")).usable
