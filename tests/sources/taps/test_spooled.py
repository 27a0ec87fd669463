"""The reading side of the spool, and the server's thread."""

from __future__ import annotations

import threading
from pathlib import Path

from headcount.sources.taps.spool import Spool
from headcount.sources.taps.spooled import Spooled


def nothing() -> None:
    """A server that ends at once."""


def test_the_server_runs_from_the_first_look_on_and_its_end_is_told(tmp_path: Path) -> None:
    spool, end = Spool(tmp_path), threading.Event()
    tap = Spooled("push", spool, end.wait)
    tap.join(10)
    assert (tap.serves, tap.problem) == (False, "")
    tap.take(0.0, 1000)
    assert (tap.serves, tap.problem) == (True, "")
    tap.full = "no room"
    assert tap.problem == "no room"
    end.set()
    tap.join(10)
    assert (tap.serves, tap.problem) == (False, "its server ended: start headcount again")
    spool.close()


def test_pieces_positions_and_room(tmp_path: Path) -> None:
    spool = Spool(tmp_path, segment=1)
    tap = Spooled("push", spool, nothing)
    tap.resume({})
    assert tap.take(0.0, 1000) == []
    spool.append(b"1\n2\n")
    spool.append(b"3\n")
    assert tap.lag().bytes == 2 * 51 + 6
    (first,) = tap.take(0.0, 1)
    (second,) = tap.take(0.0, 1)
    assert [piece.block.data[: piece.block.size].tobytes() for piece in (first, second)] == [b"1\n2\n", b"3\n"]
    assert [piece.block.first_line for piece in (first, second)] == [1, 3]
    assert {piece.stream for piece in (first, second)} == {"push:spool"}
    assert tap.lag().bytes == 0
    tap.committed({first.stream: first.position})
    spool.close()
    reopened = Spool(tmp_path)
    again = Spooled("push", reopened, nothing)
    again.resume({"push:spool": (first.position, 2)})
    (rest,) = again.take(0.0, 1000)
    assert rest.block.data[: rest.block.size].tobytes() == b"3\n"
    assert rest.block.first_line == 3
    again.committed({rest.stream: rest.position})
    assert again.take(0.0, 1000) == []
    reopened.append(b"4\n")
    (new,) = again.take(1.0, 1000)
    assert (new.block.first_line, new.block.size) == (4, 2)
    reopened.close()


def test_a_spool_that_was_wiped_goes_on_with_what_comes(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "one")
    tap = Spooled("push", spool, nothing)
    spool.append(b"1\n")
    (piece,) = tap.take(0.0, 1000)
    spool.close()
    fresh = Spool(tmp_path / "two")
    again = Spooled("push", fresh, nothing)
    again.resume({piece.stream: (piece.position, 1)})
    fresh.append(b"2\n")
    (new,) = again.take(0.0, 1000)
    assert new.block.data[: new.block.size].tobytes() == b"2\n"
    fresh.close()
