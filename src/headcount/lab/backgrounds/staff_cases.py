"""Who worked on which case at a bank: a client is an employee, a record the application of a private person.

Data: the BPI Challenge 2012 event log (van Dongen, 4TU.ResearchData) as a table `time,employee,case,activity,transition`. Every
step of an employee in a case is a look at it; steps without an employee are nobody's.

What the bank's own tables say is made of the steps: an application is open from its submission to the end of the day (UTC) on
which it was declined, cancelled or activated, and whoever works on applications has a reason to look at an open one. That
explains 99.96 of 100 real first looks, since the log holds work alone; elsewhere tables explain 90 to 94 of them (Fabbri &
LeFevre 2013). So a share of the applications is left out of the table, drawn by the seed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from headcount.errors import UsageError
from headcount.lab.backgrounds.columns import world_of
from headcount.lab.backgrounds.interface import Background, Opening
from headcount.lab.site import STAFF
from headcount.lab.world import DAY, SECOND

_COLUMNS = ("time", "employee", "case", "activity", "transition")
_CLOSING = ("A_DECLINED", "A_CANCELLED", "A_ACTIVATED", "A_REGISTERED", "A_APPROVED")
_LEARNING = 60
_SYSTEM = "112"
"""The account that takes applications in: no person."""
_FOREVER = 1 << 40
"""Seconds."""


@dataclass(frozen=True, slots=True)
class StaffCases:
    """Steps of employees in cases."""

    name: str = "staff_cases"
    missing: float = 0.08
    """Share of the applications that the table of open ones does not have; 1: there is no table."""

    def recognise(self, head: bytes) -> bool:
        """Whether the first line names the columns."""
        return head.partition(b"\n")[0].strip().decode("latin-1").split(",") == list(_COLUMNS)

    def read(self, path: Path, seed: int) -> Background:
        """All employees, and the table of open applications."""
        kinds = dict.fromkeys(_COLUMNS, pa.string()) | {"time": pa.timestamp("us", tz="UTC"), "case": pa.int64()}
        try:
            with pa.input_stream(path, compression="detect") as stream:
                table = csv.read_csv(stream, convert_options=csv.ConvertOptions(column_types=kinds, include_columns=_COLUMNS))
        except (pa.ArrowInvalid, KeyError) as error:
            raise UsageError(f"{path}: not a table of {', '.join(_COLUMNS)}") from error
        at = table["time"].cast(pa.int64()).to_numpy()
        case = table["case"].to_numpy()
        someone = np.asarray(pc.not_equal(table["employee"].fill_null(""), ""), np.bool_)
        employee = table["employee"].combine_chunks().filter(pa.array(someone)).dictionary_encode()
        world = world_of(
            employee.dictionary.to_pylist(),
            employee.indices.to_numpy().astype(np.int64),
            case[someone],
            at[someone],
            "/applications/{}",
            _LEARNING,
            STAFF,
        )
        known, first = np.unique(case[np.argsort(at, kind="stable")], return_index=True)
        since = np.sort(at)[first]
        closing = np.asarray(pc.is_in(table["activity"], pa.array(_CLOSING)), np.bool_)
        until = np.full(len(known), _FOREVER)
        ended = np.zeros(len(known), np.int64)
        np.maximum.at(ended, np.searchsorted(known, case[closing]), (at[closing] // DAY + 1) * DAY // SECOND)
        until[ended > 0] = ended[ended > 0]
        told = np.random.default_rng([seed, 0x47415053]).random(len(known)) >= self.missing
        opening = Opening(known[told], since[told] // SECOND, until[told]) if told.any() else None
        return Background(world, known, since, "employee", (_SYSTEM,), opening)
