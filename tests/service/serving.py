"""A loop over taps of the test's own, and taps that hand out what they are told."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import Callers
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.ledger.embedded import EmbeddedLedger
from headcount.policy.interface import Judge
from headcount.policy.judge import MemoryJudge
from headcount.service.dead_letters import DeadLetters
from headcount.service.loop import Loop, Parts
from headcount.service.status import Status
from headcount.sources import SOURCES
from headcount.sources.interface import Block
from headcount.sources.taps.interface import Lag, LiveTap, Piece

TOKENS = Tokenizer(key_of_passphrase("a served ledger"))


class ToldTap:
    """Hands out texts as pieces of one stream, each as soon as it is asked for; the position is the number of lines."""

    def __init__(self, name: str, texts: Sequence[bytes] = (), stream: str = "only") -> None:
        self.name, self.problem, self.ended = name, "", False
        self.acknowledged: list[Mapping[str, str]] = []
        self._stream, self._texts, self._line = stream, deque(texts), 1

    def resume(self, positions: Mapping[str, tuple[str, int]]) -> None:
        position, lines = positions.get(self._stream, ("0", 0))
        assert int(position) == lines
        while self._line <= lines:
            self._line += self._texts.popleft().count(b"\n")

    def take(self, wait: float, most: int) -> Sequence[Piece]:
        del wait, most
        if not self._texts:
            self.ended = True
            return []
        block = Block.of(self._texts.popleft(), self._line)
        self._line += block.data[: block.size].tobytes().count(b"\n")
        return [Piece(self._stream, block, str(self._line - 1))]

    def committed(self, positions: Mapping[str, str]) -> None:
        self.acknowledged.append(dict(positions))

    def lag(self) -> Lag:
        return Lag(len(self._texts), None)

    def close(self) -> None:
        pass


def parts(folder: Path, taps: Sequence[LiveTap], judge: Judge | None = None, **more: object) -> Parts:
    status = Status()
    settings = {
        "open_ledger": lambda: EmbeddedLedger(folder / "ledger", TOKENS.key_id),
        "make_catalogue": lambda: Catalogue(TOKENS, Callers(TOKENS)),
        "dead_letters": DeadLetters(folder / "dead", status),
        "commit_every": 0.02,
    } | more
    return Parts(
        taps=taps,
        judge=judge or MemoryJudge(),
        status=status,
        formats={source.name: source for source in SOURCES},
        **settings,  # type: ignore[arg-type]  # as the tests name them
    )


def run_until(loop: Loop, done: object, seconds: float = 60.0) -> None:
    """Run a loop until `done()` holds; then stop it."""

    def watch() -> None:
        until = time.monotonic() + seconds
        while not done() and time.monotonic() < until:  # type: ignore[operator]  # a condition
            time.sleep(0.02)
        loop.stop()

    threading.Thread(target=watch, daemon=True).start()
    loop.run()
