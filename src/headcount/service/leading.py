"""Leading: of several `serve` processes over one ledger one leads, which counts, looks, tells and rolls up; the others stand by.

The leader is whoever holds an advisory lock in PostgreSQL, which the server lets go of as soon as the leader's connection ends,
however it ends. The lock says who should lead; that no two ever write is for the lease beside the ledger (`lease`): a leader that
was cut off from PostgreSQL, and counts on, keeps the next one waiting until it hears that it leads no more.

Source: PostgreSQL 17 documentation, 9.28.10 (advisory lock functions), 13.3.5 (advisory locks).
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from headcount import __version__
from headcount.config.live import ServeConfig
from headcount.errors import ConfigError
from headcount.model.kind import Kind
from headcount.model.verdict import Action, Verdict
from headcount.service.control import Control, ControlServer
from headcount.service.lease import lease
from headcount.service.logs import Log
from headcount.service.status import Status

STANDS_BY = "another process leads; this one stands by, and takes over when that one ends"
WAITS = "this process is to lead, and waits until the one before it has let go of the ledger"
AWAY = "PostgreSQL cannot be asked who leads; it is tried again"
_AGAIN = 0.5
"""Seconds between two questions."""
_ALIVE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "connect_timeout": 5, "tcp_user_timeout": 10_000}
"""So that a connection to a server that is gone ends within seconds (libpq, 32.1.2)."""
_GONE = "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3"
"""And so that the server lets go of the lock of a machine that is gone."""


class Nobody:
    """Implements `control.Desk` while another process has the verdicts."""

    newest = 0

    def verdicts(self, after: int) -> list[Verdict]:
        """None."""
        del after
        return []

    def order(self, lens: str, client: str, action: Action, mask: tuple[Kind, ...], seconds: int) -> Verdict:
        """Never asked: whoever stands by takes no keys."""
        raise NotImplementedError

    def lift(self, lens: str, client: str) -> None:
        """Nothing is."""
        del lens, client


class Leading:
    """One process's part in the election. `stop` may be called by a signal."""

    def __init__(self, serve: ServeConfig, log: Log | None = None) -> None:
        """Prepare; nobody is asked before `elected`.

        Raises:
            ConfigError: `leader` is no address of a PostgreSQL.
        """
        self.lost = False
        """Whether another leads now that this one had led."""
        self._serve, self._ledger = serve, Path(serve.ledger)
        self._log, self._status = log or Log(form=serve.log_format), Status()
        self._stopping, self._over = threading.Event(), threading.Event()
        self._stop_leading: Callable[[], None] = lambda: None
        self._number = int.from_bytes(hashlib.blake2b(f"headcount leads {serve.ledger}".encode(), digest_size=7).digest())
        try:
            self._engine = sa.create_engine(
                serve.leader, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT", connect_args=_ALIVE
            )
        except (SQLAlchemyError, ImportError) as error:
            raise ConfigError(f"[serve] leader is no address that can be used ({type(error).__name__})") from error
        if self._engine.dialect.name != "postgresql":
            raise ConfigError("[serve] leader names a PostgreSQL, such as postgresql+psycopg://headcount@db.example/headcount")
        self._connection: sa.Connection | None = None

    def stop(self) -> None:
        """Stand by no longer, or lead no longer."""
        self._stopping.set()
        self._stop_leading()

    @contextmanager
    def elected(self) -> Iterator[bool]:
        """Stand by until this process leads, and lead for the length of the block; False when it was stopped before.

        Raises:
            ConfigError: it cannot listen.
            OSError: the ledger's folder cannot be written.
        """
        try:
            with ExitStack() as held:
                with self._standing_by():
                    while not (leads := self._leads()) and not self._stopping.wait(_AGAIN):
                        pass
                    leads = leads and held.enter_context(lease(self._ledger, self._stopping.is_set))
                if leads:
                    self._log.say("info", "leads")
                yield leads
        finally:
            self._over.set()
            self._let_go()
            self._engine.dispose()

    def watch(self, stop: Callable[[], None]) -> None:
        """From now on see to it that this process still leads; where another does, `stop` is called."""
        self._stop_leading = stop
        threading.Thread(target=self._work, args=(stop,), name="leading", daemon=True).start()
        if self._stopping.is_set():
            stop()

    def _work(self, stop: Callable[[], None]) -> None:
        while not self._over.wait(2 * _AGAIN):
            if self._still() or self._leads() or not self._reached:
                continue
            self.lost = True
            self._log.say("error", "another process leads now; this one ends")
            stop()
            return

    def _leads(self) -> bool:
        """Whether the lock is ours, or could be had now."""
        self._let_go()
        try:
            self._connection = self._engine.connect()
            self._connection.exec_driver_sql(_GONE)
            won = bool(self._connection.scalar(sa.select(sa.func.pg_try_advisory_lock(self._number))))
        except SQLAlchemyError:
            self._reached = False
            self._status.problem("leader", AWAY)
            return False
        self._reached = True
        self._status.problem("leader", WAITS if won else STANDS_BY)
        return won

    _reached = False
    """Whether PostgreSQL answered the last time."""

    def _still(self) -> bool:
        """Whether the connection that holds the lock is there."""
        try:
            return self._connection is not None and self._connection.scalar(sa.select(1)) == 1
        except SQLAlchemyError:
            return False

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # closed without a word to a server that may be gone
            self._connection.close()
            self._connection = None

    @contextmanager
    def _standing_by(self) -> Iterator[None]:
        """Answer for the health of this process meanwhile."""
        control = Control(self._status, Nobody())
        tls = self._serve.certificate, self._serve.certificate_key, self._serve.client_ca
        servers = [ControlServer(control, listen, *tls) for listen in (self._serve.listen, self._serve.socket) if listen]
        try:
            self._log.say("info", "stands by", version=__version__, listen=", ".join(one.address for one in servers))
            self._status.ready()
            yield
        finally:
            for server in servers:
                server.close()
