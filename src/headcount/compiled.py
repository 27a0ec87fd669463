"""Loops over bytes and rows, compiled to machine code on first use and kept on disk (Numba)."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba

Scalar = Any
"""A number inside of a compiled loop: Numba tells its type from the arrays."""
P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a function over NumPy arrays and numbers. It runs without the interpreter's lock, so that threads overlap."""
    settings: Any = numba.config
    before, settings.CACHE_DIR = settings.CACHE_DIR, _store()
    try:
        return cast("Callable[P, R]", numba.njit(cache=True, nogil=True, error_model="numpy")(function))
    finally:
        settings.CACHE_DIR = before


@cache
def _store() -> str:
    """A directory for machine code of exactly these sources.

    Numba looks only at the file of a function itself, not at the files of the functions that it calls, so machine code is
    kept apart for each state of the package.
    """
    package = Path(__file__).parent
    stamp = hashlib.blake2b(digest_size=8)
    for source in sorted(package.rglob("*.py")):
        status = source.stat()
        stamp.update(f"{source.relative_to(package)} {status.st_size} {status.st_mtime_ns}\n".encode())
    for below in ("package", "home"):
        try:
            parent = package / "__pycache__" if below == "package" else Path.home() / ".cache" / "headcount"
            store = parent / f"machine-code-{stamp.hexdigest()}"
            store.mkdir(parents=True, exist_ok=True)
            for old in parent.glob("machine-code-*"):
                if old != store:
                    shutil.rmtree(old, ignore_errors=True)
        except (OSError, RuntimeError):  # not ours to write to, or nobody has a home here
            continue
        return str(store)
    return tempfile.mkdtemp(prefix="headcount-")
