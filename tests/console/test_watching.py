"""The watchers watched: what cannot be written down is not shown, and every look reaches the ledger exactly once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.console.interface import Role, Viewer
from headcount.console.state import State
from headcount.console.watching import Bringing, Watching
from headcount.errors import LedgerError
from headcount.ledger import looks
from headcount.ledger.embedded import EmbeddedLedger
from tests.console.state.fresh import fresh
from tests.service.serving import TOKENS

START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
ANN = Viewer("ann", Role.ANALYST, Role.ANALYST.permissions)
BEN = Viewer("ben", Role.OFFICER, Role.OFFICER.permissions)


class Room:
    """A console's store beside a ledger, on a clock that tests turn."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, START
        self.state = fresh(folder / "ledger.console")
        self.watch = Watching(self.state, lambda: self.now)
        self.troubles: list[tuple[str, str]] = []
        self.bringing = Bringing(self.state, TOKENS, lambda part, what: self.troubles.append((part, what)), every=0.0)
        self.ledger = self.open()

    def open(self) -> EmbeddedLedger:
        self.ledger = EmbeddedLedger(self.folder / "ledger", TOKENS.key_id)
        self.bringing.register(self.ledger)
        return self.ledger

    def look(self, *seen: str, viewer: Viewer = ANN) -> None:
        for one in seen:
            self.watch.looked(viewer, "client", one, "/clients/{lens}/{name}")

    def kept(self) -> list[tuple[str, int]]:
        """(account, line) of every look that the ledger has."""
        rows = self.ledger.connection.execute("SELECT account, line FROM disclosure JOIN caller USING (caller) ORDER BY line")
        return rows.fetchall()

    def close(self) -> None:
        self.ledger.close()
        self.state.close()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.close()


def test_a_look_is_in_the_log_and_in_the_ledger(room: Room) -> None:
    room.look("account:bob")
    room.look("account:bob", viewer=BEN)
    room.watch.did(BEN, "export", "12 people of incident 3")
    room.bringing(room.ledger)
    assert [(one.by, one.what, one.detail) for one in reversed(room.state.audit.entries())] == [
        ("ann", "look", "client account:bob at /clients/{lens}/{name}"),
        ("ben", "look", "client account:bob at /clients/{lens}/{name}"),
        ("ben", "export", "12 people of incident 3"),
    ]
    assert room.kept() == [("headcount:ann", 1), ("headcount:ben", 2)]
    [(records,)] = room.ledger.connection.execute("SELECT count(DISTINCT record) FROM disclosure").fetchall()
    assert records == 1
    assert room.state.audit.problems() == []


def test_one_page_is_one_look(room: Room) -> None:
    room.look("account:bob", "account:bob", "account:carl")
    room.now += dt.timedelta(seconds=9.9)
    room.look("account:bob")
    room.now += dt.timedelta(seconds=0.1)
    room.look("account:bob")
    assert [one.seen for one in room.state.looks.pending(0)] == ["account:bob", "account:carl", "account:bob"]


def test_what_cannot_be_written_down_is_not_shown(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise LedgerError("the console's store cannot be written")

    with monkeypatch.context() as patched:
        patched.setattr(room.state.audit, "looked", full)
        with pytest.raises(LedgerError):
            room.look("account:bob")
        with pytest.raises(LedgerError):
            room.look("account:bob")
    room.look("account:bob")
    assert len(room.state.looks.pending(0)) == 1


def test_looks_are_brought_once_however_often(room: Room) -> None:
    room.look("account:a", "account:b")
    room.bringing(room.ledger)
    room.bringing(room.ledger)
    room.look("account:c")
    room.bringing(room.ledger)
    room.bringing(room.ledger)
    assert [line for _, line in room.kept()] == [1, 2, 3]
    assert room.state.looks.pending(0) == []


def test_a_failure_before_the_ledger_has_them_loses_nothing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.look("account:a", "account:b")

    def broken(_: object) -> None:
        raise LedgerError("no room")

    with monkeypatch.context() as patched:
        patched.setattr(room.ledger, "commit_streams", broken)
        with pytest.raises(LedgerError, match="no room"):
            room.bringing(room.ledger)
    room.ledger.close()
    room.open()
    assert room.kept() == []
    room.bringing(room.ledger)
    assert [line for _, line in room.kept()] == [1, 2]


def test_a_failure_after_the_ledger_has_them_doubles_nothing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.look("account:a", "account:b")

    def broken(_: int) -> None:
        raise LedgerError("the console's store cannot be written")

    with monkeypatch.context() as patched:
        patched.setattr(room.state.looks, "settled", broken)
        room.bringing(room.ledger)
    assert [what for _, what in room.troubles][-1].startswith("what its users looked at waits")
    assert len(room.state.looks.pending(0)) == 2
    room.ledger.close()
    room.open()
    room.look("account:c")
    room.bringing(room.ledger)
    assert [line for _, line in room.kept()] == [1, 2, 3]
    assert room.troubles[-1] == ("console", "")


def test_a_store_that_is_away_holds_nothing_up(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    room.look("account:a")

    def away(*_: object) -> None:
        raise LedgerError("the console's store cannot be read")

    with monkeypatch.context() as patched:
        patched.setattr(room.state.looks, "pending", away)
        room.bringing(room.ledger)
    assert room.troubles[-1][1].startswith("what its users looked at waits")
    room.bringing(room.ledger)
    assert [line for _, line in room.kept()] == [1]


def test_a_store_restored_from_a_copy_brings_what_waits_there(room: Room, tmp_path: Path) -> None:
    room.look("account:a")
    room.state.close()
    copy = (tmp_path / "ledger.console").read_bytes()
    room.state = State(tmp_path / "ledger.console")
    room.watch = Watching(room.state, lambda: room.now)
    room.bringing = Bringing(room.state, TOKENS, every=0.0)
    room.look("account:b", "account:c")
    room.bringing(room.ledger)
    room.state.close()
    for file in tmp_path.glob("ledger.console*"):
        file.unlink()
    (tmp_path / "ledger.console").write_bytes(copy)
    room.state = State(tmp_path / "ledger.console")
    room.watch = Watching(room.state, lambda: room.now)
    room.bringing = Bringing(room.state, TOKENS, every=0.0)
    room.look("account:d")
    room.bringing(room.ledger)
    tokens = [looks.CLIENT, "account:d"]
    [wanted] = TOKENS.tokens_of(tokens[0], [tokens[1].encode()])
    [(found,)] = room.ledger.connection.execute("SELECT count(*) FROM disclosure WHERE record = ?", [wanted]).fetchall()
    assert found == 1


def test_it_does_not_ask_again_at_once(room: Room) -> None:
    seldom = Bringing(room.state, TOKENS, every=60.0)
    seldom(room.ledger)
    room.look("account:a")
    seldom(room.ledger)
    assert room.kept() == []
    room.bringing(room.ledger)
    assert len(room.kept()) == 1
