import doctest

from headcount.detectors import fast_crawl
from headcount.detectors.fast_crawl import FastCrawl
from tests.detectors.world import World


def test_the_docstring_runs() -> None:
    assert doctest.testmod(fast_crawl) == doctest.TestResults(failed=0, attempted=5)


def test_two_bursts_of_one_pattern_are_found() -> None:
    world = World(2000, 30, 1)
    world.burst("one", 20_000, 3500, 86_400)
    world.burst("two", 20_000, 3500, 432_000)
    found = FastCrawl().find(world.window())
    assert sorted(finding.client_id for finding in found) == [2000, 2001]
    assert [finding.records for finding in found] == [20_000, 20_000]
    assert found[0].sentence.startswith(
        f"address {found[0].client} was shown 20,000 different records, 20,000 of them within one hour"
    )


def test_a_burst_is_found_in_a_log_of_one_hour_or_one_day() -> None:
    for days, at in ((1 / 24, 300), (1, 30_000)):
        world = World(4000, days, 2)
        world.burst("burst", 3000, 1800, at)
        assert [finding.client_id for finding in FastCrawl().find(world.window())] == [4000]


def test_a_patient_client_is_not_fast() -> None:
    world = World(3000, 30, 3)
    world.sweep("patient", 24, 30)
    assert [finding.client_id for finding in FastCrawl().find(world.window())] == []


def _twenty(most: int) -> World:
    """Twenty clients in one hour, and one more that is shown `most` records."""
    world = World(20, 1 / 24, 4, views=12.0)
    world.burst("burst", most, 1800, 300)
    return world


def test_among_twenty_clients_in_one_hour_five_thousand_records_are_found() -> None:
    [found] = FastCrawl().find(_twenty(5000).window())
    assert (found.client_id, found.records) == (20, 5000)
    assert found.threshold == 210
    assert "5,000 of them within one hour (busiest hour of a typical peer: " in found.sentence


def test_among_twenty_clients_three_times_the_next_is_nobody() -> None:
    clients = _twenty(1).window().clients
    next_most = max(clients["records"].to_pylist()[:20])
    assert next_most >= 20
    assert list(FastCrawl().find(_twenty(3 * next_most).window())) == []


def test_one_binge_that_others_have_too_is_nobody() -> None:
    """Five clients open between 150 and 250 records in some hour, once: one has most, none is a crawler."""
    world = World(600, 14, 5)
    for number, most in enumerate((150, 170, 190, 210, 250)):
        world.burst(f"binge {number}", most, 3000, 86_400 * (2 + number))
    assert list(FastCrawl().find(world.window())) == []
