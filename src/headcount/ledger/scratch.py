"""Scratch: a folder for the engine's temporary files. It goes when its run ends; when that was killed, with the next run.

Spilled rows name clients, so they are not left behind. A run holds a lock in its folder (flock(2)), which the system lets go of
however the run ends, in any container: a folder whose lock is free belongs to nobody.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType

_PREFIX, _LOCK = "headcount-", "lock"


class Scratch:
    """The folder of one run, which only its user may enter."""

    def __init__(self) -> None:
        """Make it, and remove those of runs that were killed."""
        _sweep(Path(tempfile.gettempdir()))
        self._folder = tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True)
        self.name = self._folder.name
        """Its path."""
        self._held: int | None = None
        with suppress(OSError):  # a file system without locks: nobody will sweep this folder
            self._held = _hold(Path(self.name))

    def __enter__(self) -> Path:
        """Its path."""
        return Path(self.name)

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """Remove it."""
        self.cleanup()

    def cleanup(self) -> None:
        """Remove it with all that is in it; the second time, nothing is done."""
        self._folder.cleanup()
        if self._held is not None:
            os.close(self._held)
            self._held = None


def _hold(folder: Path) -> int:
    """Lock the folder. The lock has its name only once it is held, so that nobody finds it free before."""
    handle = os.open(folder / "new", os.O_CREAT | os.O_RDWR, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    (folder / "new").rename(folder / _LOCK)
    return handle


def _sweep(parent: Path) -> None:
    """Remove the folders of our user whose lock is free. Those without a lock are let be."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # gone meanwhile, not ours to enter, or held by a run
            if folder.lstat().st_uid != os.getuid():
                continue
            handle = os.open(folder / _LOCK, os.O_RDWR | os.O_NOFOLLOW)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(handle)
