from __future__ import annotations

import csv
import io
import json
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Headcount
from tests.made import line

PLAN = ("--plan", "plan.json")


def _make(headcount: Headcount, *more: str) -> list[dict[str, str]]:
    answer = headcount("canary", "make", *PLAN, *more, "--csv", "-")
    assert answer.code == 0, answer.err
    return list(csv.DictReader(io.StringIO(answer.out, newline="")))


def test_from_making_to_naming_the_partner(headcount: Headcount) -> None:
    """Make, plant, one read in the log, the finding, the leaked list, the partner."""
    rows = _make(headcount, "--for", "partner-a", "--for", "partner-b", "--ids", "900000-999999", "--domain", "traps.example")
    assert len(rows) == 6
    assert headcount("canary", "plant", *PLAN, "--entity", "orders", "--into", "headcount.toml").code == 0
    log = Path("access.log")
    before = headcount("scan", "access.log", "--json", "-", "--quiet", "--fail-on", "never").json
    assert [found for found in before["findings"] if found["detector"] == "canary"] == []
    log.write_text(log.read_text() + line("198.51.100.200", 170_000, f"/orders/{rows[4]['id']}"))
    found = headcount("scan", "access.log", "--json", "-", "--quiet", "--fail-on", "never").json
    [finding] = [found for found in found["findings"] if found["detector"] == "canary"]
    assert finding["client"] == "198.51.100.200"
    Path("leak.txt").write_text(f"12345----Somebody----13000000000\n{rows[4]['id']}----Somebody----+86 {rows[4]['phone']}\n")
    answer = headcount("canary", "check", "leak.txt", *PLAN)
    assert answer.code == 3
    assert answer.out == "Canaries are in the sample:\n  canary  variant partner-b: 1 made person, by id, phone, in row 2\n"
    assert rows[4]["phone"] not in answer.out


def test_a_variant_can_be_added_and_nobody_changes(headcount: Headcount) -> None:
    before = _make(headcount, "--for", "a", "--people", "2")
    after = _make(headcount, "--for", "b")
    assert after[:2] == before
    assert len(after) == 4
    assert _make(headcount, "--only", "b") == after[2:]
    answer = headcount("canary", "make", *PLAN, "--domain", "other.example")
    assert answer.code == 2
    assert "says another --domain" in answer.err


def test_files_are_private(headcount: Headcount) -> None:
    outputs = ("--sql", "rows.sql", "--csv", "rows.csv", "--json", "rows.json")
    headcount("canary", "make", *PLAN, "--for", "a", *outputs)
    headcount("canary", "plant", *PLAN, "--entity", "users", "--into", "new.toml")
    for name in ("plan.json", "plan.json.key", "rows.sql", "rows.csv", "rows.json", "new.toml"):
        assert stat.S_IMODE(Path(name).stat().st_mode) == 0o600, name


def test_rows_fit_the_own_table(headcount: Headcount) -> None:
    answer = headcount(
        *("canary", "make", *PLAN, "--for", "a", "--people", "1", "--country", "gb"),
        *("--sql", "-", "--dialect", "mysql", "--table", "crm.users", "--columns", "phone=mobile", "email=e mail"),
    )
    assert answer.out.startswith("START TRANSACTION;\nINSERT INTO `crm`.`users` (`mobile`, `e mail`) VALUES\n  ('+447700900")
    assert json.loads(headcount("canary", "make", *PLAN, "--json", "-").out)[0].keys() == {
        "id",
        "name",
        "phone",
        "email",
        "birth_date",
    }


def test_planting_prints_without_a_file(headcount: Headcount) -> None:
    rows = _make(headcount, "--for", "a", "--people", "1")
    answer = headcount("canary", "plant", *PLAN, "--entity", "users", "--by", "phone")
    assert f'entity = "users"\nvalues = [\n  "{rows[0]["phone"]}",\n]' in answer.out


def test_the_list_shows_values_only_when_asked(headcount: Headcount) -> None:
    rows = _make(headcount, "--for", "partner a", "--people", "1")
    assert headcount("canary", "list", *PLAN).out == "partner a: 1 made person\n"
    assert ", ".join(rows[0].values()) in headcount("canary", "list", *PLAN, "--values").out


def test_no_canary_in_a_list(headcount: Headcount) -> None:
    _make(headcount, "--for", "a")
    Path("leak.csv").write_text("a,b\n1,2\n3,4\n")
    answer = headcount("canary", "check", "leak.csv", *PLAN, "--json", "-")
    assert answer.code == 0
    assert answer.json == {"schema": "headcount.canary-check/1", "verdict": [], "canaries": [], "rows": 2, "skipped": []}
    assert headcount("canary", "check", "leak.csv", *PLAN).out == "No canary of plan.json is among the 2 rows read.\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("make", *PLAN), "name at least one partner"),
        (("make", *PLAN, "--for", "a", "--people", "0"), "--people must be 1 or more"),
        (("make", *PLAN, "--for", "a", "--ids", "1-2"), "need 6 numbers"),
        (("make", *PLAN, "--for", "a", "--only", "b"), "no variant 'b'"),
        (("list", *PLAN), "cannot be read"),
        (("check", "x", *PLAN), "cannot be read"),
    ],
    ids=["nobody", "none", "narrow", "unknown", "no plan to list", "no plan to check"],
)
def test_what_cannot_be_done_is_said(headcount: Headcount, words: tuple[str, ...], told: str) -> None:
    answer = headcount("canary", *words)
    assert answer.code == 2
    assert told in answer.err


def test_people_without_the_field_cannot_be_planted_by_it(headcount: Headcount) -> None:
    _make(headcount, "--for", "a", "--country", "fr")
    answer = headcount("canary", "plant", *PLAN, "--entity", "users", "--by", "national_id")
    assert (answer.code, "have no national_id" in answer.err) == (2, True)
