"""When each record was first shown."""

from __future__ import annotations

from headcount.ledger.board.moments import micros
from tests.ledger.board.conftest import Site
from tests.ledger.board.grown import firsts


def test_every_record_once_with_its_first_time(site: Site) -> None:
    made, board = site
    for name in made.clients:
        tokens, first = board.first_shown(*name)
        wanted = {record: micros(at) for record, at in firsts(made.of(name)).items()}
        assert tokens.tolist() == sorted(wanted)
        assert first.tolist() == [wanted[record] for record in sorted(wanted)]
    assert [len(part) for part in board.first_shown("account", "nobody")] == [0, 0]
