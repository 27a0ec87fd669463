"""The running service, joined as the configuration says: taps, ledger, judge, detectors, desk, and the door for gates."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from headcount import __version__
from headcount import config as composition
from headcount.alerts.dispatch import Dispatcher
from headcount.catalog.tokens import Tokenizer
from headcount.config import Config, load
from headcount.config.alerts import subscriptions
from headcount.config.durations import microseconds
from headcount.config.tap_parts import formats, taps
from headcount.errors import ConfigError, LedgerError
from headcount.incident.cases import Cases
from headcount.ledger.embedded import EmbeddedLedger
from headcount.policy.judge import Entered, MemoryJudge
from headcount.policy.store import VerdictStore
from headcount.service.control import Control, ControlServer
from headcount.service.dead_letters import DeadLetters
from headcount.service.desk import Desk
from headcount.service.detection import Detection
from headcount.service.expiry import Expiry
from headcount.service.facing import Facing
from headcount.service.findings import Findings
from headcount.service.logs import Log
from headcount.service.looking import Task
from headcount.service.loop import Loop, Parts
from headcount.service.probing import Task as Probing
from headcount.service.recalling import recall_counts
from headcount.service.reload import Reloader
from headcount.service.rounds import Rounds
from headcount.service.status import Status

FIXED = frozenset(
    {
        "routes",
        "canaries",
        "relations",
        "places",
        "scan",
        "map",
        "jsonl",
        "key",
        "taps",
        "serve",
        "alerts",
        "incidents",
        "console",
        "traces",
    }
)
"""Tables of the configuration that need a new start."""
OVERLAY = "console rules"
"""What does not work while the console's budgets and rules do not fit the file."""
UNFIT = "they do not fit headcount.toml and are not in force; the log says where: mend them on the console's page of rules"


class Companion(Protocol):
    """What else writes into the ledger between two commits: the console, which keeps who looked at whom."""

    def opening(self, ledger: EmbeddedLedger) -> None:
        """The ledger was opened, and nothing counts into it yet."""

    def tidy(self, ledger: EmbeddedLedger) -> None:
        """Nothing is under way in the ledger."""

    def closing(self) -> None:
        """The ledger is about to be closed."""


