"""Fresh stores, quickly: the migrations run once a session, and each store is a copy with a name of its own."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from headcount.console.state import State


@cache
def _made() -> bytes:
    """What a store that was just made holds."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / "store"
        State(place).close()
        return place.read_bytes()


def fresh(place: Path) -> State:
    """A store at a place where there is none yet."""
    place.write_bytes(_made())
    place.chmod(0o600)
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("UPDATE console_about SET store = ?", [secrets.token_hex(8)])
    return State(place)
