from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from tests.cli.conftest import Headcount
from tests.made import shop


def _counts(headcount: Headcount, *options: str) -> tuple[object, ...]:
    answer = headcount("scan", "access.log", "--json", "-", "--top", "100", "--fail-on", "never", *options)
    assert answer.code == 0
    routes = sorted(
        (r["method"], r["template"], r["subject"], r["entity"], r["requests"], r["records"], r["misses"])
        for r in answer.json["routes"]
    )
    clients = sorted((c["lens"], c["client"], c["requests"], c["records"]) for c in answer.json["clients"])
    return answer.json["records_total"], routes, clients


@pytest.mark.parametrize("seed", range(3))
def test_what_it_prints_can_be_declared_and_counts_the_same(headcount: Headcount, seed: int) -> None:
    Path("access.log").write_text("".join(shop(2500, seed)))
    learned = _counts(headcount)
    printed = headcount("routes", "access.log")
    assert (printed.code, printed.err) == (0, "")
    assert {route["template"] for route in tomllib.loads(printed.out)["routes"]} == {
        "/orders/{id}",
        "/orders/{id}/rating",
        "/u/{name}",
        "/mail/{email}",
        "/order/evaluate",
        "/parcels",
    }
    Path("declared.toml").write_text(printed.out)
    assert _counts(headcount, "--config", "declared.toml") == learned
    again = headcount("routes", "access.log", "--config", "declared.toml")
    assert again.out == printed.out.replace("(learned)", "(declared)")


def test_people_stay_people(headcount: Headcount) -> None:
    Path("people.toml").write_text(headcount("routes", "access.log").out.replace('records = "records"', 'records = "people"'))
    assert 'records = "people"' in headcount("routes", "access.log", "--config", "people.toml").out
    answer = headcount("scan", "access.log", "--config", "people.toml", "--json", "-")
    assert answer.json["people_total"] == answer.json["records_total"] == 1262


def test_nothing_is_kept(headcount: Headcount) -> None:
    headcount("routes", "access.log")
    assert sorted(path.name for path in Path().iterdir()) == ["access.log"]


def test_a_log_without_records_gives_an_empty_configuration(headcount: Headcount) -> None:
    Path("empty.log").touch()
    answer = headcount("routes", "empty.log")
    assert (answer.code, tomllib.loads(answer.out)) == (0, {})


def test_no_readable_input_is_said(headcount: Headcount) -> None:
    answer = headcount("routes", "missing.log", "also-missing.log")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == "headcount: no readable input (missing.log: no such file; also-missing.log: no such file)\n"


def test_the_format_options_are_those_of_scan(headcount: Headcount) -> None:
    Path("own.log").write_text(
        "".join(f"{json.dumps({'at': 1_772_442_000 + n, 'path': f'/orders/{n}', 'ip': '192.0.2.1'})}\n" for n in range(100))
    )
    Path("headcount.toml").write_text('[jsonl]\ntime = "at"\npath = "path"\naddress = "ip"\n')
    assert 'template = "/orders/{id}"' in headcount("routes", "own.log").out
    assert headcount("routes", "own.log", "--format", "combined").out.count("[[routes]]") == 0
