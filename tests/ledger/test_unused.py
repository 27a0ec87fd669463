"""Memory goes back to the system."""

from __future__ import annotations

import ctypes
from pathlib import Path

import pytest

from headcount.ledger import unused


def _resident() -> int:
    """Kilobytes."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell how much memory is used")
def test_what_is_not_used_goes_back() -> None:
    unused.give_back()
    kept = [bytes(100_000) for _ in range(2_000)]  # below what the C library maps by itself
    last = kept[-1]
    full = _resident()
    kept.clear()
    unused.give_back()
    assert _resident() < full - 100_000
    assert last == bytes(100_000)


def test_a_c_library_without_it_does_without(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: object) -> object:
        raise OSError

    unused._trim.cache_clear()
    monkeypatch.setattr(ctypes, "CDLL", none)
    unused.give_back()
    assert unused._trim() is None
    unused._trim.cache_clear()
