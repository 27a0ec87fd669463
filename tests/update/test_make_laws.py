from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from headcount.incident.laws import LAWS

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / ".." / "shared" / "data" / "tables" / "duties.yaml"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("update_make_laws", ROOT / "update" / "make_laws.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_rule_and_its_conditions_become_a_law(script: ModuleType) -> None:
    table = {
        "as_of": "2026-01-02",
        "sources": {"A": {"title": "where it was read"}},
        "rules": [
            {
                "id": "xx.law",
                "jurisdiction": "XX",
                "instrument": "Law",
                "in_force": {"from": "2020-02-03"},
                "threshold": "none",
                "clock": "awareness",
                "steps": [
                    {"to": "authority", "deadline": {"n": 72, "unit": "hour"}, "conf": "secondary", "extendable": "on request"}
                ],
                "conf": "text",
                "src": ["A"],
            }
        ],
    }
    added = {"laws": {"xx.law": {"zone": "Europe/Berlin", "languages": ["de"], "steps": [{"all": ["personal"]}]}}, "versions": []}
    [law] = script.laws(table, added)
    assert tomllib.loads(script.toml(law)) == {
        "id": "xx.law",
        "jurisdiction": "XX",
        "instrument": "Law",
        "begins": "2020-02-03",
        "begins_mark": "text",
        "status": "law",
        "clock": "awareness",
        "zone": "Europe/Berlin",
        "languages": ["de"],
        "mark": "text",
        "sources": ["where it was read"],
        "steps": [
            {
                "to": "authority",
                "deadline": {"n": 72, "unit": "hour"},
                "mark": "secondary",
                "note": "can be extended on request",
                "all": ["personal"],
            }
        ],
    }


def test_the_laws_are_those_of_the_table(script: ModuleType) -> None:
    if not TABLE.exists():
        pytest.skip("../shared/data is not here: the table of duties cannot be compared")
    table, added = yaml.safe_load(TABLE.read_text("utf-8")), yaml.safe_load((ROOT / "update/laws.yaml").read_text("utf-8"))
    made = script.files(table, added)
    assert {name: (script.LAWS / name).read_text("utf-8") for name in made} == made
    assert script.overview(script.laws(table, added)) in script.PAGE.read_text("utf-8")


def test_the_page_names_every_law(script: ModuleType) -> None:
    rows = [tomllib.loads((script.LAWS / f"{name}.toml").read_text("utf-8")) for name in LAWS]
    page = script.PAGE.read_text("utf-8")
    assert [line for line in script.overview(rows).splitlines() if line not in page] == []
