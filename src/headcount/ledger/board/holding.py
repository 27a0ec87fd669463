"""Holding a board's folder: one process renews it at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from headcount.errors import LedgerError


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Have the folder for oneself: the lock (flock(2)) goes with the process, however it ends.

    Raises:
        LedgerError: another process renews it.
        OSError: the folder cannot be made.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(handle, folder)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise LedgerError(f"another process renews {folder}; wait until it is done") from error
    except OSError:
        return  # a file system without locks
