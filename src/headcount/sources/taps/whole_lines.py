"""Where whole lines end in what was read, and what stands in the place of lines that are too long."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.model.text import PADDING
from headcount.sources.lines import DROPPED, LONGEST

_LOOK, _FEED = 4096, 10


def last_feed(data: NDArray[np.uint8], size: int) -> int:
    """Position of the last line feed in data[:size]; -1 when there is none."""
    look = _LOOK
    while True:
        back = max(size - look, 0)
        feed = data[back:size].tobytes().rfind(b"\n")
        if feed >= 0 or not back:
            return back + feed if feed >= 0 else -1
        look *= 8


def has_long_line(data: NDArray[np.uint8], size: int) -> bool:
    """Whether data[:size] may hold a line longer than `LONGEST`: some stretch of half that length has no line feed."""
    step = LONGEST // 2
    for at in range(0, size - step, step):
        near = data[at : at + _LOOK] == _FEED
        if not near.any() and not (data[at : at + step] == _FEED).any():
            return True
    return False


def without_long_lines(text: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], int, int]:
    """The lines with `DROPPED` in the place of every too long one, padded; their size, and how many bytes were removed."""
    lines = text.tobytes().split(b"\n")
    kept = b"\n".join(DROPPED if len(line) > LONGEST else line for line in lines)
    return np.frombuffer(kept + bytes(PADDING), np.uint8), len(kept), len(text) - len(kept)
