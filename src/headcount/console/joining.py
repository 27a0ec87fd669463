"""The console, joined: over a ledger that nobody writes, or in a service that does."""

from __future__ import annotations

import datetime as dt
import functools
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from headcount import config as composition
from headcount.catalog.tokens import Tokenizer
from headcount.config import Config
from headcount.config.console import ConsoleConfig
from headcount.config.overlay import overlaid
from headcount.console.app import Console
from headcount.console.interface import Board, Parts, Running
from headcount.console.register import KeptRegister
from headcount.console.running import Resting
from headcount.console.signing import SigningDoor
from headcount.console.state import State
from headcount.console.watching import Bringing, Watching
from headcount.errors import ConfigError, LedgerError
from headcount.incident.cases import Cases
from headcount.ledger.board import Board as KeptBoard
from headcount.ledger.board import Renewal, board_of
from headcount.ledger.embedded import EmbeddedLedger
from headcount.policy.store import VerdictStore

RULES = "rules"
"""The document with the console's budgets and rules."""
BOARD = "board"
"""What troubles with keeping the board up to date are told of."""


def now() -> dt.datetime:
    """The time now, UTC."""
    return dt.datetime.now(dt.UTC)


def overlay(state: State, base: Config) -> Config:
    """A configuration with what people set in the console.

    Raises:
        ConfigError: it does not fit the file.
        LedgerError: the console's store cannot be read.
    """
    newest = state.documents.newest(RULES)
    return overlaid(base, newest.text if newest else "", state.known.all())


class LentCases(Cases):
    """Stays open when a page closes it: opening costs milliseconds."""

    def close(self) -> None:
        """Nothing; `Lending.close` does it."""


class Lending:
    """Opens the store of incidents once, and lends it to every page."""

    def __init__(self, place: str, gap: dt.timedelta) -> None:
        """As `Cases`."""
        self._place, self._gap = place, gap
        self._lock = threading.Lock()
        self._lent: LentCases | None = None

    def __call__(self) -> Cases:
        """The store, open.

        Raises:
            LedgerError: it cannot be opened.
        """
        with self._lock:
            if self._lent is None:
                self._lent = LentCases(self._place, self._gap)
            return self._lent

    def close(self) -> None:
        """Let go of it."""
        with self._lock:
            if self._lent is not None:
                Cases.close(self._lent)
                self._lent = None


def let_go(console: Console) -> None:
    """Let go of what a console that `resting` or `live` made has opened; nobody asks it any more."""
    if isinstance(console.parts.cases, Lending):
        console.parts.cases.close()
    if isinstance(console.parts.running, Resting):
        console.parts.running.close()


def renewal(config: Config, ledger: Path) -> Renewal:
    """Who keeps the board of a ledger up to date."""
    return Renewal(board_of(ledger), composition.standing(config), composition.levels(config))


def parts(
    config: Callable[[], Config],
    base: Callable[[], Config],
    tokens: Tokenizer,
    ledger: Path,
    state: State,
    running: Running,
    beside: Callable[[], EmbeddedLedger],
    file: Path | None = None,
) -> Parts:
    """What stands behind the pages.

    Args:
        config: as it is in force.
        base: as the file has it.
        tokens: makes tokens of values.
        ledger: its file.
        state: the console's own.
        running: the service, or what stands in its place.
        beside: gives a connection of its own to the ledger.
        file: what the configuration was read from.
    """
    board: Board = KeptBoard(board_of(ledger), composition.levels(base()))
    kept = base().incidents
    return Parts(
        board=board,
        running=running,
        watch=Watching(state, now),
        cases=Lending(kept.place(ledger), kept.longest_gap),
        config=config,
        ledger=ledger,
        tokens=tokens,
        register=KeptRegister(state.known, state.notes, now),
        documents=state.documents,
        base=base,
        config_file=file,
        beside=beside,
        state=state,
        clock=now,
    )


def resting(config: Config, tokens: Tokenizer, ledger: Path, state: State, file: Path | None = None) -> Console:
    """A console over a ledger that no service keeps: nothing can be decided in it.

    Raises:
        ConfigError: something of `[console]` cannot be used.
    """
    store = functools.partial(_verdicts, config, ledger)
    open_ledger = functools.partial(composition.ledger, ledger, tokens, read_only=True)
    made = parts(
        functools.partial(_standing, state, config), lambda: config, tokens, ledger, state, Resting(store), open_ledger, file
    )
    return Console(made, SigningDoor(state, config.console, now, live=False))


class Serving(Protocol):
    """`service.joining.Service`, as far as the console knows it."""

    base: Config
    config: Config

    def facing(self) -> Running:
        """What the console sees of it."""


def live(
    service: Serving,
    tokens: Tokenizer,
    ledger: Path,
    state: State,
    beside: Beside,
    console: ConsoleConfig,
    file: Path | None = None,
) -> Console:
    """The console of a service.

    Raises:
        ConfigError: something of `[console]` cannot be used.
    """
    made = parts(lambda: service.config, lambda: service.base, tokens, ledger, state, service.facing(), beside.connection, file)
    return Console(made, SigningDoor(state, console, now))


def _standing(state: State, config: Config) -> Config:
    """What would be in force: the file alone, where what people set in the console does not fit it any more."""
    try:
        return overlay(state, config)
    except ConfigError:
        return config


def _verdicts(config: Config, ledger: Path) -> VerdictStore | None:
    """The store of verdicts, if there is one: reading makes none."""
    named = bool(config.policy.store)
    return composition.verdict_store(config, ledger) if named or Path(f"{ledger}.verdicts").is_file() else None


class Keeper(Protocol):
    """`ledger.board.Renewal` in a service: renews the board again and again."""

    def begin(self, ledger: EmbeddedLedger) -> None:
        """Follow an open ledger, from a connection and a thread of its own."""

    def end(self) -> None:
        """Let go of it; nothing happens where nothing was begun."""

    @property
    def problem(self) -> str:
        """What keeps the board from being renewed just now; empty when nothing does."""


class Beside:
    """A console in a running service (`service.joining.Companion`): renews the board, and brings looks into the ledger."""

    def __init__(self, state: State, tokens: Tokenizer, keeper: Keeper, trouble: Callable[[str, str], object]) -> None:
        """`trouble` is told what does not work, by part, and nothing of a part that works; it tells what is new of that."""
        self._bringing = Bringing(state, tokens, trouble)
        self._keeper, self._trouble = keeper, trouble
        self._ledger: EmbeddedLedger | None = None
        self._followed = False

    def opening(self, ledger: EmbeddedLedger) -> None:
        """The ledger was opened, and nothing counts into it yet."""
        self._bringing.register(ledger)
        self._ledger = ledger

    def tidy(self, ledger: EmbeddedLedger) -> None:
        """Nothing is under way in the ledger."""
        if not self._followed:
            self._followed = True
            self._keeper.begin(ledger)
        self._trouble(BOARD, self._keeper.problem)
        self._bringing(ledger)

    def closing(self) -> None:
        """The ledger is about to be closed."""
        if self._followed:
            self._keeper.end()
            self._trouble(BOARD, "")
        self._ledger, self._followed = None, False

    def connection(self) -> EmbeddedLedger:
        """A connection of its own to the ledger; the caller closes it.

        Raises:
            LedgerError: the ledger is not open just now.
        """
        ledger = self._ledger
        if ledger is None:
            raise LedgerError("the ledger is not open just now; try again in a moment")
        return ledger.beside()
