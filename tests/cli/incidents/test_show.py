from __future__ import annotations

from pathlib import Path

from tests.cli.incidents.conftest import Headcount
from tests.made import HARVESTER


def test_one_incident_with_its_log(headcount: Headcount) -> None:
    shown = headcount("incident", "show", "1")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith(f"Incident 1, new: Id enumeration by address {HARVESTER}\n")
    for text in ("Findings (3), strongest first", "headcount: opened, Id enumeration", "aware      -", "Handled by nobody yet."):
        assert text in shown.out


def test_as_json(headcount: Headcount) -> None:
    document = headcount("incident", "show", "1", "--json", "-").json
    assert document["incident"]["number"] == 1
    assert [change["what"] for change in document["changes"]] == ["opened", "joined", "joined", "joined"]
    assert headcount("incident", "show", "1", "--json", "one.json").code == 0
    assert '"headcount.incidents/1"' in Path("one.json").read_text()


def test_what_is_not_there(headcount: Headcount) -> None:
    shown = headcount("incident", "show", "7")
    assert (shown.code, shown.out) == (2, "")
    assert "there is no incident 7; headcount incident list shows which there are" in shown.err
