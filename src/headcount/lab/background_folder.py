"""A real background with a harvest in it as a folder, like that of a made world: what `headcount scan` and `lab score` read."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv

from headcount.lab.access_log import AccessLog
from headcount.lab.backgrounds.interface import Background
from headcount.lab.truth import Truth, tell
from headcount.lab.world import SECOND, World

_DESK = "desk"
"""The unit that all clients of the role and all open records belong to."""


def write(background: Background, world: World, scenario: str, out: Path) -> Truth:
    """Write the world into `out`, which is made; returns the truth.

    `access.log` (combined format); `truth.json`; `headcount.toml`; where the background has a role, `staff.csv` (client, unit);
    where it has a table of open records, `open.csv` (record, unit, since, until). A `scan.json` of an earlier log goes.
    """
    out.mkdir(parents=True, exist_ok=True)
    with (out / "access.log").open("wb") as log:
        AccessLog(world, "combined").write(log)
    truth = msgspec.structs.replace(tell(world, scenario, len(world.clients)), people=len(background.known))
    (out / "truth.json").write_bytes(msgspec.json.format(msgspec.json.encode(truth), indent=1) + b"\n")
    (out / "headcount.toml").write_text(configuration(background))
    if background.role:
        people = [name for name in world.clients.name if name not in background.programs]
        _table(out / "staff.csv", client=pa.array(people, pa.string()), unit=pa.array([_DESK] * len(people), pa.string()))
    if background.opening:
        since, until = (_moments(times) for times in (background.opening.since, background.opening.until))
        unit = pa.array([_DESK] * len(since), pa.string())
        _table(out / "open.csv", record=pa.array(background.opening.record), unit=unit, since=since, until=until)
    (out / "scan.json").unlink(missing_ok=True)
    return truth


def configuration(background: Background) -> str:
    """`headcount.toml`: the one route, the role of the clients, the programs among them, and the table of open records."""
    [route] = background.world.routes
    entity = route.template.split("/")[1]
    lines = ["# Made by headcount lab inject: what the site of this background knows of itself."]
    lines += ["", "[[routes]]", f'template = "{route.template.replace("{}", "{id}")}"', 'subject = "id"']
    lines += [f'entity = "{entity}"', 'records = "people"']
    if background.role:
        lines += ["", "[[roles]]", f'name = "{background.role}"', 'file = "staff.csv"']
    if background.opening:
        lines += ["", "[[relations]]", 'clients = "staff.csv"', 'records = "open.csv"', f'entity = "{entity}"']
    for program in background.programs:
        lines += ["", "[[agreements]]", f'name = "the program {program}"', f'accounts = ["{program}"]']
    return "\n".join(lines) + "\n"


def _moments(seconds: NDArray[np.int64]) -> pa.Array:
    """Times as a table has them, UTC; nothing where they lie beyond the year 9999."""
    known = seconds < 253_402_300_800
    times = pa.array(np.where(known, seconds, 0) * SECOND).cast(pa.timestamp("us")).cast(pa.timestamp("s"))
    text = times.cast(pa.string())
    return pa.compute.if_else(pa.array(known), text, "")


def _table(path: Path, **columns: pa.Array) -> None:
    csv.write_csv(pa.table(columns), path, csv.WriteOptions(quoting_style="none"))
