from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.incidents.conftest import Headcount

CONFIG = """
[organisation]
name = "Example GmbH"
contact = "privacy@shop.example"
jurisdictions = ["DE"]
sectors = []
"""


@pytest.fixture(autouse=True)
def organisation(tmp_path: Path) -> None:
    (tmp_path / "headcount.toml").write_text(CONFIG)


def test_duties_count_down(headcount: Headcount) -> None:
    headcount("incident", "triage", "1", "--by", "me")
    aware = headcount("incident", "show", "1", "--json", "-").json["incident"]["stamps"]["aware"]
    shown = headcount("incident", "duties", "1", "--fact", "persons=412", "--by", "me", "--now", aware)
    assert (shown.code, shown.err) == (0, "")
    assert "Not legal advice" in shown.out
    assert "  in 3 d, until" in shown.out
    assert "    eu.gdpr 1  competent supervisory authority (art. 55) (unless risk_unlikely)" in shown.out
    assert not [line for line in shown.out.splitlines() if len(line) > 100]
    assert "does not apply, and why" not in shown.out


def test_as_json(headcount: Headcount) -> None:
    told = headcount("incident", "duties", "1", "--fact", "persons=412", "--by", "me", "--json", "-").json
    first = next(duty for duty in told["duties"] if duty["law"] == "eu.gdpr")
    assert (first["standing"], first["due"], first["clock"]) == ("applies", None, "awareness")
    assert headcount("incident", "duties", "1", "--json", "duties.json").code == 0
    assert '"eu.gdpr"' in Path("duties.json").read_text()


def test_what_does_not_apply(headcount: Headcount) -> None:
    assert (
        "  cn.csl 1, authority: the organisation is not said to work in CN" in headcount("incident", "duties", "1", "--all").out
    )


def test_a_time_without_its_zone(headcount: Headcount) -> None:
    shown = headcount("incident", "duties", "1", "--now", "2026-11-22T09:30")
    assert (shown.code, "say the zone too" in shown.err) == (2, True)
