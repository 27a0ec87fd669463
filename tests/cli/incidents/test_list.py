from __future__ import annotations

from tests.cli.incidents.conftest import Headcount
from tests.made import HARVESTER


def test_open_incidents_are_listed(headcount: Headcount) -> None:
    listed = headcount("incident", "list")
    assert (listed.code, listed.err) == (0, "")
    assert f"1,200 records  Id enumeration by address {HARVESTER}" in listed.out
    assert listed.out.splitlines()[1].startswith("1  new")


def test_as_json(headcount: Headcount) -> None:
    document = headcount("incident", "list", "--json", "-").json
    assert document["schema"] == "headcount.incidents/1"
    [incident] = document["incidents"]
    assert (incident["number"], incident["state"], incident["clients"]) == (1, "new", [{"lens": "address", "name": HARVESTER}])
    assert {signal["detector"] for signal in incident["signals"]} == {"fast_crawl", "slow_crawl", "id_enumeration"}
    assert set(incident["stamps"]) == {"signalled", "aware", "confirmed", "contained", "closed"}
    assert headcount("incident", "list", "--json", "list.json").code == 0


def test_closed_ones_are_left_out_unless_asked_for(headcount: Headcount) -> None:
    headcount("incident", "close", "1")
    assert headcount("incident", "list").out == "No incident.\n"
    assert "closed" in headcount("incident", "list", "--all").out
    assert "closed" in headcount("incident", "list", "--state", "closed").out
    assert headcount("incident", "list", "--state", "new", "--state", "confirmed").out == "No incident.\n"
    assert headcount("incident", "list", "--state", "gone").code == 2
