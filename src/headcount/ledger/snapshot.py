"""A copy of an open ledger's file, made while counting goes on.

Between two checkpoints the engine leaves its file alone and only appends to the write-ahead log. So checkpoints are put off, the
file is copied while others commit, and of the log only the copying holds them up: at most some megabytes. Opened, the copy is
what had been committed by then.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from headcount.ledger.embedded import EmbeddedLedger

_PUT_OFF, _AS_EVER = "100TB", "16MB"
"""How large the write-ahead log may become before a checkpoint; the latter is the engine's own default."""


def snapshot(ledger: EmbeddedLedger, to: Path) -> None:
    """Copy the ledger's file and its write-ahead log to `to`. Nothing else may change the file meanwhile.

    Raises:
        OSError: there is no room.
        LedgerError: the ledger is in memory.
    """
    source = ledger.file()
    log = source.with_name(source.name + ".wal")
    run = ledger.connection.execute
    with ledger.writing:
        run(f"SET GLOBAL checkpoint_threshold = '{_PUT_OFF}'").fetchall()
    try:
        shutil.copyfile(source, to)
        with ledger.writing:
            if log.exists():
                shutil.copyfile(log, to.with_name(to.name + ".wal"))
    finally:
        run(f"SET GLOBAL checkpoint_threshold = '{_AS_EVER}'").fetchall()