class Service:
    """Everything that `headcount serve` runs."""

    def __init__(
        self,
        config: Config,
        tokens: Tokenizer,
        key: Path,
        file: Path | None = None,
        log: Log | None = None,
        overlay: Callable[[Config], Config] = lambda base: base,
    ) -> None:
        """Join it; nothing runs before `run`.

        Args:
            config: as it was read.
            tokens: made under the key in the file `key`.
            key: a file.
            file: what `config` was read from, for `reload`.
            log: where it writes what happens.
            overlay: lays what people set in the console over what the file says (`config.overlay`).

        Raises:
            ConfigError: something in the configuration cannot be joined.
            LedgerError: the store of verdicts or of incidents cannot be opened.
        """
        self.companion: Companion | None = None
        """May be set before `run`."""
        self.base = config
        """The configuration without what the console adds."""
        self._overlay, self._changing = overlay, threading.Lock()
        self.status, self.log = Status(), log or Log(form=config.serve.log_format)
        config, unfit = self._started()
        self.config, self._tokens, self._key = config, tokens, key
        self._ledger = Path(config.serve.ledger)
        self._judge = composition.judge(config, tell=self._stepped)
        self._remembered = False
        store = composition.verdict_store(config, self._ledger)
        assert store is not None  # noqa: S101  # there is a ledger to keep it beside
        self._verdicts = store
        self._tracer = composition.tracer(config.traces, "headcount-serve")
        self._dispatcher = Dispatcher(subscriptions(config.alerts, file.parent if file else Path()))
        self._desk = Desk(self._judge, store, self.status, self.log, self._dispatcher.tell)
        self._desk.files = [str(self._ledger)]
        self._desk.trouble(OVERLAY, unfit)
        self._cases = Cases(config.incidents.place(self._ledger), config.incidents.longest_gap)
        self._findings = Findings(
            self._judge, self._desk, composition.rules(config), composition.groups(config), self._cases, store
        )
        self._detection = Detection(
            self._task,
            microseconds(config.serve.detect_every) / 1e6,
            self._findings.hear,
            self.status,
            self._desk.trouble,
        )
        self._expiry = Expiry(composition.keep(config.retention), self.log, self._desk.trouble)
        config.probe.rhythm()
        self._folder = str(file.parent if file else Path())
        self._rounds = Rounds(self._probing, self.log, self._dispatcher.tell, self._desk.trouble)
        self._control = Control(self.status, self._desk, config.serve.keys)
        self._desk.wake = self._control.changed
        self._servers: list[ControlServer] = []
        known, told = formats(config.taps, config.jsonl)
        self._loop = Loop(
            Parts(
                taps=taps(config.taps, self._ledger),
                span=self._tracer.span,
                open_ledger=self._open,
                make_catalogue=lambda: composition.catalogue(self.config, tokens, []),
                judge=self._judge,
                status=self.status,
                dead_letters=DeadLetters(self._dead_letters(), self.status, text=config.serve.dead_letter_text),
                formats=known,
                tap_formats=told,
                commit_every=microseconds(config.serve.commit_every) / 1e6,
                judged=self._settle,
                trouble=self._desk.trouble,
                opened=self._detection.begin,
                closing=self._closing,
                tidy=self._tidy,
            )
        )
        self._reloader = Reloader(file, load(file), self._apply, FIXED, self.status, self.log) if file else None

    def run(self) -> None:
        """Serve until `stop`, or until everything that is followed has ended.

        Raises:
            HeadcountError: it cannot start, or cannot commit at its end.
        """
        self._desk.restore()
        serve = self.config.serve
        tls = serve.certificate, serve.certificate_key, serve.client_ca
        for listen in filter(None, (serve.listen, serve.socket)):
            self._servers.append(ControlServer(self._control, listen, *tls))
        try:
            self.log.say("info", "started", version=__version__, listen=", ".join(one.address for one in self._servers))
            self._loop.run()
            self._desk.settle()
        finally:
            for server in self._servers:
                server.close()
            self._rounds.close()
            self._dispatcher.close()
            self._tracer.close()
            self._cases.close()
            self.log.say("info", "stopped")

    def stop(self) -> None:
        """Commit what has come, and end. May be called by a signal."""
        self._loop.stop()

    def reload(self) -> None:
        """Take over the changed configuration, or say why not."""
        if self._reloader is not None:
            self._reloader.reload()

    def facing(self) -> Facing:
        """What the console sees of it."""
        return Facing(self.status, self._desk, self._verdicts, self.take_over)

    @property
    def judge(self) -> MemoryJudge:
        """Who judges here."""
        return self._judge

    @property
    def verdicts(self) -> VerdictStore:
        """Where verdicts are kept."""
        return self._verdicts

    def trouble(self, part: str, what: str) -> None:
        """Say what a part has, in fixed words; empty when it works again."""
        self._desk.trouble(part, what)

    def take_over(self) -> None:
        """Put in force what people have changed in the console.

        Raises:
            ConfigError: it does not fit the file; what was in force goes on.
        """
        self._apply(self.base)

    def _started(self) -> tuple[Config, str]:
        """The configuration to start with, and what is to be told when the console's part of it is not in force."""
        try:
            return self._overlay(self.base), ""
        except ConfigError as error:
            self.log.say("error", "configuration refused", file="console", reason=str(error))
            return self.base, UNFIT

    def _apply(self, base: Config) -> None:
        try:
            with self._changing:
                self._renew(base, self._overlay(base))
        except LedgerError as error:
            raise ConfigError(f"the console's store cannot be read, so nothing was taken over: {error}") from error
        self._desk.trouble(OVERLAY, "")

    def _renew(self, base: Config, config: Config) -> None:
        config.probe.rhythm()
        self._expiry.keep = composition.keep(config.retention)
        composition.renew(self._judge, config)
        self._findings.take_over(composition.rules(config), composition.groups(config))
        self.base, self.config = base, config

    def _open(self) -> EmbeddedLedger:
        ledger = composition.ledger(self._ledger, self._tokens)
        if self.companion is not None:
            with ledger.told():
                self.companion.opening(ledger)
        if not self._remembered:
            with ledger.told():
                recall_counts(self._judge, ledger, time.time_ns() // 1000)
            self._remembered = True
        return ledger

    def _tidy(self, ledger: EmbeddedLedger) -> None:
        self._expiry(ledger)
        self._rounds(ledger)
        if self.companion is not None:
            self.companion.tidy(ledger)

    def _closing(self) -> None:
        self._detection.end()
        if self.companion is not None:
            self.companion.closing()

    def _stepped(self, entered: Entered) -> None:
        self._desk.stepped(entered)

    def _task(self, copy: str) -> Task:
        return Task(self.config, str(self._key), copy)

    def _probing(self) -> Probing:
        return Probing(self.config, self._folder)

    def _settle(self) -> None:
        self._desk.settle()
        if self._ledger.exists():
            self.status.gauge(ledger_bytes=self._ledger.stat().st_size)
        for place, receiver in enumerate(self._dispatcher.subscriptions):
            self.status.received(place, receiver.delivered, receiver.problem)

    def _dead_letters(self) -> Path:
        told = self.config.serve.dead_letters
        return Path(told) if told else self._ledger.with_name(self._ledger.name + ".dead-letters")
