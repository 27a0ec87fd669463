"""Which files there are to follow, and where each begins: new ones, known ones under a new name, copies, and those missed."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterable, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal

from headcount.sources.taps.family import rotated, same_family
from headcount.sources.taps.growing import Growing
from headcount.sources.taps.inputs import expand
from headcount.sources.taps.opening import trouble
from headcount.sources.taps.packed import PACKED, Packed, is_packed
from headcount.sources.taps.resting import SURE, Rested, Resting, likeness

Key = tuple[int, int]
"""Device and number of a file, which mean that file while it is held open."""
Files = dict[Key, "Growing | Packed"]
_SETTLED = 2.0
"""A compressed file is read once it was left alone for so many seconds: it may still be being written."""
_UNSURE = 10.0
"""A file that begins like a known one and goes on otherwise is judged once it was left alone for so many seconds."""
_SEARCHED = 60.0
"""So many seconds after a rotation the names that it may have made are looked through."""


class Watch:
    """Looks again and again; what is to be read it puts among the files."""

    def __init__(self, patterns: Sequence[str], start: Literal["beginning", "end"]) -> None:
        self.resting = Resting()
        """What was counted of files that nobody holds open."""
        self.problems: dict[str, str] = {}
        """Path to why it cannot be read, as of the last look."""
        self._patterns, self._start = patterns, start
        self._done: dict[Key, tuple[int, int]] = {}
        self._missed: dict[str, int] = {}
        self._until = 0.0
        self._begun = False

    def look(self, files: Files) -> None:
        """See what is there now."""
        named, problems = expand(self._patterns)
        self.problems = {problem.source: problem.reason for problem in problems}
        found: dict[Key, str] = {}
        for path in sorted(named, key=_written):
            key = _key(path)
            if key is not None:
                found.setdefault(key, path)
        if not self._begun:
            for path in {*found.values(), *(known.place.path for known in self.resting if self._covers(known.place.path))}:
                self.search(path, self.resting.last_change(path))
        self._rename(files, found)
        for key, path in found.items():
            if key not in files:
                self._take_up(key, path, files, new=True)
        if time.monotonic() < self._until:
            self._look_around(files, found)
        else:
            self._missed = {}
        self._done = {key: state for key, state in self._done.items() if key in found or time.monotonic() < self._until}
        self._begun = True

    def search(self, path: str, since: int | None) -> None:
        """Look for files that a rotation made out of `path` and that were written to from `since` on (None: nothing is known)."""
        if since is not None:
            self._missed[path] = min(since, self._missed.get(path, since))
            self._until = time.monotonic() + _SEARCHED
            self._done = {}

    def known_until(self, path: str, changed: int) -> int:
        """Up to when a file's family is known without a gap, nanoseconds since 1970; at most `changed`.

        While what a rotation made is looked for, a newer moment is not told: after a kill the search has to begin there again.
        """
        return min([changed, *(since for named, since in self._missed.items() if same_family(named, path))])

    def pass_over(self, file: Growing | Packed) -> None:
        """There is nothing to read in this file until it changes."""
        known = _state(file.path) if _key(file.path) == file.key else None
        if known:
            self._done[file.key] = known

    def _covers(self, path: str) -> bool:
        """Whether a pattern names this file."""
        return any(fnmatch(path, pattern) or path.startswith(pattern.rstrip("/") + "/") for pattern in self._patterns)

    def _rename(self, files: Files, found: dict[Key, str]) -> None:
        """Tell the files their names; where a name went to another file, look for what happened in between."""
        for key, file in files.items():
            if key in found:
                file.path = found[key]
            elif isinstance(file, Growing) and not file.left and _key(file.path) != key:
                file.left, file.grown = True, time.monotonic()
                self.search(file.path, file.changed)

    def _look_around(self, files: Files, found: dict[Key, str]) -> None:
        """Take up what rotations made: the rest of known files, and files that came and went while nobody looked."""
        for path, since in tuple(self._missed.items()):
            for other in dict.fromkeys((*rotated(path), *rotated(os.path.realpath(path)))):
                key = _key(other)
                if key is not None and key not in files and key not in found:
                    self._take_up(key, other, files, new=_written(other) >= since)
                    if key in files and isinstance(file := files[key], Growing):
                        file.left = True

    def _take_up(self, key: Key, path: str, files: Files, *, new: bool) -> None:
        """Open a file where it was counted to; one like no other from its beginning, if it may be `new`."""
        try:
            state = os.stat(path)  # noqa: PTH116  # beside the numbers of files
            alone = time.time() - max(state.st_mtime, state.st_ctime)
            packed = is_packed(path) or path.endswith(PACKED)
            growing = state.st_mtime_ns == state.st_ctime_ns and alone < _SETTLED  # a compressor sets the time when it is done
            if self._done.get(key) == (state.st_size, state.st_mtime_ns) or (packed and growing):
                return
            like, held = self.resting.like(path), likeness(path, _held(files.values()))
            begins = max(like.begins, held.begins)
            shortened = next((r for r in like.begun if r.place.path == path and state.st_size < r.place.offset), None)
            if like.same is not None:
                files[key] = self._open(path, like.same, packed=packed)
            elif shortened is not None and begins >= SURE and not packed:
                files[key] = self._at_end(path, shortened)
            elif begins and held.same is None and alone < _UNSURE:
                return
            elif held.same is not None or begins >= SURE or not new:
                self._done[key] = state.st_size, state.st_mtime_ns
            elif self._begun or self._start == "beginning" or self.resting.last_change(path) is not None:
                files[key] = self._open(path, None, packed=packed)
            elif packed:
                self._done[key] = state.st_size, state.st_mtime_ns
            else:
                files[key] = self._at_end(path, None)
        except OSError as error:
            self.problems[path] = trouble(error, "")

    def _open(self, path: str, known: Rested | None, *, packed: bool) -> Growing | Packed:
        kind = Packed if packed else Growing
        if known is None:
            return kind(path, secrets.token_hex(8))
        file = kind(path, known.stream, known.place.offset, known.lines + 1)
        self.resting.wake(known.stream)
        return file

    def _at_end(self, path: str, known: Rested | None) -> Growing:
        """A plain file from its end on: what stands there was counted, or is not wanted."""
        file = Growing(path, known.stream if known else secrets.token_hex(8), 0, known.lines + 1 if known else 1)
        file.go_to_end()
        if known:
            self.resting.wake(known.stream)
        return file


def _held(files: Iterable[Growing | Packed]) -> list[Rested]:
    """The files that are being read, as far as they were."""
    return [Rested(file.stream, file.place(), file.line - 1) for file in files if file.offset]


def _key(path: str) -> Key | None:
    try:
        known = os.stat(path)  # noqa: PTH116  # beside the numbers of files
    except OSError:
        return None
    return known.st_dev, known.st_ino


def _state(path: str) -> tuple[int, int] | None:
    try:
        known = Path(path).stat()
    except OSError:
        return None
    return known.st_size, known.st_mtime_ns


def _written(path: str) -> int:
    """When it was last written to, nanoseconds since 1970; 0 when it is gone."""
    state = _state(path)
    return state[1] if state else 0
