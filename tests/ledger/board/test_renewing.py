"""A board that was taken in piece by piece is the one that is made at once; what was taken out is gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from headcount.ledger.board import renewing
from headcount.ledger.board.board import Board
from headcount.ledger.board.place import known_place
from headcount.ledger.board.telling import telling
from headcount.ledger.embedded import EmbeddedLedger
from tests.ledger.board.conftest import grown_board, renewed
from tests.ledger.board.grown import DAY, HOUR, MIDNIGHT, START, Grown


def _everything(board: Board, made: Grown) -> list[Any]:
    """All that a board says, but for when it was made."""
    known = board.known()
    span = MIDNIGHT, MIDNIGHT + 50 * DAY
    told: list[Any] = [known.first, known.last, known.showings, known.clients, known.records, known.people]
    told += [board.hours(MIDNIGHT, MIDNIGHT + 31 * DAY), board.top(*span, limit=1000), board.routes(*span), board.sources()]
    told += [board.clients(order=order, since=START, limit=1000) for order in ("records", "new", "last", "name")]
    for name in made.clients:
        told += [ask(*name) for ask in (board.client, board.pictures, board.kinds, board.showings, board.neighbours)]
    told += [board.person(f"{record:016x}") for record in sorted({row.record for row in made.rows})]
    return [*told, board.over("account", 3, 1, HOUR, START, START + 9 * DAY), board.over("visitor", 1, None, DAY, *span)]


def test_piece_by_piece_is_as_at_once(ledger: EmbeddedLedger, tmp_path: Path) -> None:
    made, board = grown_board(ledger, 4, tmp_path / "pieces")
    anew = renewed(ledger, tmp_path / "once")
    ours, theirs = _sorted(_everything(board, made)), _sorted(_everything(anew, made))
    assert ours == theirs


def _sorted(told: list[Any]) -> list[str]:
    """Clients have other numbers, by which equals are ordered: so rows are compared as sets."""
    return [str(sorted(map(repr, part))) if isinstance(part, list) else repr(_unordered(part)) for part in told]


def _unordered(part: Any) -> Any:  # noqa: ANN401  # whatever a board says
    return sorted(map(repr, part.rows)) if hasattr(part, "following") else part


def test_what_was_taken_out_is_gone(ledger: EmbeddedLedger, grown: Grown, tmp_path: Path) -> None:
    board = renewed(ledger, tmp_path / "b")
    gone = grown.clients[0]
    assert board.client(*gone) is not None
    generation = known_place(tmp_path / "b").generation
    ledger.connection.execute(
        "DELETE FROM disclosure WHERE caller IN (SELECT caller FROM client_caller JOIN client USING (client) WHERE name = ?)",
        [gone[1]],
    )
    ledger.connection.execute("INSERT INTO removal VALUES (now(), 'erased', NULL, 1, 0, 0)")
    board = renewed(ledger, tmp_path / "b")
    assert board.client(*gone) is None
    assert known_place(tmp_path / "b").generation == generation + 1


@pytest.mark.parametrize("place", ["Log", "count", "count_times", "keep_orders", "keep_place"])
def test_a_renewal_that_was_killed_leaves_the_old_board(
    ledger: EmbeddedLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    made, folder = Grown(2), tmp_path / "b"
    made.begin(ledger)
    made.grow(ledger, 150)
    folder.mkdir()

    def renew() -> None:
        with telling(ledger.beside(), known_place(folder)) as told:
            renewing.renew(folder, told)

    renew()
    before = Board(folder).known()
    made.grow(ledger, 60)
    with monkeypatch.context() as patched:
        patched.setattr(renewing, place, _killed)
        with pytest.raises(KeyboardInterrupt):
            renew()
    assert Board(folder).known() == before
    renew()
    assert Board(folder).known().showings == len(made.counted)
    assert len(Board(folder).clients(limit=1000).rows) == len(made.clients)
    assert len(list(folder.glob("turn-*"))) == 2


def _killed(*_: object, **__: object) -> None:
    raise KeyboardInterrupt
