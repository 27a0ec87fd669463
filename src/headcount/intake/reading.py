"""Reading blocks into accesses: only those that a calendar can show, and one block ahead of who counts them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from headcount.model.access import AccessBatch
from headcount.model.skipped import Skipped
from headcount.sources.interface import Block

_EARLIEST, _LATEST = -62_135_424_000_000_000, 253_402_041_600_000_000
"""0001-01-03 and 9999-12-29, microseconds since 1970: what every time zone of the reports can show."""
_UNDATABLE = "time not readable"

Read = Callable[[Block], tuple[AccessBatch, Skipped]]
"""`Reader.read`."""


def datable(read: Read) -> Read:
    """`read` without accesses of years that no calendar here can show: they are skipped."""

    def datable(block: Block) -> tuple[AccessBatch, Skipped]:
        batch, skipped = read(block)
        odd = (batch.time < _EARLIEST) | (batch.time > _LATEST)
        if odd.any():
            skipped.add(_UNDATABLE, batch.line[odd])
            batch = batch.take(~odd)
        return batch, skipped

    return datable


def ahead(blocks: Iterator[Block], read: Read) -> Iterator[tuple[Block, tuple[AccessBatch, Skipped]]]:
    """Blocks with what was read from them, one block ahead of the consumer in a thread of its own."""
    with ThreadPoolExecutor(1, "reader") as pool:
        waiting: deque[Future[tuple[Block, tuple[AccessBatch, Skipped]] | None]] = deque()

        def one() -> tuple[Block, tuple[AccessBatch, Skipped]] | None:
            block = next(blocks, None)
            return None if block is None else (block, read(block))

        waiting.append(pool.submit(one))
        while waiting:
            done = waiting.popleft().result()
            if done is None:
                return
            waiting.append(pool.submit(one))
            yield done
