from __future__ import annotations

import json
from pathlib import Path

from tests.cli.incidents.conftest import Headcount
from tests.made import HARVESTER


def test_the_scope_of_an_incident_is_that_of_its_findings(headcount: Headcount) -> None:
    found = headcount("incident", "scope", "1", "--json", "-").json
    incident = headcount("incident", "show", "1", "--json", "-").json["incident"]
    assert found["total"]["records"] == incident["signals"][0]["records"] == 1_200
    assert found["schema"] == "headcount.exposure/1"
    assert found["clients"] == incident["clients"]
    shown = headcount("incident", "scope", "1", "--json", "scope.json")
    assert (shown.code, shown.err) == (0, "")
    assert shown.out.startswith("1 client was shown at least 1,200 records, from")
    assert json.loads(Path("scope.json").read_text()) == found


def test_the_scope_of_any_client_needs_no_incident(headcount: Headcount) -> None:
    Path("people.ledger.incidents").unlink()
    found = headcount("incident", "scope", "--client", HARVESTER, "--client", "198.51.100.7", "--json", "-").json
    assert [row["key"] for row in found["by_client"]] == [f"address {HARVESTER}", "address 198.51.100.7"]
    assert found["by_client"][0]["records"] == 1_200


def test_a_period_narrows_the_count_and_says_what_is_left_out(headcount: Headcount) -> None:
    found = headcount("incident", "scope", "1", "--until", "2026-03-02T17:30Z", "--json", "-").json
    assert 0 < found["total"]["records"] < 1_200
    left = 1_200 - found["total"]["records"]
    assert (
        found["notes"][-1] == f"Outside of this period the same clients were shown {left:,} records that are not in these counts."
    )


def test_an_incident_or_clients_but_not_both(headcount: Headcount) -> None:
    for words in ((), ("1", "--client", HARVESTER)):
        refused = headcount("incident", "scope", *words)
        assert (refused.code, refused.out) == (2, "")
        assert "name an incident by its number, or clients with --client; not both" in refused.err


def test_what_is_not_there(headcount: Headcount) -> None:
    assert "there is no incident 9" in headcount("incident", "scope", "9").err
    assert "no client is called 'zoe'" in headcount("incident", "scope", "--client", "zoe").err
    assert headcount("incident", "scope", "1", "--from", "2026-03-05", "--until", "2026-03-01").code == 2
