from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Headcount


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
        (("make",), "headcount lab make needs a SCENARIO and a folder to write to: --out DIR"),
        (("make", "taobao_2019"), "headcount lab make needs a SCENARIO and a folder to write to: --out DIR"),
        (("make", "honest_year", "--out", "x", "--clients", "3"), "a made world needs at least 50 clients; 3 are too few"),
        (("list", "taobao_2019"), "headcount lab list names every scenario and takes none; did you mean: make taobao_2019"),
    ],
)
def test_what_cannot_be_made_is_said(headcount: Headcount, arguments: tuple[str, ...], message: str) -> None:
    answer = headcount("lab", *arguments)
    assert (answer.code, answer.out, answer.err) == (2, "", f"headcount: {message}\n")
    assert not Path("x").exists()


def test_an_unknown_scenario_is_said(headcount: Headcount) -> None:
    answer = headcount("lab", "make", "gone", "--out", "x")
    assert answer.code == 2
    assert answer.err.startswith("headcount: there is no scenario 'gone'; there are: taobao_2019, ")
