from __future__ import annotations

import csv
from pathlib import Path

import pytest

from headcount.incident.cases import Cases
from tests.cli.incidents.conftest import Headcount
from tests.made import HARVESTER


def rows(file: str) -> list[dict[str, str]]:
    with Path(file).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def entity(headcount: Headcount) -> str:
    """What the records of the shop's harvester are."""
    assert headcount("incident", "people", "1", "--out", "tokens.csv", "--by", "dpo").code == 0
    return rows("tokens.csv")[0]["entity"]


def test_tokens_are_written_unless_the_people_are_asked_for(headcount: Headcount) -> None:
    what = entity(headcount)
    told = rows("tokens.csv")
    count = headcount("count", "--ledger", "people.ledger", HARVESTER).out
    assert f"{len(told):,} different records" in count
    assert list(told[0]) == ["entity", "token", "first", "last", "times", "clear", "masked"]
    assert len({(one["entity"], one["token"]) for one in told}) == len(told)
    assert all(len(one["token"]) == 16 and one["first"].endswith("Z") for one in told)
    assert Path("tokens.csv").stat().st_mode & 0o777 == 0o600
    Path("users.csv").write_text("record,mail\n" + "".join(f"{number},n{number}@example.org\n" for number in range(20_000)))
    answer = headcount("incident", "people", "1", "--out", "p.csv", "--identify", f"{what}=users.csv", "--by", "dpo")
    assert (answer.code, answer.err) == (0, "")
    found = rows("p.csv")
    assert found
    assert len(found) <= len(told)
    assert all(one["mail"] == f"n{one['record']}@example.org" for one in found)
    seen = headcount("who-saw", "--ledger", "people.ledger", f"{what}/{found[0]['record']}").out
    assert f" {HARVESTER}," in seen
    with Cases("people.ledger.incidents") as cases:
        exports = [(change.by, change.detail) for change in cases.changes(1) if change.what == "export"]
    assert [by for by, _ in exports] == ["dpo", "dpo"]
    assert exports[0][1] == f"{len(told):,} records as tokens"
    assert exports[1][1].startswith(f"{len(found):,} rows of users.csv identified; ")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["1", "--identify", "users.csv"], "write the entity and where the rows are, such as 'users=users.csv'"),
        (["1", "--identify-query", "SELECT 1"], "such as 'users=SELECT id AS record, mail FROM users'"),
        (["1", "--identify-query", "orders=SELECT 1 AS record"], "--identify-query needs --database"),
        (
            ["1", "--identify-query", "orders=SELECT 1 AS record", "--database", "env:NOT_SET_ANYWHERE"],
            "NOT_SET_ANYWHERE is not set",
        ),
        (["1", "--identify", "orders=a.csv", "--identify-query", "orders=SELECT 1"], "not both"),
        (["1", "--identify", "planets=users.csv"], "no route shows 'planets'"),
        (["7"], "7"),
    ],
)
def test_what_cannot_be_written_is_said(headcount: Headcount, words: list[str], why: str) -> None:
    entity(headcount)
    answer = headcount("incident", "people", *words, "--out", "p.csv")
    assert (answer.code, Path("p.csv").exists()) == (2, False)
    assert why in answer.err


def test_what_is_not_logged_is_not_written(headcount: Headcount, monkeypatch: pytest.MonkeyPatch) -> None:
    entity(headcount)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Cases, "add", full)
    answer = headcount("incident", "people", "1", "--out", "p.csv")
    assert (answer.code, Path("p.csv").exists(), list(Path().glob(".p.csv*"))) == (1, False, [])
    assert "p.csv: cannot be written (No space left on device)" in answer.err
