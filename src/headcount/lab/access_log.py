"""The world as an access log: lines as a server writes them, millions a second, by Arrow's kernels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import BinaryIO, Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from headcount.lab.addresses import dotted
from headcount.lab.lines import joined, numbers, pick, texts
from headcount.lab.population import population
from headcount.lab.world import DAY, SECOND, World

Format = Literal["combined", "json"]
FORMATS: tuple[Format, ...] = ("combined", "json")

PHONE = 12_000_000_000
"""Added to a phone number of the made site: 11 digits that begin with 12; mobile numbers (+86) begin with 13 to 19."""
_ROWS = 200_000
_SIZES = 64


class AccessLog:
    """Renders the events of one world.

    `combined` is nginx's and Apache's format with the account as remote user; `json` has one object a line with the names
    of nginx's variables (`escape=json`), and `request_id`, which the rows of one answer share.
    """

    def __init__(self, world: World, form: Format) -> None:
        self._world = world
        clients = world.clients
        address = dotted(clients.address)
        parts = [route.template.partition("{}") for route in world.routes]
        said = [(found, size) for found in (0, 1) for size in range(_SIZES)]
        status = [(200 if found else 404, 300 + 137 * size if found else 153) for found, size in said]
        if form == "combined":
            self._before = texts(f"{a} - {n or '-'} [" for a, n in zip(address, clients.name, strict=True))
            self._date = "%d/%b/%Y:"
            self._asked = texts(f' +0000] "{r.method} {head}' for r, (head, _, _) in zip(world.routes, parts, strict=True))
            self._answer = texts(f'{tail} HTTP/1.1" {s} {size} "-" "' for _, _, tail in parts for s, size in status)
            agents = [f'{agent}"\n' for agent in world.agents]
        else:
            users = zip(address, clients.name, strict=True)
            self._before = texts(f'{{"remote_addr":"{a}","remote_user":"{n}","time_iso8601":"' for a, n in users)
            self._date = "%Y-%m-%dT"
            self._asked = texts(
                f'+00:00","request_method":"{r.method}","request_uri":"{head}'
                for r, (head, _, _) in zip(world.routes, parts, strict=True)
            )
            self._answer = texts(
                f'{tail}","status":{s},"body_bytes_sent":{size},"http_user_agent":"' for _, _, tail in parts for s, size in status
            )
            agents = [f'{agent}","request_id":"' for agent in world.agents]
        self._agent = texts(agents)
        self._clock = texts(f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(86_400))
        self._json = form == "json"
        self._phone = np.array([route.phone for route in world.routes])
        self._people = population(world.people, world.seed)
        self._answers = 0

    def write(self, file: BinaryIO) -> int:
        """Write every event as one line, in the order of time; returns the number of bytes."""
        return sum(file.write(block) for block in self.blocks())

    def blocks(self) -> Iterator[memoryview]:
        """The lines, a day or less at a time."""
        at = self._world.events.at
        for day in range(self._world.days):
            midnight = self._world.start + day * DAY
            low, high = np.searchsorted(at, [midnight, midnight + DAY]).tolist()
            for first in range(low, high, _ROWS):
                yield self._lines(slice(first, min(first + _ROWS, high)), midnight)

    def _lines(self, rows: slice, midnight: int) -> memoryview:
        events = self._world.events.take(rows)
        variant = np.arange(rows.start, rows.stop) * 7 % _SIZES
        answer = (events.route.astype(np.int64) * 2 + events.found) * _SIZES + variant
        columns: list[pa.Array | str] = [
            pick(self._before, events.client),
            f"{dt.datetime.fromtimestamp(midnight // SECOND, dt.UTC):{self._date}}",
            pick(self._clock, (events.at - midnight) // SECOND),
            pick(self._asked, events.route),
            self._identifiers(events.subject, events.route),
            pick(self._answer, answer),
            pick(self._agent, self._world.clients.agent[events.client]),
        ]
        if self._json:
            same = np.concatenate([[False], (np.diff(events.at) == 0) & (np.diff(events.client) == 0)])
            request = self._answers + np.cumsum(~same)
            self._answers = int(request[-1])
            columns += [numbers(request), '"}\n']
        return joined(*columns)

    def _identifiers(self, subject: NDArray[np.int32], route: NDArray[np.int8]) -> pa.Array:
        """What stands for the subject in the request: its number, its phone number, or nothing."""
        number = subject.astype(np.int64)
        phone = np.flatnonzero(self._phone[route])
        number[phone] = PHONE + self._people.phone(subject[phone])
        return pc.if_else(pa.array(subject < 0), pa.scalar("", pa.large_string()), numbers(number))
