"""Who was shown one record."""

from __future__ import annotations

from tests.ledger.board.conftest import Site
from tests.ledger.board.grown import ROUTES


def test_who_was_shown_a_person(site: Site) -> None:
    made, board = site
    names = made.names
    for record in {row.record for row in made.rows}:
        rows = [row for row in made.counted if row.record == record]
        told = {(one.lens, one.name, one.route): (one.showings, one.first, one.last) for one in board.person(f"{record:016x}")}
        expected = {}
        for key in {(*names[row.caller], " ".join(ROUTES[row.way][:2])) for row in rows}:
            times = [row.at for row in rows if (*names[row.caller], " ".join(ROUTES[row.way][:2])) == key]
            expected[key] = (len(times), min(times), max(times))
        assert told == expected
    assert board.person("00000000000000ff") == board.person("no token") == board.person("") == []
