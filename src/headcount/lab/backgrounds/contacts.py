"""Who wrote to whom inside one institution: a client is a sender, a record the receiver.

Data: email-Eu-core-temporal of the Stanford Large Network Dataset Collection (Paranjape, Benson & Leskovec, "Motifs in temporal
networks", WSDM 2017): one line a mail and receiver, `sender receiver second`. The last tenth of its days is nearly empty and is
left out. When it was is not published: its first day is called 2026-01-05 here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv

from headcount.errors import UsageError
from headcount.lab.backgrounds.columns import world_of
from headcount.lab.backgrounds.interface import Background
from headcount.lab.world import DAY, SECOND

_FIRST = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
_DAYS = 526
"""The 278 days after these have three in a hundred of the others' mails."""
_LEARNING = 120


@dataclass(frozen=True, slots=True)
class Contacts:
    """Three whole numbers a line."""

    name: str = "contacts"

    def recognise(self, head: bytes) -> bool:
        """Whether the first line is three whole numbers."""
        words = head.partition(b"\n")[0].split()
        return len(words) == 3 and all(word.isdigit() for word in words)

    def read(self, path: Path, _seed: int) -> Background:
        """Everybody's mails."""
        names = ["sender", "receiver", "second"]
        numbers = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.int64()))
        layout = csv.ParseOptions(delimiter=" ")
        try:
            with pa.input_stream(path, compression="detect") as stream:
                table = csv.read_csv(stream, csv.ReadOptions(column_names=names), layout, numbers)
        except pa.ArrowInvalid as error:
            raise UsageError(f"{path}: a line is not three whole numbers") from error
        sender, receiver, second = (column.to_numpy() for column in table.columns)
        kept = second < _DAYS * DAY // SECOND
        begin = int(_FIRST.timestamp())
        who, client = np.unique(sender[kept], return_inverse=True)
        known = np.unique(np.r_[sender, receiver])
        at = (begin + second[kept]) * SECOND
        world = world_of([f"m{number}" for number in who], client, receiver[kept], at, "/people/{}", _LEARNING)
        return Background(world, known, np.full(len(known), world.start))
