from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Headcount

PEOPLE = {"buyers": [{"email": f"u{n}@example.com", "phone": f"+1202555{n:04d}", "price": "9.99"} for n in range(100, 120)]}
DIGITS = "+1202555"


@pytest.fixture
def headcount(headcount: Headcount) -> Headcount:
    """With two more files in the current folder."""
    Path("people.json").write_text(json.dumps(PEOPLE))
    Path("prices.json").write_text('{"price": [1.5, 2.5], "unit": "kg"}')
    return headcount


def test_a_file_end_to_end(headcount: Headcount) -> None:
    answer = headcount("classify", "people.json", "prices.json", "--json", "found.json", "--ocsf", "found.ocsf")
    assert answer.code == 3
    assert answer.out.startswith("2 fields hold personal data (2 kinds: phone, email).\n")
    assert answer.err == ""
    found = json.loads(Path("found.json").read_text())
    assert {(f["unit"], f["path"], f["kind"], f["count"]) for f in found["fields"] if f["confidence"] >= 0.5} == {
        ("people.json", "buyers[].email", "email", 20),
        ("people.json", "buyers[].phone", "phone", 20),
    }
    assert len(Path("found.ocsf").read_text().splitlines()) == 2


def test_no_output_holds_a_value(headcount: Headcount) -> None:
    answer = headcount("classify", "people.json", "--json", "found.json", "--ocsf", "found.ocsf")
    for text in (answer.out, Path("found.json").read_text(), Path("found.ocsf").read_text()):
        assert DIGITS not in text
        assert "u100" not in text


def test_examples_are_masked(headcount: Headcount) -> None:
    answer = headcount("classify", "people.json", "--show-examples")
    assert "buyers[].phone: +120****0100, +120****0101, +120****0102" in answer.out
    assert "u***@example.com" in answer.out
    assert DIGITS not in answer.out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["prices.json"], 0),
        (["people.json", "--fail-on", "never"], 0),
        (["people.json", "--confidence", "1"], 0),
        (["nosuch.json"], 2),
        (["prices.json", "nosuch.json"], 0),
        (["people.json", "--json", "-", "--ocsf", "-"], 2),
        (["people.json", "--json", "nosuch/found.json"], 2),
        (["people.json", "--json", "."], 2),
        (["people.json", "--confidence", "2"], 2),
        (["people.json", "--rows", "-1"], 2),
        (["people.json", "--seconds", "0"], 2),
        (["people.json", "--seconds", "nan"], 2),
        ([], 2),
    ],
)
def test_exit_codes(headcount: Headcount, arguments: list[str], code: int) -> None:
    answer = headcount("classify", *arguments, "--quiet")
    assert answer.code == code
    assert answer.out == ""


def test_what_cannot_be_read_is_told(headcount: Headcount) -> None:
    Path("broken.json").write_text('{"a":')
    answer = headcount("classify", "broken.json", "nosuch.json", "--json", "-")
    assert answer.code == 2
    assert "no readable input (broken.json: broken JSON; nosuch.json: no such file)" in answer.err
    assert answer.json["coverage"]["inputs"][0]["skipped"] == {"broken JSON": 1}


def test_standard_input(headcount: Headcount, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BufferedReader(io.BytesIO(json.dumps(PEOPLE).encode()))

    monkeypatch.setattr(sys, "stdin", Stdin)
    answer = headcount("classify", "-", "--json", "-")
    assert answer.code == 3
    assert answer.json["coverage"]["inputs"][0]["name"] == "<stdin>"
    assert {field["unit"] for field in answer.json["fields"]} == {"<stdin>"}


def test_directories_and_a_file_named_twice(headcount: Headcount) -> None:
    Path("d").mkdir()
    Path("d/a.csv").write_text("email,x\na@example.com,1\nb@example.com,2\n")
    answer = headcount("classify", "d", "d/a.csv", "--json", "-")
    assert [entry["name"] for entry in answer.json["coverage"]["inputs"]] == ["d/a.csv"]


def test_a_body_of_a_gibibyte_is_not_read(headcount: Headcount) -> None:
    with Path("large.json").open("wb") as file:
        file.write(b'{"a": "')
        file.truncate(1 << 30)
    answer = headcount("classify", "large.json", "people.json", "--json", "-")
    assert answer.code == 3
    assert answer.json["coverage"]["inputs"][0]["skipped"] == {"larger than 256 MiB": 1}


def test_rows(headcount: Headcount) -> None:
    Path("a.csv").write_text("email,x\n" + "a@example.com,1\n" * 9)
    answer = headcount("classify", "a.csv", "--rows", "3", "--json", "-")
    assert answer.json["coverage"]["inputs"][0]["skipped"] == {"rows after the first 3 were not read": 1}


@pytest.mark.parametrize("address", ["postgresql://u:secret@db.example.com/shop", "mysql://u:secret@192.0.2.1/shop"])
def test_databases_elsewhere_are_asked_about(headcount: Headcount, address: str) -> None:
    answer = headcount("classify", address)
    assert answer.code == 2
    assert "if the database is yours, say so with --own" in answer.err
    assert "secret" not in answer.err


def test_a_database_that_is_not_there(headcount: Headcount) -> None:
    answer = headcount("classify", "postgresql://u:secret@127.0.0.1:1/shop", "--own", "--json", "-")
    assert answer.code == 2
    assert "postgresql://127.0.0.1:1/shop: the server cannot be reached, or refused" in answer.err
    assert "secret" not in answer.err + answer.out
