"""A lease on a shard: whoever holds it, and nobody else, opens the shard's ledger.

It is a lock on a file beside the ledger (flock(2)), which the system lets go of however its holder ends. Between machines it is
as good as the locks of the file system that they share: NFS 4 and the usual cluster file systems have them.
"""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_AGAIN = 0.1


@contextmanager
def lease(ledger: Path, stopped: Callable[[], bool]) -> Iterator[bool]:
    """Hold the lease for the length of the block; False when `stopped` came first.

    Args:
        ledger: the shard's file; the lock is beside it, its name with `.lease`.
        stopped: asked ten times a second while another has it.

    Raises:
        OSError: the folder cannot be written.
    """
    handle = os.open(ledger.with_name(ledger.name + ".lease"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while not (held := _held(handle)) and not stopped():
            time.sleep(_AGAIN)
        if held:
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{socket.gethostname()} {os.getpid()}\n".encode(), 0)
        yield held
    finally:
        os.close(handle)


def _held(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
