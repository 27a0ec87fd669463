"""The names under which rotation leaves a log: `access.log.1`, `access.log-20240101.gz`, `access-2024-01-01.log`."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

_STAMP = r"[.\-_]?(?:\d[\d.\-_T]*|old)"
_PACKED = r"(?:\.(?:gz|zst|bz2))?"


def rotated(path: str) -> list[str]:
    """The files beside `path` whose names say that a rotation made them out of it, sorted by name."""
    try:
        found = [entry for entry in Path(path).parent.iterdir() if _pattern(Path(path).name).fullmatch(entry.name)]
        return sorted(str(entry) for entry in found if entry.is_file())
    except OSError:
        return []


def same_family(path: str, other: str) -> bool:
    """Whether the names are one, or `other` is one that a rotation may have made out of `path`."""
    beside = Path(path).parent == Path(other).parent
    return path == other or (beside and _pattern(Path(path).name).fullmatch(Path(other).name) is not None)


@lru_cache(maxsize=1000)
def _pattern(name: str) -> re.Pattern[str]:
    stem, dot, ending = name.rpartition(".")
    within = f"|{re.escape(stem)}{_STAMP}{re.escape(dot + ending)}" if stem else ""
    return re.compile(f"(?:{re.escape(name)}{_STAMP}{within}){_PACKED}")
