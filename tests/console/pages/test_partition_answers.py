"""Who is told how the clients of a finding divide the people, and that their looks are written down."""

from __future__ import annotations

from pathlib import Path

from headcount.console.pages import client, incident
from tests.console.made_parts import MadeBoard, MadeWatch, made_parts, row
from tests.console.pages.browsing import hear, opened, text
from tests.incident.made_signals import signal


def _crawl(folder: Path, count: int) -> None:
    members = tuple(f"c{n}" for n in range(count))
    hear(folder, signal("2026-11-11", detector="coordinated_crawl", lens="arrival", members=members))


def test_of_an_incident_and_of_one_of_its_clients(tmp_path: Path) -> None:
    _crawl(tmp_path, 3)
    watch = MadeWatch()
    parts = made_parts(tmp_path, MadeBoard([row("c1")]), watch=watch)
    told = opened(incident.PAGE, parts).get("/api/v1/incidents/1/partitions").json()
    assert [(one["name"], one["records"], one["alone"]) for one in told["rows"]] == [
        ("c0", 11, 10),
        ("c1", 11, 10),
        ("c2", 10, 10),
    ]
    assert told["findings"][0]["partition"]["shared"] == 1
    assert {at for _, _, at, route in watch.looks if route == "/incidents/{number}/partitions"} == {
        "account:c0",
        "account:c1",
        "account:c2",
    }
    page = text(opened(client.PAGE, parts).get("/clients/account/c1").text)
    assert "3 clients were shown 31 different records together; 1 of them (3.2 %) were shown to more than one." in page
    table = opened(client.PAGE, parts).get("/api/v1/partitions/account/c1?as=csv").text.splitlines()
    assert table[1:] == [
        f"1,coordinated_crawl,account,{name},{records},10" for name, records in (("c0", 11), ("c1", 11), ("c2", 10))
    ]


def test_the_incident_shows_it(tmp_path: Path) -> None:
    _crawl(tmp_path, 3)
    page = opened(incident.PAGE, made_parts(tmp_path)).get("/incidents/1").text
    assert '<figure class="partition">' in page
    assert "How they divide the people between them" in page


def test_a_long_list_is_written_down_as_one(tmp_path: Path) -> None:
    _crawl(tmp_path, 30)
    watch = MadeWatch()
    opened(incident.PAGE, made_parts(tmp_path, watch=watch)).get("/api/v1/incidents/1/partitions")
    assert watch.deeds == [("ann", "clients", "incident 1, how 30 clients divide the people")]
    assert watch.looks == []


def test_nobody_divides_anything_alone(tmp_path: Path) -> None:
    hear(tmp_path, signal("ann"))
    browser = opened(client.PAGE, made_parts(tmp_path))
    assert browser.get("/api/v1/partitions/account/ann").json() == {"findings": [], "rows": []}
    assert 'class="partition"' not in browser.get("/clients/account/ann").text
