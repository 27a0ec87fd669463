"""How far a board has come, and what its folder holds: one small file that is replaced whole."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import msgspec

from headcount.ledger.entries import RouteRow, ShapeRow
from headcount.model.board import Known, SourceRow

VERSION = 1
_PLACE = "place.json"
Band = tuple[tuple[float, float, float, float], ...]


class Piece(msgspec.Struct, frozen=True, array_like=True):
    """A piece of the log with its own indexes."""

    begin: int
    """First row of the log."""
    end: int
    """Row after its last."""
    records: tuple[int, int]
    """The records that were first seen in it, by number: from, and up to but without."""


class Small(msgspec.Struct, frozen=True):
    """The ledger's small tables, whole."""

    routes: tuple[RouteRow, ...] = ()
    """By number; how many records each showed is not counted."""
    shapes: tuple[ShapeRow, ...] = ()
    """What answers were found to hold; `route` is a number of `routes`."""
    sets: dict[int, tuple[tuple[str, str], ...]] = {}
    """Number of a set of kinds to its (kind, form)."""
    sources: tuple[SourceRow, ...] = ()
    files: dict[int, str] = {}
    """Number of a file to its path."""
    span: tuple[int, int] | None = None
    """First and last request of all, microseconds since 1970; None for an empty ledger."""


class Place(msgspec.Struct, frozen=True):
    """What a board tells, and where the ledger goes on."""

    mark: str = ""
    """What tells the ledger, and that nothing was taken out of it."""
    ends: dict[str, int] = {}
    """Of the tables disclosure, attempt and traffic: row to go on with; of caller and agent: number."""
    rows: dict[str, int] = {}
    """How many rows were there up to it."""
    made: int = 0
    """When, microseconds since 1970."""
    generation: int = 0
    """Number of the folder that the log lies in: another one whenever all is told anew."""
    turn: int = 0
    """Number of the folder of what is counted: another one every time."""
    log: int = 0
    """Rows of the log, one a disclosure."""
    missed: int = 0
    """Rows of attempts."""
    records: int = 0
    """Different records in the log, counted or not."""
    pieces: tuple[Piece, ...] = ()
    days: dict[int, int] = {}
    """Day (since 1970) to the turn that counted it last."""
    small: Small = Small()
    known: Known | None = None
    """What is known of the whole; None while nothing is."""
    bands: tuple[Band, ...] = ()
    """What is usual for the clients of each lens (see `pictures`),"""
    drawn: int = 0
    """as it was then, microseconds since 1970."""
    version: int = VERSION


def known_place(folder: Path) -> Place:
    """How far the board in a folder goes; of none, or of another version: nowhere."""
    with suppress(OSError, msgspec.MsgspecError):
        found = msgspec.json.decode((folder / _PLACE).read_bytes(), type=Place)
        return found if found.version == VERSION else Place()
    return Place()


def keep_place(folder: Path, place: Place) -> None:
    """Have a place be the board's from now on.

    Raises:
        OSError: there is no room.
    """
    draft = folder / "draft"
    with draft.open("wb") as file:
        file.write(msgspec.json.encode(place))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / _PLACE)


def stamp(folder: Path) -> tuple[int, int]:
    """Changes whenever another place is kept; (0, 0) where none is."""
    with suppress(OSError):
        found = (folder / _PLACE).stat()
        return found.st_ino, found.st_mtime_ns
    return 0, 0


def generation_of(folder: Path, place: Place) -> Path:
    """Where the log lies."""
    return folder / f"log-{place.generation}"


def turn_of(folder: Path, place: Place) -> Path:
    """Where what is counted lies."""
    return folder / f"turn-{place.turn}"
