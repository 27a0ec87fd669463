"""Rounds over our stores at their hours: each a process of its own; what changed is kept, written down and told."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable

import msgspec

from headcount.errors import LedgerError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.postures import OPEN, Spell, changes, mark, remember, runs
from headcount.model.alert import Alert, Concern
from headcount.model.posture import Posture, Severity, Store
from headcount.service.logs import Log
from headcount.service.probing import Round, Task

PART = "probe"
WHO = "serve"
"""Who looks, in the ledger."""
UNKEPT = "what was found about our stores cannot be kept; make room, it is tried again in a minute"
_AGAIN = 60.0
_LONGEST = 4 * 3600.0
"""Seconds that a round may take at the most, whatever a store does."""
_NICE = "19"


class Rounds:
    """Called with the ledger after every commit, and again and again while nothing comes; `close` ends what is under way."""

    def __init__(
        self,
        task: Callable[[], Task],
        log: Log,
        tell: Callable[[Iterable[Alert]], None],
        trouble: Callable[[str, str], object],
    ) -> None:
        """Nothing is looked at before it is called.

        Args:
            task: by the configuration in force; without `every` of `[probe]` nothing is looked at.
            log: told of every round and change.
            tell: brings alerts on their way.
            trouble: told what keeps it from looking; empty when it looks again.
        """
        self._task, self._log, self._tell, self._trouble = task, log, tell, trouble
        self._lock = threading.Lock()
        self._seen: Round | None = None
        self._thread: threading.Thread | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._ended = False
        self._last: float | None = None
        self._retry = 0.0

    def __call__(self, ledger: EmbeddedLedger) -> None:
        """Keep what a round has found, or begin the next when it is due."""
        with self._lock:
            seen = self._seen
        if seen is not None and time.monotonic() >= self._retry:
            self._take(seen, ledger)
            return
        every = self._task().config.probe.rhythm()
        if not every or self._thread is not None or self._ended:
            return
        if self._last is None:
            looks = [look.at.timestamp() for look in runs(ledger, 1_000) if look.who == WHO]
            self._last = time.monotonic() - (time.time() - looks[0] if looks else every)
        if time.monotonic() - self._last >= every:
            self._last = time.monotonic()
            self._thread = threading.Thread(target=self._work, args=(self._task(),), name="probe", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End a round that is under way; it is begun anew with the next start."""
        with self._lock:
            self._ended = True
            if self._child is not None:
                self._child.kill()
        if self._thread is not None:
            self._thread.join(10)

    def _work(self, task: Task) -> None:
        try:
            seen = self._asked(task)
        except (OSError, msgspec.MsgspecError) as error:
            seen = Round(problem=f"the look at our stores failed ({type(error).__name__}); it is begun again at the next hour")
        with self._lock:
            self._child, self._seen = None, seen

    def _asked(self, task: Task) -> Round:
        """What the process of its own says."""
        command = ["nice", "-n", _NICE, sys.executable, "-m", "headcount.service.probing"]
        with self._lock:
            if self._ended:
                return Round()
            self._child = child = subprocess.Popen(  # noqa: S603  # our own module
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        try:
            told, _ = child.communicate(msgspec.json.encode(task), timeout=_LONGEST)
        except subprocess.TimeoutExpired:
            child.kill()
            child.communicate()
            return Round(problem="the look at our stores took too long and was ended; it is begun again at the next hour")
        if child.returncode:
            return Round(problem=f"the look at our stores ended with code {child.returncode}; it is begun again at the next hour")
        return msgspec.json.decode(told, type=Round)

    def _take(self, seen: Round, ledger: EmbeddedLedger) -> None:
        if seen.found is not None:
            try:
                with ledger.told():
                    remember(ledger, seen.found, WHO)
                    began, ended = changes(ledger, seen.found.made)
            except LedgerError:
                self._trouble(PART, UNKEPT)
                self._retry = time.monotonic() + _AGAIN
                return
            stores, left = seen.found.stores, len(seen.found.refused)
            weaknesses = sum(len(store.weaknesses) for store in stores)
            took = round(seen.found.seconds, 1)
            self._log.say("info", "stores looked at", count=len(stores), skipped=left, findings=weaknesses, seconds=took)
            self._changed(seen.found, set(seen.accepted), began, ended)
        self._trouble(PART, seen.problem)
        with self._lock:
            self._seen, self._thread = None, None

    def _changed(self, found: Posture, accepted: set[str], began: list[Spell], ended: list[Spell]) -> None:
        """Write down every change, and tell of those that somebody has to do something about, or has done it."""
        stores = {store.url: store for store in found.stores}
        opened = {spell.url for spell in began if spell.code == OPEN}
        alerts = []
        for spell in [*began, *ended]:
            store, what = stores[spell.url], _what(spell)
            self._log.say(
                "warning" if spell.ended is None else "info", f"store {what}", reference=mark(store.url), reason=spell.code
            )
            if spell.code == OPEN:
                known = spell.ended is None and _known(store, accepted)
            else:
                known = spell.ended is not None or store.url in opened or _minor(store, spell, accepted)
            if not known:
                alerts.append(_alert(store, what, spell, int(found.made.timestamp() * 1e6)))
        self._tell(alerts)


def _what(spell: Spell) -> str:
    if spell.code == OPEN:
        return "opened" if spell.ended is None else "closed"
    return "weaker" if spell.ended is None else "mended"


def _known(store: Store, accepted: set[str]) -> bool:
    """Whether somebody has accepted every grave weakness of an open store."""
    grave = [weakness for weakness in store.weaknesses if weakness.severity is Severity.HIGH]
    return bool(grave) and all(f"{store.url} {weakness.code}" in accepted for weakness in grave)


def _minor(store: Store, spell: Spell, accepted: set[str]) -> bool:
    """Whether a new weakness is accepted, or nothing that a stranger can use today."""
    severity = {weakness.code: weakness.severity for weakness in store.weaknesses}
    return severity.get(spell.code) is not Severity.HIGH or f"{store.url} {spell.code}" in accepted


def _alert(store: Store, what: str, spell: Spell, at: int) -> Alert:
    detail = store.product or "unknown product"
    if spell.code != OPEN:
        detail = f"{detail}, {spell.code}"
    opened = what == "opened"
    records, grade = (store.estimate or 0, store.grade) if opened else (0, 0)
    return Alert(Concern.STORE, at, what, mark(store.url), records=records, detail=detail, grade=grade)
