"""Pieces of streams into the ledger."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import Callers
from headcount.intake.live import UNKNOWN, LiveIntake, PoisonedError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.entries import StreamRow
from headcount.sources import SOURCES
from headcount.sources.combined import COMBINED
from headcount.sources.interface import Block
from headcount.sources.taps.interface import Piece
from headcount.sources.taps.place import Place
from tests.made import line
from tests.service.serving import TOKENS

FORMATS = {source.name: source for source in SOURCES}
TEXT = b"".join(line("192.0.2.1", n, f"/users/{n}").encode() for n in range(10))


@pytest.fixture
def ledger() -> Iterator[EmbeddedLedger]:
    with EmbeddedLedger(None, TOKENS.key_id) as made:
        yield made


def _intake(ledger: EmbeddedLedger) -> LiveIntake:
    return LiveIntake(ledger, Catalogue(TOKENS, Callers(TOKENS)), {"told": COMBINED}.get, FORMATS)


def _piece(text: bytes, first: int = 1, position: str = "", stream: str = "s") -> Piece:
    return Piece(stream, Block.of(text, first), position or f"at {first}")


def test_positions_come_back_by_tap(ledger: EmbeddedLedger) -> None:
    intake = _intake(ledger)
    place = Place("/log/a", 4, "h", 10, "t", 7)
    list(intake.add("web", _piece(TEXT)))
    list(intake.add("other", _piece(TEXT, stream="t")))
    list(intake.add("files", _piece(TEXT, position=place.written(), stream="f")))
    assert intake.commit(settle=False) == {"web": {"s": "at 1"}, "other": {"t": "at 1"}, "files": {"f": place.written()}}
    with ledger.told():
        ledger._streams = None
        again = _intake(ledger)
    assert again.positions("web", files=False) == {"s": ("at 1", 10)}
    assert again.positions("files", files=True) == {"f": (place.written(), 10)}
    assert (again.stands_at("web", "s"), again.stands_at("web", "t")) == ("at 1", None)


def test_a_file_that_another_tap_counted_keeps_its_number(ledger: EmbeddedLedger) -> None:
    place = Place("/log/a", 4, "h", 10, "t", 7).written()
    intake = _intake(ledger)
    list(intake.add("one", _piece(TEXT, position=place)))
    intake.commit(settle=False)
    list(intake.add("two", _piece(TEXT, 11, position=place)))
    intake.commit(settle=False)
    ledger._streams = None
    assert ledger.streams() == [StreamRow("two", "s", 0, place, "combined", 20)]


def test_a_format_is_told_recognised_or_asked_for(ledger: EmbeddedLedger) -> None:
    intake = _intake(ledger)
    [odd] = intake.add("web", _piece(b"what is this\nand this\n"))
    assert {reason: lines.tolist() for reason, lines in odd.skipped.by_reason.items()} == {UNKNOWN: [1, 2]}
    [told] = intake.add("told", _piece(b"what is this\n", stream="t"))
    assert UNKNOWN not in told.skipped.by_reason
    [known] = intake.add("web", _piece(TEXT, 3))
    assert (known.accesses, len(known.rows["disclosure"])) == (10, 10)


def test_a_piece_without_lines_only_moves_the_position(ledger: EmbeddedLedger) -> None:
    intake = _intake(ledger)
    assert list(intake.add("web", _piece(b"", position="end"))) == []
    intake.commit(settle=True)
    assert intake.positions("web", files=False) == {"s": ("end", 0)}


def test_a_look_ahead_teaches_routes_and_may_fail(ledger: EmbeddedLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    learned = list[int]()
    monkeypatch.setattr(Catalogue, "learn", lambda _, batch: learned.append(len(batch)))
    _intake(ledger).learn("web", _piece(TEXT))
    monkeypatch.setattr(Catalogue, "learn", lambda *_: 1 // 0)
    _intake(ledger).learn("web", _piece(TEXT))
    assert learned == [10]


def test_a_failure_of_the_door_names_the_lines(ledger: EmbeddedLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Catalogue, "disclose", lambda *_: 1 // 0)
    with pytest.raises(PoisonedError) as told:
        list(_intake(ledger).add("web", _piece(TEXT, 21)))
    assert (told.value.named, told.value.first, told.value.last) == (("web", "s"), 21, 30)
