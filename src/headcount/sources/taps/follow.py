"""Files followed like `tail -F`: across renaming, copying and truncating, compressing, and while nobody was looking.

A file is known by its content (`place`), never by its name or its number in the file system alone.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from headcount.sources.taps.family import same_family
from headcount.sources.taps.file import BLOCK
from headcount.sources.taps.growing import Growing
from headcount.sources.taps.interface import Lag, Piece
from headcount.sources.taps.opening import trouble
from headcount.sources.taps.packed import Packed
from headcount.sources.taps.place import read_place
from headcount.sources.taps.watching import Files, Watch

_LEAST = 1 << 20
"""Each file that has something may bring so many bytes at a time."""
_IDLE = 600.0
"""A rotated file to which nothing was added for so many seconds is closed until it changes."""


class FollowTap:
    """Follows every file that its patterns name, now or later."""

    def __init__(
        self,
        name: str,
        patterns: Sequence[str],
        *,
        start: Literal["beginning", "end"] = "beginning",
        linger: float = 60.0,
        look: float = 1.0,
        poll: float = 0.1,
    ) -> None:
        """Nothing is opened before the first `take`.

        Args:
            name: of the tap.
            patterns: files, directories and globs.
            start: where files begin that are there at the very first start; later ones always begin at their beginning.
            linger: seconds that a file is read on for after its name went to another one, since writers may have it open.
            look: seconds between two looks at which files there are.
            poll: seconds between two looks whether they grew.
        """
        self.name = name
        self._watch = Watch(patterns, start)
        self._linger, self._interval, self._poll = linger, look, poll
        self._files: Files = {}
        self._looked = -look
        self._problems: dict[str, str] = {}
        self._turn = 0

    @property
    def problem(self) -> str:
        """Which files cannot be read, and why; empty while all is well."""
        told = self._watch.problems | self._problems
        return "; ".join(f"{path}: {why}" for path, why in told.items())

    def resume(self, positions: Mapping[str, tuple[str, int]]) -> None:
        """Hear how far which file was counted."""
        for stream, (position, lines) in positions.items():
            place = read_place(position)
            if place is not None:
                self._watch.resting.rest(stream, place, lines)

    def take(self, wait: float, most: int) -> Sequence[Piece]:
        """The whole lines that have come, file by file."""
        until = time.monotonic() + wait
        while True:
            if time.monotonic() - self._looked >= self._interval:
                self._watch.look(self._files)
                self._looked = time.monotonic()
            pieces = self._read(most)
            left = until - time.monotonic()
            if pieces or left <= 0:
                return pieces
            time.sleep(min(self._poll, left))

    def committed(self, positions: Mapping[str, str]) -> None:
        """Files need no acknowledgement."""

    def lag(self) -> Lag:
        """Bytes of the plain files that were not read yet."""
        return Lag(None, sum(file.waiting() for file in self._files.values() if isinstance(file, Growing)))

    def close(self) -> None:
        """Close every file."""
        for file in self._files.values():
            file.close()
        self._files = {}

    def _read(self, most: int) -> list[Piece]:
        """A piece of every file that has one, a different file first each time."""
        pieces, left = list[Piece](), most
        files = tuple(self._files.values())
        share = min(max(most // max(len(files), 1), _LEAST), BLOCK)
        self._turn = (self._turn + 1) % max(len(files), 1)
        for file in (*files[self._turn :], *files[: self._turn]):
            if left <= 0:
                break
            try:
                piece = self._piece(file, share)
                self._problems.pop(file.path, None)
            except OSError as error:
                self._problems[file.path] = trouble(error, "")
                continue
            if piece is not None:
                pieces.append(piece)
                left -= piece.block.size
        return pieces

    def _piece(self, file: Growing | Packed, share: int) -> Piece | None:
        goes_on = file.fresh and file.offset > 0
        block = file.read(share)
        if block is None:
            self._nothing_came(file)
            return None
        head = file.head() if goes_on else b""
        file.fresh = False
        place = file.place()
        place = msgspec.structs.replace(place, changed=self._watch.known_until(place.path, place.changed))
        return Piece(file.stream, block, place.written(), head)

    def _nothing_came(self, file: Growing | Packed) -> None:
        """Because it ended, is another file now, or has nothing yet."""
        if isinstance(file, Packed):
            if file.ended:
                self._finish(file)
                if file.problem:
                    self._problems[file.path] = file.problem
        elif file.cut and not file.left:
            self._cut(file)
        elif file.cut or file.final:
            self._finish(file)
        elif file.left:
            file.final = time.monotonic() - file.grown > self._linger
        elif time.monotonic() - file.grown > _IDLE and any(
            other is not file and same_family(other.path, file.path) for other in self._files.values()
        ):
            self._finish(file)

    def _cut(self, file: Growing) -> None:
        """It is shorter, or begins anew: what was not read of the old content may have been copied to another name before."""
        if file.is_shortened():
            file.go_to_end()
            return
        self._finish(file)
        self._watch.search(file.path, file.changed)
        self._looked = -self._interval

    def _finish(self, file: Growing | Packed) -> None:
        """Nothing more comes: remember what it was."""
        self._watch.resting.rest(file.stream, file.place(), file.line - 1)
        self._watch.pass_over(file)
        del self._files[file.key]
        file.close()
