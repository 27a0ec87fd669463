"""Who watches the watchers: looks, exports and changes go to the log; looks on to the ledger, as disclosures to who looked."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable

from headcount.catalog.tokens import Tokenizer
from headcount.console.interface import Viewer
from headcount.console.state import Look, State
from headcount.console.state.database import micro
from headcount.errors import LedgerError
from headcount.ledger import looks
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.looks import LookRow

STAFF = "headcount:"
"""What the account of a user of the console begins with in the ledger."""
PART = "console"
ONE_LOOK = dt.timedelta(seconds=10)
"""Whoever looks at the same client or person within this time after a look that was written down is still looking."""
_REMEMBERED = 10_000
_AWAY = "what its users looked at waits for the ledger: the console's store cannot be read; see [console] store"
_AT_ONCE = 10_000


class Watching:
    """Implements `interface.Watch`: what cannot be written down is not shown."""

    def __init__(self, state: State, clock: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)) -> None:
        """`clock` gives the time now, UTC."""
        self._state, self._clock = state, clock
        self._lately: dict[tuple[str, str, str], dt.datetime] = {}

    def looked(self, viewer: Viewer, what: str, at: str, route: str) -> None:
        """Write down a look at one client or person; what one page asks for piece by piece is one look.

        Raises:
            LedgerError: it cannot be written down.
        """
        look, now = (viewer.login, what, at), self._clock()
        before = self._lately.get(look)
        if before is not None and dt.timedelta() <= now - before < ONE_LOOK:
            return
        self._state.audit.looked(now, viewer.login, what, at, route)
        if len(self._lately) >= _REMEMBERED:
            self._lately = {}
        self._lately[look] = now

    def did(self, viewer: Viewer, what: str, detail: str) -> None:
        """Write down that somebody changed or took something.

        Raises:
            LedgerError: it cannot be written down.
        """
        self._state.audit.enter(self._clock(), viewer.login, what, detail)


class Bringing:
    """Brings looks into the ledger, each exactly once: called between two commits, as `service.loop.Parts.tidy` is."""

    def __init__(
        self,
        state: State,
        tokens: Tokenizer,
        trouble: Callable[[str, str], object] = lambda _, __: None,
        every: float = 2.0,
    ) -> None:
        """`trouble` is told what keeps looks waiting, empty when nothing does; `every` are seconds between two times at least."""
        self._state, self._tokens, self._trouble, self._every = state, tokens, trouble, every
        self._last = -every

    def register(self, ledger: EmbeddedLedger) -> None:
        """Give the console its place in a ledger that was just opened."""
        looks.register(ledger, self._state.name)

    def __call__(self, ledger: EmbeddedLedger) -> None:
        """Bring what waits. A store that cannot be read is told of, and tried again; counting goes on.

        Raises:
            LedgerError: the ledger failed; nothing was brought, or all of it.
        """
        now = time.monotonic()
        if now - self._last < self._every:
            return
        self._last = now
        while True:
            try:
                waiting = self._waiting(looks.position(ledger, self._state.name))
                last = f"{waiting[-1].entry} {self._state.looks.digest(waiting[-1].entry)}" if waiting else ""
            except LedgerError:
                self._trouble(PART, _AWAY)
                return
            self._trouble(PART, "")
            if not waiting:
                return
            looks.keep(ledger, self._state.name, list(map(self._row, waiting)), last)

    def _waiting(self, position: str) -> list[Look]:
        """The next looks after a position, `NUMBER DIGEST` of the log; those before it are forgotten.

        A store that was restored from a copy has other entries under the same numbers: what waits there is brought then.
        """
        entry, _, digest = position.partition(" ")
        kept = int(entry) if entry and self._state.looks.digest(int(entry)) == digest else 0
        if kept:
            self._state.looks.settled(kept)
        return self._state.looks.pending(kept, _AT_ONCE)

    def _row(self, look: Look) -> LookRow:
        client = look.what == "client"
        record = self._tokens.tokens_of(looks.CLIENT, [look.seen.encode()])[0] if client else int(look.seen, 16)
        return LookRow(micro(look.at), STAFF + look.login, record, client, look.entry)
