"""From a scan to an incident."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.incidents.conftest import Headcount
from tests.made import HARVESTER, line, shop


def test_without_a_ledger_none_is_kept(headcount: Headcount) -> None:
    scanned = headcount("scan", "access.log", "--json", "scan.json")
    assert "Part of incident" not in scanned.out
    assert '"incident": null' in Path("scan.json").read_text()
    assert sorted(path.name for path in Path().glob("*incidents*")) == ["people.ledger.incidents"]


def test_without_a_finding_no_store_is_made(headcount: Headcount) -> None:
    Path("quiet.log").write_text("".join(shop(400, 5)))
    assert headcount("scan", "quiet.log", "--ledger", "quiet.ledger").code == 0
    assert not Path("quiet.ledger.incidents").exists()


def test_a_second_scan_adds_no_entry_and_a_grown_log_does(headcount: Headcount) -> None:
    again = headcount("scan", "access.log", "--ledger", "people.ledger")
    assert "Part of incident 1 (new): see headcount incident list" in again.out
    assert len(headcount("incident", "show", "1", "--json", "-").json["changes"]) == 4
    more = [line(HARVESTER, 60_000 + 9 * n, f"/orders/{10_001 + 2 * n}") for n in range(1200)]
    with Path("access.log").open("a") as file:
        file.write("".join(more))
    assert headcount("scan", "access.log", "--ledger", "people.ledger", "--quiet").code == 3
    document = headcount("incident", "show", "1", "--json", "-").json
    told = [change["detail"] for change in document["changes"][4:]]
    assert f"slow_crawl on address {HARVESTER}: from 1,200 to 2,400 records" in told
    assert document["incident"]["clients"] == [{"lens": "address", "name": HARVESTER}]
    assert {signal["records"] for signal in document["incident"]["signals"]} == {2400}


def test_what_goes_on_after_its_closing_is_open_again(headcount: Headcount) -> None:
    headcount("incident", "close", "1")
    headcount("scan", "access.log", "--ledger", "people.ledger", "--quiet")
    assert headcount("incident", "list").out == "No incident.\n"
    with Path("access.log").open("a") as file:
        file.write(line(HARVESTER, 90_000, "/orders/12999"))
    headcount("scan", "access.log", "--ledger", "people.ledger", "--quiet")
    incident = headcount("incident", "show", "1", "--json", "-").json["incident"]
    assert (incident["state"], incident["stamps"]["closed"]) == ("new", None)


@pytest.mark.usefixtures("headcount")
def test_the_store_names_nobody_but_clients() -> None:
    text = Path("people.ledger.incidents").read_bytes()
    assert HARVESTER.encode() in text
    assert b"/orders/1" not in text
    assert b"/orders/{id}" in text


def test_a_made_campaign_is_one_incident_and_nobody_honest_is_in_one(headcount: Headcount) -> None:
    made = ("--people", "8000", "--clients", "800", "--days", "20", "--seed", "7", "--out", "lab")
    assert headcount("lab", "make", "linkedin_profiles", *made).code == 0
    scan = ("scan", "lab/access.log", "--config", "lab/headcount.toml", "--ledger", "lab/ledger", "--quiet")
    assert headcount(*scan).code == 3
    listed = headcount("incident", "list", "--store", "lab/ledger.incidents", "--json", "-").json["incidents"]
    truth = json.loads(Path("lab/truth.json").read_text())["harvests"]
    planted = [set(harvest["clients"]) for harvest in truth]
    found = [{client["name"] for client in incident["clients"]} for incident in listed]
    assert all(names <= set().union(*planted) for names in found)
    assert all(sum(bool(names & campaign) for campaign in planted) == 1 for names in found)
    assert len(found) == len([campaign for campaign in planted if any(names & campaign for names in found)])
    assert max(len(names) for names in found) >= 15
    whole = next(one for one in listed if len(one["clients"]) >= 15)
    assert {signal["detector"] for signal in whole["signals"]} >= {"slow_crawl"}
    assert headcount("incident", "verify-log", "--store", "lab/ledger.incidents").code == 0


def test_a_store_that_cannot_be_written_takes_nothing_from_the_scan(headcount: Headcount) -> None:
    Path("people.ledger.incidents").write_text("this is no store of incidents, whatever it is called\n" * 50)
    scanned = headcount("scan", "access.log", "--ledger", "people.ledger", "--json", "scan.json")
    assert scanned.code == 1
    assert "the store of incidents cannot be opened" in scanned.err
    assert HARVESTER in scanned.out
    assert HARVESTER in Path("scan.json").read_text()
