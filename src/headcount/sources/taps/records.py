"""Records of a broker as a block of whole lines: the text of a record is one line, or several where it holds line feeds."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from headcount.model.text import PADDING
from headcount.sources.interface import Block
from headcount.sources.lines import DROPPED, LONGEST


def lines_of(text: bytes) -> bytes:
    """`text` as whole lines, each with its line feed; one at its end adds none. An empty text is one empty line.

    A line longer than 1 MiB becomes `DROPPED`, as in files: it is counted as skipped, and so is an empty one.
    """
    ended = text if text.endswith(b"\n") else text + b"\n"
    if len(ended) > LONGEST:
        ended = b"".join(DROPPED + b"\n" if len(line) > LONGEST else line + b"\n" for line in ended[:-1].split(b"\n"))
    return ended


def block_of(texts: Iterable[bytes], first_line: int) -> tuple[Block, int]:
    """The records as one block whose first line has this number, and how many lines they are."""
    lines = b"".join(map(lines_of, texts))
    data = np.frombuffer(lines + bytes(PADDING), np.uint8)
    return Block(data, len(lines), first_line, 0, len(lines)), lines.count(b"\n")
