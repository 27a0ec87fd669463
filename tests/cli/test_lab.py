from __future__ import annotations

import json
from pathlib import Path

import pytest

from headcount.lab import benchmark, injection, marking
from headcount.lab.benchmark import Size
from tests.cli.conftest import Headcount
from tests.lab import in_process
from tests.lab.tables import mail_table


def test_the_scenarios_are_listed(headcount: Headcount) -> None:
    answer = headcount("lab", "list")
    assert (answer.code, answer.err) == (0, "")
    names = [line.partition(": ")[0] for line in answer.out.splitlines()]
    assert names == [
        "taobao_2019",
        "cainiao_scanner",
        "amazon_staff",
        "facebook_importer",
        "maimai_partner",
        "hospital_clerk",
        "linkedin_profiles",
        "honest_year",
    ]


@pytest.mark.parametrize("form", ["combined", "json"])
def test_what_is_made_is_read_without_a_skipped_line(headcount: Headcount, form: str) -> None:
    size = ("--people", "2000", "--clients", "60", "--days", "3", "--seed", "4")
    answer = headcount("lab", "make", "taobao_2019", *size, "--out", "made", "--format", form)
    assert (answer.code, answer.out) == (0, "")
    truth = json.loads(Path("made/truth.json").read_text())
    assert answer.err.startswith(f"made/access.log: {truth['accesses']:,} accesses (")
    assert answer.err.endswith(" a second), 1 harvests\n")
    scanned = headcount(
        "scan", "made/access.log", "--config", "made/headcount.toml", "--no-detect", "--json", "-", "--quiet"
    ).json
    coverage = scanned["coverage"]
    assert (coverage["lines"], coverage["accesses"], coverage["skipped"]) == (truth["accesses"], truth["accesses"], 0)
    assert coverage["files"][0]["format"] == {"combined": "combined", "json": "nginx_json"}[form]
    assert scanned["people_total"] > 1_000


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("make", "honest_year", "--out", "x", "--clients", "3"), "a made world needs at least 50 clients; 3 are too few"),
        (("inject", "gone.log", "single_account", "--out", "x"), "gone.log: there is no such file"),
        (("inject", "access.log", "single_account", "--out", "x", "--config", "gone.toml"), "gone.toml: there is no such file"),
        (("score", "."), "truth.json is not there; headcount lab make and headcount lab inject write such folders"),
        (("benchmark", "--seeds", "0"), "--seeds must be at least 1"),
        (
            ("benchmark", "--json", "gone/facts.json"),
            "gone/facts.json cannot be written: it is a directory, or its folder is none that may be written to",
        ),
    ],
)
def test_what_cannot_be_done_is_said(headcount: Headcount, arguments: tuple[str, ...], message: str) -> None:
    answer = headcount("lab", *arguments)
    assert (answer.code, answer.out, answer.err) == (2, "", f"headcount: {message}\n")
    assert not Path("x").exists()


@pytest.mark.parametrize(
    "arguments", [(), ("make",), ("make", "taobao_2019"), ("list", "taobao_2019"), ("inject", "access.log"), ("gone",)]
)
def test_a_wrong_call_shows_the_usage(headcount: Headcount, arguments: tuple[str, ...]) -> None:
    answer = headcount("lab", *arguments)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith("usage: headcount ")


def test_a_harvester_is_put_into_a_real_log_and_scored(headcount: Headcount, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (injection, marking):
        monkeypatch.setattr(module, "scan", in_process.scan)
    before = Path("access.log").read_bytes()
    walk = ("single_account", "people_a_day=3000", "--people", "5000", "--after", "0", "--seed", "1", "--route", "/orders/{id}")
    answer = headcount("lab", "inject", "access.log", *walk, "--out", "injected")
    assert (answer.code, answer.out) == (0, "")
    truth = json.loads(Path("injected/truth.json").read_text())
    [harvest] = truth["harvests"]
    taken = f"{harvest['accesses']:,} of {truth['accesses']:,} lines are a harvest of {harvest['people']:,} records"
    assert answer.err == f"injected/access.log: {taken}\n"
    assert Path("access.log").read_bytes() == before
    scored = headcount("lab", "score", "injected", "--json", "marks.json")
    assert (scored.code, scored.err) == (0, "")
    assert scored.out.splitlines()[0].split()[:2] == ["harvester", "by"]
    assert "honest clients named: " in scored.out
    facts = json.loads(Path("marks.json").read_text())
    assert [one["people"] for one in facts["harvests"]] == [harvest["people"]]
    assert headcount("lab", "score", "injected", "--json", "-").json == facts


def test_the_benchmark_tells_both_tables(headcount: Headcount, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark, "QUICK", Size(seeds=2, accounts=200, people=4_000, days=8, looks=(48.0,)))
    answer = headcount("lab", "benchmark", "--quick", "--seeds", "2", "--jobs", "2", "--json", "facts.json")
    assert answer.code == 0
    assert [line.split(",")[0] for line in answer.err.splitlines()] == ["seed 1001", "seed 1002"]
    heads = [line.split() for line in answer.out.splitlines() if line.startswith("harvester")]
    assert [head[:3] for head in heads] == [["harvester", "takes", "headcount"], ["harvester", "takes", "requests/h"]]
    facts = json.loads(Path("facts.json").read_text())
    assert facts["setting"]["seeds"] == 2
    assert {"tuned", "shipped"} <= facts.keys()


def test_an_unknown_scenario_is_said(headcount: Headcount) -> None:
    answer = headcount("lab", "make", "gone", "--out", "x")
    assert answer.code == 2
    assert answer.err.startswith("headcount: there is no scenario 'gone'; there are: taobao_2019, ")


def test_one_client_of_a_table_is_turned(headcount: Headcount) -> None:
    mail_table(Path("mails"))
    answer = headcount(
        "lab", "inject", "mails", "new_contacts", "people_a_day=2", "--after", "60", "--seed", "3", "--out", "turned"
    )
    assert (answer.code, answer.out) == (0, "")
    truth = json.loads(Path("turned/truth.json").read_text())
    [harvest] = truth["harvests"]
    taken = f"{harvest['accesses']:,} of {truth['accesses']:,} lines are a harvest of {harvest['people']:,} records"
    assert answer.err == f"turned/access.log: {taken}\n"
    assert (truth["scenario"], truth["learning_days"]) == ("new_contacts in contacts", 60)
    refused = headcount("lab", "inject", "mails", "new_contacts", "--people", "9", "--out", "x")
    assert (refused.code, refused.err) == (
        2,
        "headcount: --config, --route and --people are for logs; mails is a table (contacts)\n",
    )
    unknown = headcount("lab", "inject", "mails", "single_account", "--out", "x")
    assert unknown.err.startswith("headcount: 'single_account' cannot be put into a table; there are: extra_records, ")
    assert not Path("x").exists()
