"""The running service, joined as the configuration says: taps, ledger, judge, detectors, desk, and the door for gates."""

from __future__ import annotations

import time
from pathlib import Path

from headcount import __version__
from headcount import config as composition
from headcount.alerts.dispatch import Dispatcher
from headcount.catalog.tokens import Tokenizer
from headcount.config import Config, load
from headcount.config.alerts import subscriptions
from headcount.config.durations import microseconds
from headcount.config.tap_parts import formats, taps
from headcount.incident.cases import Cases
from headcount.ledger.embedded import EmbeddedLedger
from headcount.policy.judge import Entered
from headcount.service.control import Control, ControlServer
from headcount.service.dead_letters import DeadLetters
from headcount.service.desk import Desk
from headcount.service.detection import Detection
from headcount.service.expiry import Expiry
from headcount.service.findings import Findings
from headcount.service.logs import Log
from headcount.service.looking import Task
from headcount.service.loop import Loop, Parts
from headcount.service.recalling import recall_counts
from headcount.service.reload import Reloader
from headcount.service.status import Status

FIXED = frozenset(
    {"routes", "canaries", "relations", "places", "scan", "map", "jsonl", "key", "taps", "serve", "alerts", "incidents"}
)
"""Tables of the configuration that need a new start."""


class Service:
    """Everything that `headcount serve` runs."""

    def __init__(self, config: Config, tokens: Tokenizer, key: Path, file: Path | None = None, log: Log | None = None) -> None:
        """`tokens` are made under the key in the file `key`; `file` is what `config` was read from, for `reload`.

        Raises:
            ConfigError: something in the configuration cannot be joined.
            LedgerError: the store of verdicts or of incidents cannot be opened.
        """
        self._config, self._tokens, self._key = config, tokens, key
        self._ledger = Path(config.serve.ledger)
        self.status, self.log = Status(), log or Log(form=config.serve.log_format)
        self._judge = composition.judge(config, tell=self._stepped)
        self._remembered = False
        store = composition.verdict_store(config, self._ledger)
        assert store is not None  # noqa: S101  # there is a ledger to keep it beside
        self._dispatcher = Dispatcher(subscriptions(config.alerts, file.parent if file else Path()))
        self._desk = Desk(self._judge, store, self.status, self.log, self._dispatcher.tell)
        self._desk.files = [str(self._ledger)]
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
        self._control = Control(self.status, self._desk, config.serve.keys)
        self._desk.wake = self._control.changed
        self._servers: list[ControlServer] = []
        known, told = formats(config.taps, config.jsonl)
        self._loop = Loop(
            Parts(
                taps=taps(config.taps, self._ledger),
                open_ledger=self._open,
                make_catalogue=lambda: composition.catalogue(self._config, tokens, []),
                judge=self._judge,
                status=self.status,
                dead_letters=DeadLetters(self._dead_letters(), self.status, text=config.serve.dead_letter_text),
                formats=known,
                tap_formats=told,
                commit_every=microseconds(config.serve.commit_every) / 1e6,
                judged=self._settle,
                trouble=self._desk.trouble,
                opened=self._detection.begin,
                closing=self._detection.end,
                tidy=self._expiry,
            )
        )
        self._reloader = Reloader(file, load(file), self._apply, FIXED, self.status, self.log) if file else None

    def run(self) -> None:
        """Serve until `stop`, or until everything that is followed has ended.

        Raises:
            HeadcountError: it cannot start, or cannot commit at its end.
        """
        self._desk.restore()
        serve = self._config.serve
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
            self._dispatcher.close()
            self._cases.close()
            self.log.say("info", "stopped")

    def stop(self) -> None:
        """Commit what has come, and end. May be called by a signal."""
        self._loop.stop()

    def reload(self) -> None:
        """Take over the changed configuration, or say why not."""
        if self._reloader is not None:
            self._reloader.reload()

    def _apply(self, config: Config) -> None:
        self._expiry.keep = composition.keep(config.retention)
        composition.renew(self._judge, config)
        self._findings.take_over(composition.rules(config), composition.groups(config))
        self._config = config

    def _open(self) -> EmbeddedLedger:
        ledger = composition.ledger(self._ledger, self._tokens)
        if not self._remembered:
            with ledger.told():
                recall_counts(self._judge, ledger, time.time_ns() // 1000)
            self._remembered = True
        return ledger

    def _stepped(self, entered: Entered) -> None:
        self._desk.stepped(entered)

    def _task(self, copy: str) -> Task:
        return Task(self._config, str(self._key), copy)

    def _settle(self) -> None:
        self._desk.settle()
        if self._ledger.exists():
            self.status.gauge(ledger_bytes=self._ledger.stat().st_size)

    def _dead_letters(self) -> Path:
        told = self._config.serve.dead_letters
        return Path(told) if told else self._ledger.with_name(self._ledger.name + ".dead-letters")
