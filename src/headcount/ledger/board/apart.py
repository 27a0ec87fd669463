"""Renewing a board in a process of its own: it takes neither time nor memory from the one that counts.

Reads a `Task` a line as JSON from standard input and answers each with a `Done` on standard output, until there are no more.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import msgspec

from headcount.catalog.grades import Levels
from headcount.errors import HeadcountError
from headcount.ledger.board.holding import alone
from headcount.ledger.board.mapping import map_of
from headcount.ledger.board.place import known_place
from headcount.ledger.board.renewing import renew
from headcount.ledger.board.telling import News, written_down
from headcount.ledger.board.whole import keep_map
from headcount.model.data_map import Beyond

_DRAWN_EVERY = 600.0
"""Seconds from one band of peers to the next, at least."""


class Task(msgspec.Struct, frozen=True):
    """What to take in, or to count."""

    folder: str
    """The board's."""
    handover: str = ""
    """Folder of what is new."""
    news: News | None = None
    """What is told besides; None: the data map is counted."""
    beyond: tuple[Beyond, ...] = ()
    """Breaches of agreements, for the map."""
    many_people: int = Levels().many_people
    """As in `Levels`, as is the next."""
    regimes: tuple[str, ...] = ()


class Done(msgspec.Struct, frozen=True):
    """What became of it."""

    problem: str = ""
    """Empty when all went well."""
    took: float = 0.0
    """Processor time, seconds."""


def carry_out(task: Task) -> Done:
    """Carry out one task."""
    folder, began = Path(task.folder), time.process_time()
    try:
        with alone(folder):
            if task.news is not None:
                renew(folder, written_down(task.news, Path(task.handover)), drawn_every=_DRAWN_EVERY)
            else:
                told = map_of(folder, known_place(folder), Levels(task.many_people, frozenset(task.regimes)))
                keep_map(folder, replace(told, beyond=task.beyond))
    except HeadcountError as error:
        return Done(str(error))
    except OSError as error:
        return Done(f"{folder} cannot be kept ({error.strerror or error}); make room, or remove it")
    return Done(took=time.process_time() - began)


def answer(tasks: Iterable[bytes], done: BinaryIO) -> None:
    """Carry out task after task, a line each."""
    for line in tasks:
        done.write(msgspec.json.encode(carry_out(msgspec.json.decode(line, type=Task))) + b"\n")
        done.flush()


def main() -> int:
    """Answer on standard output, and have nothing else be written there: the engine draws how far it is, when that takes long."""
    with os.fdopen(os.dup(1), "wb") as done:
        os.dup2(2, 1)
        answer(sys.stdin.buffer, done)
    return 0


if __name__ == "__main__":
    sys.exit(main())
