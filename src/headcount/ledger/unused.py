"""Memory that is no longer used goes back to the system between the stages of a scan, for the next stage is large."""

from __future__ import annotations

import ctypes
from functools import cache

import pyarrow as pa


def give_back() -> None:
    """Have the allocators give back what they can."""
    pa.default_memory_pool().release_unused()
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> ctypes._NamedFuncPointer | None:
    """The C library's own way (malloc_trim(3)); None where it has none."""
    try:
        return ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return None
