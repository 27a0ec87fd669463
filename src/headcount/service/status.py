"""What the running service knows of itself: counted by its threads, read by its health answers and metrics."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

_FILE = re.compile(r"(?<![\w.])/[^\s;:,)]+")
"""A path from the root on."""
_MOST_GATES = 64


def without_files(text: str) -> str:
    """What is said of a problem, for people who need no key to read it."""
    return _FILE.sub("a file", text)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All of it at one moment."""

    counts: Mapping[str, int]
    """`lines`, `accesses`, `disclosures`, `commits`, `detections`, `reloads`, since the start."""
    skipped: Mapping[str, int]
    """Lines that are no accesses, by reason."""
    dead_letters: Mapping[str, int]
    """Records that were put aside, by reason."""
    findings: Mapping[str, int]
    """New findings by detector."""
    verdicts: Mapping[str, int]
    """Verdicts that were set, by action; those of a dry run under `observe:ACTION`."""
    lag: Mapping[str, tuple[int | None, int | None]]
    """(records, bytes) not yet read, by tap; None where the tap cannot know."""
    tapped: Mapping[tuple[str, str], int]
    """What taps that others push to have counted, by (tap, what)."""
    gauges: Mapping[str, float]
    """As `metrics.GAUGES` names them; times in seconds since 1970."""
    problems: Mapping[str, str]
    """What does not work just now, by part, in fixed words with the remedy."""
    ready: bool
    """Whether it has caught up with starting: the ledger is open and every tap has been asked once."""
    receivers: Mapping[int, tuple[int, str]] = field(default_factory=dict)
    """Of each receiver of alerts, by its place in the configuration from 0: messages that it took, and why not the last one."""
    gates: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    """Of each gate that asked for verdicts, by name: when it asked last, in seconds since 1970, and up to which number it has
    them; the latest 64."""


@dataclass(slots=True)
class Status:
    """Thread-safe; every method returns at once."""

    _counts: Counter[str] = field(default_factory=Counter)
    _skipped: Counter[str] = field(default_factory=Counter)
    _dead: Counter[str] = field(default_factory=Counter)
    _findings: Counter[str] = field(default_factory=Counter)
    _verdicts: Counter[str] = field(default_factory=Counter)
    _lag: dict[str, tuple[int | None, int | None]] = field(default_factory=dict)
    _tapped: dict[tuple[str, str], int] = field(default_factory=dict)
    _gauges: dict[str, float] = field(default_factory=dict)
    _problems: dict[str, str] = field(default_factory=dict)
    _ready: bool = False
    _receivers: dict[int, tuple[int, str]] = field(default_factory=dict)
    _gates: dict[str, tuple[float, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, **more: int) -> None:
        """Add to counters: `count(lines=5, accesses=4)`."""
        with self._lock:
            self._counts.update(more)

    def skip(self, reason: str, lines: int) -> None:
        """Lines that are no accesses."""
        with self._lock:
            self._skipped[reason] += lines

    def put_aside(self, reason: str, records: int = 1) -> None:
        """Records that went to the dead letters."""
        with self._lock:
            self._dead[reason] += records

    def found(self, detector: str, findings: int = 1) -> None:
        """New findings."""
        with self._lock:
            self._findings[detector] += findings

    def judged(self, action: str, *, observe: bool) -> None:
        """One verdict that was set."""
        with self._lock:
            self._verdicts[f"observe:{action}" if observe else action] += 1

    def behind(self, tap: str, records: int | None, size: int | None) -> None:
        """How far a tap is behind: records and bytes not yet read, None where it cannot know."""
        with self._lock:
            self._lag[tap] = (records, size)

    def tapped(self, tap: str, counts: Mapping[str, int]) -> None:
        """What a tap that others push to has counted since the start."""
        with self._lock:
            self._tapped |= {(tap, what): count for what, count in counts.items()}

    def gauge(self, **now: float) -> None:
        """Set gauges: `gauge(ledger_bytes=1e6)`."""
        with self._lock:
            self._gauges.update(now)

    def problem(self, part: str, what: str) -> bool:
        """Say what a part has, in fixed words with the remedy; empty when it works again. Tells whether that is news."""
        what = without_files(what)
        with self._lock:
            news = self._problems.get(part, "") != what
            self._problems[part] = what
            if not what:
                del self._problems[part]
            return news

    def received(self, place: int, messages: int, problem: str) -> None:
        """How a receiver of alerts is doing: messages that it took, and why it did not take the last one, empty when it did."""
        with self._lock:
            self._receivers[place] = messages, without_files(problem)

    def gate_asked(self, name: str, at: float, heard: int) -> None:
        """A gate asked for the verdicts after number `heard`, at a time in seconds since 1970."""
        with self._lock:
            self._gates.pop(name, None)
            self._gates[name] = at, heard
            if len(self._gates) > _MOST_GATES:
                del self._gates[next(iter(self._gates))]

    def ready(self) -> None:
        """The service has started."""
        with self._lock:
            self._ready = True

    def snapshot(self) -> Snapshot:
        """A copy of everything."""
        with self._lock:
            return Snapshot(
                dict(self._counts),
                dict(self._skipped),
                dict(self._dead),
                dict(self._findings),
                dict(self._verdicts),
                dict(self._lag),
                dict(self._tapped),
                dict(self._gauges),
                dict(self._problems),
                self._ready,
                dict(self._receivers),
                dict(self._gates),
            )
