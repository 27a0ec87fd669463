"""Verdicts come from `headcount serve`: asked for with a long wait, kept on disk for a start without it."""

from __future__ import annotations

import http.client
import os
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import quote, urlsplit

import msgspec

from headcount.errors import ConfigError
from headcount.model.verdict import Verdict

WAIT = 25
"""Seconds that `serve` may keep a question open until there is something new."""
_SPARE = 10.0
_BETWEEN = 0.1
"""Seconds between two questions that had no answer, should `serve` not wait by itself."""
_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.5, 15.0
_DECODE = msgspec.json.Decoder(Verdict)
_ENCODE = msgspec.json.Encoder()
NEWEST = "X-Headcount-Newest"
"""Header in which `serve` tells the number of its newest verdict: when that falls, its store is a new one."""
GATE = "X-Headcount-Gate"
"""Header in which the gate says its name, percent-encoded."""


class KeptVerdicts:
    """The verdicts that a gate knows of, in a file of JSON lines that is replaced as a whole (mode 0600)."""

    def __init__(self, path: Path | None) -> None:
        """Without a path nothing is kept."""
        self._path = path
        self._known: dict[tuple[str, str, str], Verdict] = {}

    def load(self, now: int) -> list[Verdict]:
        """What was kept and has not ended. A file that cannot be read is as good as none: `serve` has them all."""
        if self._path is None or not self._path.is_file():
            return []
        try:
            kept = _DECODE.decode_lines(self._path.read_bytes())
        except (OSError, msgspec.DecodeError):
            return []
        self._known = {_ground(verdict): verdict for verdict in kept if verdict.until > now}
        return sorted(self._known.values(), key=lambda verdict: verdict.number)

    def keep(self, verdicts: Sequence[Verdict], now: int) -> None:
        """Keep these too.

        Raises:
            OSError: the file cannot be written; what it held before is still there.
        """
        self._known.update((_ground(verdict), verdict) for verdict in verdicts)
        self._known = {ground: verdict for ground, verdict in self._known.items() if verdict.until > now}
        if self._path is None:
            return
        beside = self._path.with_name(self._path.name + ".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(_ENCODE.encode_lines(self._known.values()))
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._path)


def _ground(verdict: Verdict) -> tuple[str, str, str]:
    return verdict.lens, verdict.client, verdict.reason


class VerdictFeed:
    """A thread that asks `serve` for verdicts for as long as the gate runs. While `serve` is away, what is known stays."""

    def __init__(
        self,
        serve: str,
        key: str,
        kept: KeptVerdicts,
        deliver: Callable[[Sequence[Verdict]], None],
        told: Callable[[str], None],
        *,
        wait: int = WAIT,
        name: str = "",
    ) -> None:
        """`deliver` takes new verdicts, by number; `told` hears when `serve` goes away and when it is back.

        `name` tells gates apart for people; empty: `serve` takes the address that it is asked from.

        Raises:
            ConfigError: `serve` is no address.
        """
        parts = urlsplit(serve)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ConfigError(f"[gate] serve: {serve} is no address; write one such as http://127.0.0.1:4281")
        self._parts = parts
        self._key = key
        self._kept = kept
        self._deliver = deliver
        self._told = told
        self._wait = wait
        self._name = {GATE: quote(name, safe=" /:.[]@")} if name else {}
        self._after = 0
        self._asked = False
        self._ended = threading.Event()
        self._away = False
        self._thread = threading.Thread(target=self._run, name="verdicts", daemon=True)

    @property
    def problem(self) -> str:
        """Why nothing new is heard; empty while `serve` answers."""
        return "headcount serve does not answer; known verdicts stay in force" if self._away else ""

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def stop(self) -> None:
        """Ask no more. An open question is not waited for."""
        self._ended.set()

    def _run(self) -> None:
        pause = _SHORTEST_PAUSE
        while not self._ended.is_set():
            try:
                if not self.ask():
                    self._ended.wait(_BETWEEN)
            except (OSError, http.client.HTTPException, msgspec.DecodeError, ValueError) as error:
                if not self._away:
                    self._told(f"headcount serve does not answer ({type(error).__name__}); known verdicts stay in force")
                self._away = True
                self._ended.wait(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                if self._away:
                    self._told("headcount serve is back")
                self._away, pause = False, _SHORTEST_PAUSE

    def ask(self) -> int:
        """Ask once, take what is new, and say how much it was.

        Raises:
            OSError: `serve` cannot be reached, or refuses.
            HTTPException: what it says is no HTTP.
            DecodeError: what it says are no verdicts.
        """
        connection = self._connection()
        try:
            wait = self._wait if self._asked and not self._away else 0
            bearer = {"Authorization": f"Bearer {self._key}"} if self._key else {}
            base = self._parts.path.rstrip("/")
            connection.request("GET", f"{base}/v1/verdicts?after={self._after}&wait={wait}", headers=bearer | self._name)
            answer = connection.getresponse()
            lines = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise OSError(f"status {answer.status}")
        self._asked = True
        newest = answer.headers.get(NEWEST)
        if newest is not None and int(newest) < self._after:
            self._after = 0
            return 0
        found = sorted(_DECODE.decode_lines(lines), key=lambda verdict: verdict.number)
        if found:
            self._after = found[-1].number
            self._deliver(found)
            self._keep(found)
        return len(found)

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=self._wait + _SPARE, context=ssl.create_default_context())
        return http.client.HTTPConnection(host, port, timeout=self._wait + _SPARE)

    def _keep(self, verdicts: Sequence[Verdict]) -> None:
        try:
            self._kept.keep(verdicts, time.time_ns() // 1000)
        except OSError as error:
            self._told(f"verdicts cannot be kept for the next start ({error.strerror}); they are in force all the same")
