"""A gate that sees answers, joined as `headcount.toml` says: what the middlewares and Envoy's services are made with."""

from __future__ import annotations

import atexit
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import cast

from headcount import config as composition
from headcount.catalog.answer_paths import AnswerDoor
from headcount.catalog.inline import InlineDoor, Learned
from headcount.catalog.tokens import Tokenizer
from headcount.config import Config
from headcount.errors import ConfigError
from headcount.gates import joining
from headcount.gates.answers import AnswerGate, Unreadable
from headcount.gates.failing import FailPolicy
from headcount.gates.interface import Gate
from headcount.intake.known import recall
from headcount.policy.judge import MemoryJudge

_log = logging.getLogger("headcount.site")


def answer_gate(path: Path | str) -> AnswerGate:
    """The gate that a configuration file describes, for a middleware; to be made once, when the site starts.

    With `[gate] serve`, a thread brings the verdicts of `headcount serve` for as long as the site runs.

    Raises:
        ConfigError: the file cannot be used.
        LedgerError: the ledger that it names cannot be read.
    """
    config = composition.load(Path(path))
    tokens = composition.tokenizer(config, None, composition.gate_key(config))
    made = joined(config, tokens)
    judge = cast("MemoryJudge", made.gate.judge)
    composition.keep_counts(judge, config, tokens, "site-counts", _log.warning)
    atexit.register(judge.close)
    made.renew = lambda: _renew(made, Path(path), tokens)
    feed = joining.feed(made.gate.judge, config.gate, _log.warning, _at_once)
    if feed is not None:
        feed.start()
    return made


def _renew(made: AnswerGate, path: Path, tokens: Tokenizer) -> None:
    """Read the configuration anew."""
    config = composition.load(path)
    judge = cast("MemoryJudge", made.gate.judge)
    again = joined(config, tokens, judge)
    composition.renew(judge, config)
    made.take(again)


def _at_once(told: Callable[..., object], *arguments: object) -> None:
    """Tell a judge from the thread that heard the news: a site over WSGI has no event loop, and a judge has a lock."""
    told(*arguments)


def joined(config: Config, tokens: Tokenizer, judge: MemoryJudge | None = None) -> AnswerGate:
    """A gate that sees answers, of a configuration that was read; before a judge who has counted, or a new one.

    Raises:
        ConfigError: the configuration cannot be used.
        LedgerError: the ledger that it names cannot be read.
    """
    said, new = config.gate, judge is None
    judge = judge or composition.judge(config, reads_answers=True)
    known = composition.catalogue(config, tokens, [])
    learned: list[Learned] = []
    if said.ledger:
        with composition.ledger(Path(said.ledger), tokens, read_only=True) as kept:
            recall(kept, known)
            if new:
                composition.remember(judge, config, kept)
            learned = [
                Learned(r.template, r.subject, r.people, r.kinds, r.entity or "", r.method)
                for r in kept.routes()
                if r.source == "learned" and r.subject and not r.tentative
            ]
    door = InlineDoor(known, learned)
    failing = FailPolicy(open_by_default=said.fail == "open", closed=said.closed)
    return AnswerGate(
        Gate(door, judge, joining.identities(said, said.account_header, composition.bot_auth(config)), failing),
        AnswerDoor(known, door, learned),
        Unreadable(passes=said.unreadable == "pass", withheld=frozenset(said.withhold)),
        said.most_body,
        lambda value: tokens.digest("mask", value.encode("utf-8", "surrogatepass")),
    )


class FileSink:
    """Appends lines to a file that `headcount serve` follows. They hold personal data in the clear: it is its owner's alone."""

    def __init__(self, path: Path) -> None:
        """Raises ConfigError where the file cannot be written."""
        try:
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise ConfigError(f"[gate] tap: {path} cannot be written ({error.strerror})") from error

    def __call__(self, line: bytes) -> None:
        """Append one line, whole. A disk that is full makes this raise, and the caller counts it."""
        left = memoryview(line)
        while left:
            left = left[os.write(self._file, left) :]

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)
