"""A made world as a folder: the log, the truth, what the site knows, and the configuration to scan it with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv

from headcount.lab.access_log import AccessLog, Format
from headcount.lab.lines import joined, numbers, pick, texts
from headcount.lab.places import NAMES
from headcount.lab.population import REGIONS, population
from headcount.lab.relations import Relations
from headcount.lab.returns import DEVICES
from headcount.lab.site import MERCHANT
from headcount.lab.truth import Truth
from headcount.lab.usage import agreed
from headcount.lab.world import SECOND, World
from headcount.model.scope import Scope

PREFIXES = {"staff": "e", "device": "d"}
"""What the accounts of a role begin with; merchants are named like consumers, and stand in a file."""


def write(world: World, relations: Relations, truth: Truth, out: Path, form: Format) -> int:
    """Write everything into `out`, which is made; returns the size of the log in bytes.

    `access.log`; `truth.json`; `headcount.toml`; `relations.csv` (client, person, since, until: whom a client had a reason
    to look at, and when); `scanners.csv` (client, unit) and `parcels.csv` (person, unit): which station's; `merchants.csv`
    (client); `regions.csv` (region, first_person, last_person, networks); `places.csv` (person, place) and `networks.csv`
    (network, place): the same as tables for the scan; `canaries.csv` (person).
    """
    out.mkdir(parents=True, exist_ok=True)
    with (out / "access.log").open("wb") as log:
        size = AccessLog(world, form).write(log)
    (out / "truth.json").write_bytes(msgspec.json.format(msgspec.json.encode(truth), indent=1) + b"\n")
    (out / "headcount.toml").write_text(configuration(world))
    people = population(world.people, world.seed)
    merchants = np.flatnonzero(world.clients.role == MERCHANT).tolist()
    _table(out / "merchants.csv", client=pa.array([world.clients.name[n] for n in merchants], pa.string()))
    with (out / "relations.csv").open("wb") as table:
        table.write(b"client,person,since,until\n")
        table.write(_relations(world, relations))
    scanners = [world.clients.name[n] for n in relations.devices.tolist()]
    _table(out / "scanners.csv", client=pa.array(scanners, pa.string()), unit=_stations(relations.station))
    everybody = np.arange(world.people, dtype=np.int32)
    lives = people.region(everybody)
    _table(out / "parcels.csv", person=pa.array(everybody), unit=_stations(lives))
    _table(out / "places.csv", person=pa.array(everybody), place=pa.array(NAMES).take(pa.array(lives)))
    nearby = [(network, NAMES[region]) for region in range(REGIONS) for network in _networks(region)]
    _table(out / "networks.csv", network=pa.array([net for net, _ in nearby]), place=pa.array([place for _, place in nearby]))
    each = [people.people_of(region) for region in range(REGIONS)]
    _table(
        out / "regions.csv",
        region=pa.array(range(REGIONS)),
        first_person=pa.array([int(block[0]) for block in each]),
        last_person=pa.array([int(block[-1]) for block in each]),
        networks=pa.array([" ".join(_networks(n)) for n in range(REGIONS)]),
    )
    _table(out / "canaries.csv", person=pa.array(people.canaries()))
    return size


def _networks(region: int) -> tuple[str, str]:
    """Where a region's clients come from: homes, then carriers and offices."""
    return f"10.{region << 5}.0.0/11", f"198.{18 + (region >> 2)}.{(region & 3) << 6}.0/18"


def _stations(region: NDArray[np.int64]) -> pa.Array:
    """The name of each of these regions' stations."""
    return pa.array([f"station {n}" for n in range(REGIONS)]).take(pa.array(region))


def _relations(world: World, relations: Relations) -> memoryview:
    """The rows of the table, of which there are millions; every time is a midnight."""
    midnights = texts(f"{world.first + dt.timedelta(days=day):%Y-%m-%dT%H:%M:%SZ}" for day in range(world.days + 1))
    begin = world.start // SECOND
    return joined(
        pick(texts(world.clients.name), relations.client),
        ",",
        numbers(relations.person),
        ",",
        pick(midnights, (relations.since - begin) // 86_400),
        ",",
        pick(midnights, (relations.until - begin) // 86_400),
        "\n",
    )


def _table(path: Path, **columns: pa.Array) -> None:
    csv.write_csv(pa.table(columns), path, csv.WriteOptions(quoting_style="none"))


def configuration(world: World) -> str:
    """`headcount.toml` for the log: which routes show people, and the partners that may collect."""
    lines = ["# Made by headcount lab make: what the made site knows of itself."]
    for route in world.routes:
        lines += ["", "[[routes]]", f'template = "{_named(route.template)}"']
        if "{}" in route.template:
            subject = "phone" if route.phone else _variable(route.template)
            kinds = ", ".join(f'"{kind}"' for kind in route.kinds)
            lines += [f'subject = "{subject}"', f'entity = "{"phones" if route.phone else "people"}"', f"kinds = [{kinds}]"]
            lines += ['records = "people"']
    lines += ["", "[[relations]]", 'file = "relations.csv"', 'entity = "people"']
    lines += ["", "[[relations]]", 'clients = "scanners.csv"', 'records = "parcels.csv"', 'entity = "people"']
    lines += ["", "[[places]]", 'records = "places.csv"', 'networks = "networks.csv"', 'entity = "people"']
    for role, prefix in PREFIXES.items():
        lines += ["", "[[roles]]", f'name = "{role}"', f'prefix = "{prefix}"']
        lines += ["devices = true"] if role in DEVICES else []
    lines += ["", "[[roles]]", 'name = "merchant"', 'file = "merchants.csv"']
    for client, scope in enumerate(agreed(world)):
        if scope is not None:
            name = world.clients.name[client]
            lines += [
                "",
                "[[agreements]]",
                f'name = "{world.roles[world.clients.role[client]]} {name}"',
                f'accounts = ["{name}"]',
            ]
            lines += _agreed(scope)
    canaries = ", ".join(f'"{person}"' for person in population(world.people, world.seed).canaries().tolist())
    if canaries:
        lines += ["", "[[canaries]]", 'entity = "people"', f"values = [{canaries}]"]
    return "\n".join(lines) + "\n"


def _agreed(scope: Scope) -> Iterator[str]:
    """What a scope says, as lines of an agreement."""
    yield f"routes = [{_quoted(_named(route) for route in scope.routes)}]"
    if scope.kinds:
        yield f"kinds = [{_quoted(scope.kinds)}]"
    if scope.unexplained is not None:
        yield f"unexplained = {scope.unexplained}"
    if scope.own_baseline:
        yield "own_baseline = true"


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f'"{word}"' for word in sorted(words))


def _variable(template: str) -> str:
    """The name of the variable: the query parameter's, or `id`."""
    path, _, query = template.partition("?")
    return "id" if "{}" in path else query.partition("=")[0]


def _named(template: str) -> str:
    """The template with its variable's name in the braces."""
    return template.replace("{}", "{" + _variable(template) + "}")
