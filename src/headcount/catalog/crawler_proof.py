"""Is a crawler who it says it is, asked by a gate that cannot wait: by published ranges at once, by DNS in the background.

While the DNS has not answered, the claim is not believed; the answer counts from the next request on.
"""

from __future__ import annotations

import json
import queue
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from headcount.catalog.agreements import within
from headcount.catalog.identity import Network, networks
from headcount.catalog.verify import Resolver, verify
from headcount.errors import ConfigError

LASTING, RETRY = 86_400.0, 600.0
"""Seconds that an answer of the DNS is believed, and after which a question without an answer is asked again."""
MOST = 50_000
"""Of so many addresses the answers are kept; so many questions may wait."""
_ADDRESS = re.compile(r"^[0-9A-Fa-f:.]+(?:/\d{1,3})?$")


class CrawlerProof:
    """Whether an address is that of the crawler it says it is."""

    def __init__(
        self,
        ranges: Mapping[str, Sequence[Network]],
        resolver: Resolver | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Make it.

        Args:
            ranges: the networks of crawlers, by their names; of a crawler that has some, no other address is believed.
            resolver: who answers for the others; None: nobody, and none is believed.
            clock: seconds.
        """
        self._ranges = {name.casefold(): tuple(told) for name, told in ranges.items()}
        self._resolver = resolver
        self._clock = clock
        self._answers: dict[tuple[str, str], tuple[bool | None, float]] = {}
        """By name and address: the answer, and until when it holds."""
        self._questions: queue.Queue[tuple[str, str]] = queue.Queue(MOST)
        self._asked: set[tuple[str, str]] = set()
        self._thread: threading.Thread | None = None

    def __call__(self, name: str, address: str) -> bool | None:
        """Whether it is proven; None while that is not known."""
        ranges = self._ranges.get(name.casefold())
        if ranges is not None:
            return within(address, ranges)
        if self._resolver is None:
            return False
        answer, until = self._answers.get((name, address), (None, 0.0))
        if until <= self._clock():
            self._ask((name, address))
        return answer

    def _ask(self, question: tuple[str, str]) -> None:
        if question in self._asked or self._questions.full():
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="crawlers", daemon=True)
            self._thread.start()
        self._asked.add(question)
        self._questions.put(question)

    def _work(self) -> None:
        while self._resolver is not None:
            question = self._questions.get()
            answer = verify(*question, self._resolver)
            if len(self._answers) >= MOST:
                self._answers.clear()
            self._answers[question] = answer, self._clock() + (RETRY if answer is None else LASTING)
            self._asked.discard(question)


def published(file: Path) -> tuple[Network, ...]:
    """The networks in a list as an operator publishes it: JSON with networks in it anywhere, or one a line.

    Raises:
        ConfigError: it cannot be read, or holds no network.
    """
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read ({type(error).__name__})") from error
    try:
        found = list(_texts(json.loads(text)))
    except ValueError:
        found = [line.partition("#")[0].strip() for line in text.splitlines()]
    told = networks([one for one in found if _ADDRESS.match(one) and ("." in one or ":" in one)])
    if not told:
        raise ConfigError(f"{file}: holds no network; one a line, or the JSON list that the operator publishes")
    return told


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
