"""What one client was shown, one by one, in pictures and by kind."""

from __future__ import annotations

from collections import Counter

from tests.ledger.board.conftest import Site
from tests.ledger.board.grown import ROUTES, firsts


def test_one_client_in_pictures_kinds_and_showings(site: Site) -> None:
    made, board = site
    for name in made.clients:
        rows = made.of(name)
        told = board.showings(*name, offset=1, limit=4)
        assert [(one.at, one.record, one.file, one.line) for one in told] == [
            (row.at, f"{row.record:016x}", f"{row.file}.log", row.line) for row in rows[1:5]
        ]
        assert [one.route for one in told] == [" ".join(ROUTES[row.route][:2]) for row in rows[1:5]]
        assert [set(one.kinds) for one in told] == [{kind for kind, _ in row.held} for row in rows[1:5]]
        kinds = {(one.kind, one.form): one.records for one in board.kinds(*name)}
        assert kinds == {
            key: len({row.record for row in rows if key in row.held}) for key in {held for row in rows for held in row.held}
        }
        drawn = board.pictures(*name)
        assert drawn is not None
        steps = sorted(firsts(rows).values())
        assert drawn.staircase == tuple((at, count) for count, at in enumerate(steps, 1))
        assert sum(map(sum, drawn.clock)) == len(rows)
        clock = Counter((row.at.weekday(), row.at.hour) for row in rows)
        assert all(drawn.clock[day][hour] == count for (day, hour), count in clock.items())
        templates = {ROUTES[row.route][1] for row in rows}
        assert dict(drawn.routes) == {t: len({r.record for r in rows if ROUTES[r.route][1] == t}) for t in templates}
        assert drawn.first_evidence == (f"{rows[0].file}.log", rows[0].line)
    assert board.pictures("account", "nobody") is None
    assert board.showings("account", "nobody") == [] == board.kinds("account", "nobody")
