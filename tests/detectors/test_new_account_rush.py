import doctest

from headcount.detectors import new_account_rush
from headcount.detectors.new_account_rush import NewAccountRush
from tests.detectors.world import World, change


def _rush(number: int, a_day: int = 60) -> World:
    world = World(2000, 30, 5)
    for place in range(number):
        world.sweep(f"rush {place}", a_day, 5, 20)
    return world


def test_the_docstring_runs() -> None:
    assert doctest.testmod(new_account_rush) == doctest.TestResults(failed=0, attempted=4)


def test_one_newcomer_in_a_hurry() -> None:
    [found] = NewAccountRush().find(_rush(1).window())
    assert (found.client_id, found.records, found.members) == (2000, 300, ())
    assert found.sentence.startswith(
        f"address {found.client} was shown 300 different records, 300 of them in the first 7 days after it came on 2026-01-21 "
        "(newcomers before it, a typical peer: "
    )


def test_who_sweeps_from_the_first_day_on_is_no_newcomer() -> None:
    world = World(2000, 30, 5)
    world.sweep("always", 60, 30)
    assert NewAccountRush().find(world.window()) == []


def test_many_are_one_finding_that_says_what_they_share() -> None:
    window = _rush(40).window()
    [found] = NewAccountRush().find(window)
    assert len(found.members) == 40
    assert (found.lens, found.client) == ("arrival", "2026-01-21")
    assert found.sentence.startswith("40 addresses that are new, most of them first seen on 2026-01-21 were together shown 11,")
    assert found.sentence.endswith("hardly anybody else looks at; they came between 2026-01-21 and 2026-01-21.")
    agents = [99 if number >= 2000 else number % 37 for number in window.clients["client"].to_pylist()]
    [told] = NewAccountRush().find(change(window, agent=agents))
    assert told.lens == "agent"
    assert told.sentence.startswith("40 addresses that are new, most of them with the user agent ")
    world = _rush(20)
    for place in range(20):
        world.sweep(f"later {place}", 60, 4, 22)
    [told] = NewAccountRush().find(world.window())
    assert (len(told.members), told.lens, told.client) == (40, "newcomers", "2026-01-21")
    assert told.sentence.startswith("40 addresses new since 2026-01-21 were together shown ")
    networks = ["2001:db8:ffff::/64" if number >= 2000 else "" for number in window.clients["client"].to_pylist()]
    [told] = NewAccountRush().find(change(window, prefix=networks))
    assert (told.lens, told.client) == ("prefix", "2001:db8:ffff::/64")
    assert told.members == found.members
