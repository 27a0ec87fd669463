"""What to say when the engine fails: place and remedy, and never its own text, which may quote values."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb


def failed(name: str, error: duckdb.Error) -> str:
    """Of the ledger called so."""
    if isinstance(error, duckdb.OutOfMemoryException):
        why = f"{name} has no room left for temporary files in {tempfile.gettempdir()}"
        return f"{why}; make some, or name another folder in TMPDIR"
    why = f"{name} failed ({type(error).__name__}): is the disk full, or the file damaged?"
    return f"{why} Make room and run it again: nothing is lost, or counted twice"


def not_opened(path: Path | None, error: duckdb.Error) -> str:
    """Of a file that cannot be opened."""
    if str(error).startswith("IO Error: Could not set lock"):
        return f"{path} is in use by another process; wait for it, or name another file with --ledger"
    if path is not None and path.exists():
        return f"{path} is not a headcount ledger, or is damaged; name another file with --ledger"
    return f"{path} cannot be opened; check that its directory exists and may be written"
