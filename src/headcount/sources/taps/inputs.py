"""Which files a command line names: files, directories (with all below), globs, and `-` for standard input."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable
from pathlib import Path

from headcount.errors import RecordError
from headcount.sources.taps.opening import STDIN

_GLOB = frozenset("*?[")


def expand(paths: Iterable[str | os.PathLike[str]]) -> tuple[list[str], list[RecordError]]:
    """The input files in the order named, those of a directory or glob sorted, each once; and what names nothing readable.

    Hidden files (name begins with a dot) are taken only when they are named themselves.
    """
    inputs, problems, seen = list[str](), list[RecordError](), set[str]()
    for given in (os.fspath(path) for path in paths):
        found, reason = _named(given)
        if reason:
            problems.append(RecordError(given, 0, reason))
        for path in found:
            real = path if path == STDIN else os.path.realpath(path)
            if real in seen:
                continue
            seen.add(real)
            if path != STDIN and not os.access(path, os.R_OK):
                problems.append(RecordError(path, 0, "no permission to read it"))
            else:
                inputs.append(path)
    return inputs, problems


def _named(given: str) -> tuple[list[str], str]:
    found, reason = [given], ""
    try:
        path = Path(given)
        if given != STDIN and path.is_dir():
            readable = os.access(path, os.R_OK | os.X_OK)
            found, reason = _below(given), "directory without files" if readable else "no permission to read it"
        elif given != STDIN and not path.exists():
            found = [below for match in sorted(glob.glob(given, recursive=True)) for below in _at(match)]  # noqa: PTH207 - as given
            reason = "no such file" if _GLOB.isdisjoint(given) else "no file matches this pattern"
    except (OSError, ValueError):
        return [], "cannot be read"
    return found, "" if found else reason


def _at(path: str) -> list[str]:
    return _below(path) if Path(path).is_dir() else [path]


def _below(directory: str) -> list[str]:
    found = []
    for folder, folders, files in os.walk(directory):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        found += [os.path.join(folder, f) for f in files if not f.startswith(".")]  # noqa: PTH118 - as given
    return sorted(f for f in found if Path(f).is_file())
