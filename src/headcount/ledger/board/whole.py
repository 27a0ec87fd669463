"""The data map as a board keeps it: counted less often than the rest, since every showing of a month is in it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import msgspec

from headcount.model.data_map import DataMap

_FILE = "map.json"
DAYS = 30


def keep_map(folder: Path, told: DataMap) -> None:
    """Have a map be the board's from now on.

    Raises:
        OSError: there is no room.
    """
    draft = folder / "map-draft"
    draft.write_bytes(msgspec.json.encode(told))
    draft.replace(folder / _FILE)


def map_stamp(folder: Path) -> int:
    """Changes whenever another map is kept; 0 where none is."""
    with suppress(OSError):
        return (folder / _FILE).stat().st_mtime_ns
    return 0


def whole_map(folder: Path) -> DataMap:
    """The map that was kept last; an empty one where there is none."""
    with suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode((folder / _FILE).read_bytes(), type=DataMap)
    return DataMap(None, None, DAYS, (), (), ())
