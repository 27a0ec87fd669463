"""A source for audit events: one JSON object a line, each told as a deed, or skipped with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from headcount.model.access import AccessBatch
from headcount.model.skipped import Skipped
from headcount.sources.deeds import Deed, batch_of
from headcount.sources.interface import Block, Reader
from headcount.sources.lines import FOREIGN, pieces, refusal, sample

_PIECE = 1 << 20
_BROKEN = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


@dataclass(frozen=True)
class EventSource:
    """One kind of audit event."""

    name: str
    """The word for `--format`."""
    kind: type[msgspec.Struct]
    """What a line is decoded to."""
    told: Callable[[Any], Deed | str]
    """What an object of that kind tells, or why it is no access: `FOREIGN` when it is no such event at all."""

    def recognise(self, head: bytes) -> float:
        """Share of the lines in `head` that are such events; 0 when none of them is an access."""
        decoder = msgspec.json.Decoder(self.kind)
        lines = sample(head)
        told = [_told(decoder, self.told, line) for line in lines]
        if not any(isinstance(deed, Deed) for deed in told):
            return 0.0
        return sum(deed is not None and deed != FOREIGN for deed in told) / len(lines)

    def open(self, head: bytes) -> Reader:  # noqa: ARG002 - each line says all by itself
        """A reader; what the file begins with makes no difference."""
        return EventReader(self.kind, self.told)


class EventReader:
    """Reads the blocks of one file."""

    def __init__(self, kind: type[msgspec.Struct], told: Callable[[Any], Deed | str]) -> None:
        self._decoder, self._told = msgspec.json.Decoder(kind), told

    def read(self, block: Block) -> tuple[AccessBatch, Skipped]:
        """The accesses of the block, and every other line with its reason."""
        deeds, lines, skipped, line = list[Deed](), list[int](), Skipped(), block.first_line
        reasons = dict[str, list[int]]()
        for begin, end in pieces(block, _PIECE):
            text = block.data[begin:end].tobytes()
            rows = int(np.count_nonzero(block.data[begin:end] == ord("\n"))) + (not text.endswith(b"\n"))
            for number, found in enumerate(self._piece(text, rows), line):
                if isinstance(found, Deed):
                    deeds.append(found)
                    lines.append(number)
                else:
                    reasons.setdefault(found, []).append(number)
            line += rows
        for reason, numbers in reasons.items():
            skipped.add(reason, numbers)
        return batch_of(deeds, lines), skipped

    def _piece(self, text: bytes, rows: int) -> list[Deed | str]:
        """What each line tells; all of them are decoded in one call where that can be done."""
        try:
            decoded = self._decoder.decode_lines(text)
        except _BROKEN:
            decoded = []
        if len(decoded) == rows:
            return list(map(self._told, decoded))
        found = []
        for line in text.removesuffix(b"\n").split(b"\n"):
            told = _told(self._decoder, self._told, line)
            found.append(refusal(line[:256]) if told is None else told)
        return found


def _told(decoder: msgspec.json.Decoder[Any], told: Callable[[Any], Deed | str], line: bytes) -> Deed | str | None:
    """What a line tells; None when it cannot be decoded."""
    try:
        return told(decoder.decode(line))
    except _BROKEN:
        return None
