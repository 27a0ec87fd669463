from threading import Thread

import numpy as np

from headcount.catalog.agreements import Standing
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.rollup import roll_up
from headcount.ledger.together import Together, counted
from tests.ledger.accesses import START, feed, identity, new_catalogue, successes, traffic


def test_it_counts_what_a_count_in_memory_gives_whoever_asks(ledger: EmbeddedLedger) -> None:
    rows = traffic(11)
    feed(ledger, rows, catalogue=new_catalogue(people=True), batches=3)
    window = roll_up(ledger, Standing())
    assert window.together is not None
    number = dict(zip(window.clients["name"].to_pylist(), window.clients["client"].to_pylist(), strict=True))
    names = {identity(row): place for place, row in enumerate(rows)}
    pairs = np.array(sorted({(number[row.address], names[identity(row)]) for row in successes(rows)}))
    some = window.clients["client"].to_numpy().astype(np.int64)[::2]
    records, met = counted(np.isin(np.arange(1000), some), pairs[:, 0], pairs[:, 1])
    told: list[Together] = []
    threads = [Thread(target=lambda: told.append(window.together(some) if window.together else told[0])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ours = [row for row in successes(rows) if number[row.address] in set(some.tolist())]
    people = len({identity(row) for row in ours if row.path.startswith("/u/")})
    assert [(each.records, each.people, each.meetings) for each in told] == [(records, people, met)] * 4
    assert met.inner > 0
    assert told[0].user_agent == "Firefox"
    assert len(told[0].routes) == len({row.path for row in ours})


def test_late_meetings_are_those_of_first_showings_from_then_on(ledger: EmbeddedLedger) -> None:
    rows = traffic(12)
    feed(ledger, rows, catalogue=new_catalogue(people=True), batches=3)
    window = roll_up(ledger, Standing())
    assert window.together is not None
    number = dict(zip(window.clients["name"].to_pylist(), window.clients["client"].to_pylist(), strict=True))
    names = {identity(row): place for place, row in enumerate(rows)}
    first: dict[tuple[int, int], float] = {}
    for row in successes(rows):
        pair = number[row.address], names[identity(row)]
        first[pair] = min(first.get(pair, np.inf), START.timestamp() + row.second)
    pairs, at = np.array(list(first)), np.array(list(first.values()))
    some = window.clients["client"].to_numpy().astype(np.int64)[::2]
    since = int(np.median(at))
    records, met = counted(np.isin(np.arange(1000), some), pairs[:, 0], pairs[:, 1], at >= since)
    told, all_of_them = window.together(some, since), window.together(some)
    assert (told.records, told.meetings) == (records, met)
    assert 0 < met.inner < all_of_them.meetings.inner
    assert (told.people, told.routes, told.user_agent) == (all_of_them.people, all_of_them.routes, all_of_them.user_agent)
    assert window.together(some, int(at.max()) + 1).meetings.everybody == 0
