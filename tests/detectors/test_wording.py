import datetime as dt
from dataclasses import replace

import numpy as np

from headcount.detectors.evidence import Suspicion
from headcount.detectors.wording import count, finding, finding_on_many, part_of, peers_say, percent
from headcount.ledger.together import Meetings, Together
from tests.detectors.world import World, change


def test_a_finding_is_complete() -> None:
    world = World(50, 2, 1)
    world.burst("burst", 300, 60, 90_000)
    window = world.window()
    place = window.clients.num_rows - 1
    found = finding("fast_crawl", window, Suspicion(place, 900.0, 100.0), "was shown much.")
    assert (found.records, found.people, found.client_id, found.routes) == (300, None, 50, ("/records/{id}",))
    assert found.first == dt.datetime(2026, 1, 2, 1, tzinfo=dt.UTC)
    assert found.last == dt.datetime(2026, 1, 2, 1, 0, 59, tzinfo=dt.UTC)
    assert found.sentence == "address 2001:db8::32 was shown much."
    assert found.query == (
        "SELECT count(DISTINCT record) FROM client_disclosure WHERE client = 50 "
        "AND shown_at BETWEEN TIMESTAMP '2026-01-02 01:00:00' AND TIMESTAMP '2026-01-02 01:00:59.999999'"
    )


def test_people_are_counted_where_anybody_is_declared() -> None:
    window = World(50, 2, 1).window()
    window = change(window, people=[3] * window.clients.num_rows)
    assert finding("x", window, Suspicion(0, 1.0, 1.0), "t").people == 3


def test_missing_routes_are_said() -> None:
    window = replace(World(50, 2, 1).window(), routes={})
    assert finding("x", window, Suspicion(0, 1.0, 1.0), "t").routes == ("routes not kept",)


def test_numbers_of_peers() -> None:
    assert peers_say(np.arange(1, 2001)) == "a typical peer: 1,000; one in a thousand: 1,998"
    assert peers_say(np.array([7, 5, 1200])) == "a typical peer: 7; the busiest of 3 others: 1,200"
    assert peers_say(np.zeros(0, np.int64)) == "no peer to compare with"


def test_shares_and_counts() -> None:
    assert [percent(999, 1000), percent(0, 4), percent(4, 4), percent(0, 0)] == ["99 %", "0 %", "100 %", "none"]
    assert [count(1, "active day"), count(6000, "record")] == ["1 active day", "6,000 records"]


def test_people_are_said_where_they_are_declared() -> None:
    world = World(50, 2, 1)
    world.burst("burst", 300, 60, 90_000)
    window, told = world.window(), "was shown 300 different records; those records hardly anybody looks at."
    place = window.clients.num_rows - 1
    all_people = change(window, people=window.clients["records"].to_pylist())
    some_people = change(window, people=[7] * window.clients.num_rows)
    assert finding("x", all_people, Suspicion(place, 1.0, 1.0), told).sentence.endswith(
        "was shown 300 different people; those people hardly anybody looks at."
    )
    assert (
        "was shown 300 different records (7 of them people);"
        in finding("x", some_people, Suspicion(place, 1.0, 1.0), told).sentence
    )


def test_a_finding_on_many_says_what_they_share_and_counts_all_of_them() -> None:
    window = World(50, 2, 3).window()
    together = Together(70, 0, Meetings(0, 0, 0, 0, 0), ("/records/{id}",), "Browser/1")
    places = np.array([4, 2, 9])
    found = finding_on_many("x", window, places, "prefix", "of the network", together, (9.0, 2.0), "3.0 each.")
    rows = window.clients.take(places).to_pylist()
    assert (found.lens, found.client, found.client_id) == ("prefix", rows[0]["prefix"], rows[0]["client"])
    assert found.members == tuple(row["name"] for row in rows)
    assert (found.first, found.last) == (min(row["first"] for row in rows), max(row["last"] for row in rows))
    assert found.sentence == f"3 addresses of the network {found.client} were together shown 70 different records, 3.0 each."
    assert "WHERE client IN (4, 2, 9) AND shown_at BETWEEN TIMESTAMP '2026-01-0" in found.query
    people = finding_on_many("x", window, places, "agent", "with", replace(together, people=70), (9.0, 2.0), "3.0 each.")
    assert (people.client, people.sentence) == (
        "Browser/1",
        "3 addresses with Browser/1 were together shown 70 different people, 3.0 each.",
    )


def test_a_part_names_what_it_is_of() -> None:
    assert part_of(216, 1000, 1000) == "216 of them (21 %)"
    assert part_of(139, 1322, 1386) == "139 of the 1,322 that could be judged (10 %)"
