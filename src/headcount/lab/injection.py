"""Injection: a harvester of the shelf put into a real access log, with the truth beside it.

The log's own lines stay as they are, and in their order. The harvester asks through one of the log's own routes, for the
identifiers that this route showed (and for more of the same shape when asked to), as lines that look like the log's own.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from headcount.errors import UsageError
from headcount.lab import site
from headcount.lab.addresses import dotted
from headcount.lab.harvesters import HARVESTERS
from headcount.lab.harvesters.interface import Harvester
from headcount.lab.parameters import changed
from headcount.lab.planting import plant
from headcount.lab.real_log import RealLog, read, targets_of
from headcount.lab.scanning import scan
from headcount.lab.truth import Truth, tell
from headcount.lab.world import SECOND, Clients, Events, World

PATTERNS = ("single_account", "sequential_ids", "many_accounts", "many_addresses")
"""Harvesters that need nothing of a site but its identifiers."""
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_MADE_SITE_ONLY = {"cover", "popular", "route"}
"""Parameters that speak of the made site: what is popular there, and its routes."""


class _Route(msgspec.Struct):
    """A route, as the scan's JSON has it."""

    template: str
    subject: str | None
    records: int


class _Routes(msgspec.Struct):
    """Of the scan's JSON, what is read here."""

    routes: list[_Route]


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for."""

    log: Path
    harvester: Harvester
    route: str = ""
    """Template, as `headcount routes` prints it; empty: the one that showed most records."""
    people: int = 0
    """How many identifiers the site has; 0, or fewer than the log showed: those that it showed."""
    after: int | None = None
    """Whole days (UTC) of the log before the harvest may begin; None: a third, at least one."""
    seed: int = 1
    config: Path | None = None
    """`headcount.toml` of the log's site: its routes are then the declared ones."""


def harvester(name: str, parameters: list[str]) -> Harvester:
    """The harvester of this name with these parameters, each as `NAME=VALUE`.

    Raises:
        UsageError: there is none, or it needs what a real log does not tell.
    """
    usual = next((one for one in HARVESTERS if one.name == name), None)
    if usual is None or name not in PATTERNS:
        raise UsageError(f"{name!r} cannot be put into a real log; there are: {', '.join(PATTERNS)}")
    return changed(usual, parameters, _MADE_SITE_ONLY)


def inject(order: Order, out: Path) -> Truth:
    """Write `access.log` and `truth.json` into `out`, which is made; a `scan.json` of an earlier log goes.

    Raises:
        UsageError: the log has no such route or lines, or is too short.
    """
    if order.seed < 0:
        raise UsageError("a seed is a whole number from 0 up")
    if (out / "access.log").resolve() == order.log.resolve():
        raise UsageError(f"{order.log} would be overwritten; name another folder with --out")
    route = _route(order)
    log = read(order.log, targets_of(route.template, route.subject or ""))
    targets = identifiers(log.shown, order.people, order.seed)
    bare = _site(log, len(targets), order)
    planted = plant(bare, [order.harvester])
    at = planted.events.at // SECOND
    world = planted.with_events(planted.events.take((at > log.first) & (at <= log.last)))
    if not len(world.events):
        raise UsageError(f"{order.log}: nothing of the harvest falls into the log; let it begin earlier with --after")
    world = dataclasses.replace(world, clients=_apart(world.clients, log))
    told = tell(world, f"{order.harvester.name} in a real log, {route.template}", len(log.accounts))
    woven = log.between(world.events.at // SECOND, _lines(world, log, targets, order.seed))
    truth = msgspec.structs.replace(told, accesses=len(woven), honest_clients=log.clients)
    out.mkdir(parents=True, exist_ok=True)
    (out / "access.log").write_bytes(b"".join(woven))
    (out / "truth.json").write_bytes(msgspec.json.format(msgspec.json.encode(truth), indent=1) + b"\n")
    (out / "scan.json").unlink(missing_ok=True)
    return truth


def _route(order: Order) -> _Route:
    with tempfile.TemporaryDirectory() as folder:
        told = scan(order.log, Path(folder) / "scan.json", order.config, detect=False)
    routes = [route for route in msgspec.json.decode(told, type=_Routes).routes if route.subject and route.records]
    chosen = [route for route in routes if route.template == order.route] if order.route else routes
    if not chosen:
        which = f"the route {order.route}; there are: {', '.join(r.template for r in routes)}" if order.route else "any route"
        raise UsageError(f"{order.log}: no records were shown through {which}")
    return max(chosen, key=lambda route: route.records)


def identifiers(shown: dict[str, tuple[str, str]], people: int, seed: int) -> list[str]:
    """Targets of a site with at least `people` identifiers: those it showed and, until they are enough, more of their shape.

    Where an identifier begins with a number, others have another one there, from the smallest that was shown upwards; a word
    gets a number behind it. They are in the order of their numbers, and words in the order in which they came.
    """
    known = dict(shown)
    rng = np.random.default_rng([seed, 0x494E4A])
    alike = [(_NUMBER.sub("", name, count=1) if _leads(name) else name, _leads(name), around) for name, around in shown.items()]
    place = min((_number(name) for name in shown if _leads(name)), default=1)
    while len(known) < people:
        word, leads, around = alike[rng.integers(len(alike))]
        known.setdefault(f"{place}{word}" if leads else f"{word}-{place}", around)
        place += 1
    ordered = sorted(known, key=_number)
    return [known[name][0] + name + known[name][1] for name in ordered]


def _leads(name: str) -> bool:
    """Whether an identifier begins with a number."""
    return _NUMBER.match(name) is not None


def _number(name: str) -> int:
    """The number that an identifier begins with, of at most 18 digits; 0 where it begins with none."""
    found = _NUMBER.match(name)
    return int(found[0]) if found else 0


def _site(log: RealLog, people: int, order: Order) -> World:
    """The log's days and identifiers as a world in which nobody is yet."""
    first = dt.datetime.fromtimestamp(log.first, dt.UTC).replace(hour=0, minute=0, second=0)
    days = (log.last - int(first.timestamp())) // 86_400 + 1
    after = max(days // 3, 1) if order.after is None else order.after
    if not 0 <= after < days:
        raise UsageError(f"{order.log} has {days} days; the harvest cannot begin after {after}")
    none = np.zeros(0, np.int16)
    nobody = Clients([], none.astype(np.uint32), none.astype(np.int32), none.astype(np.int8), none, none)
    nothing = Events.of(none.astype(np.int64), none.astype(np.int32), none.astype(np.int32), 0)
    own = log.agents or site.AGENTS[site.APP + 1 :]
    agents = tuple(own[(n - site.APP - 1) % len(own)] for n in range(len(site.AGENTS)))
    return World(nobody, nothing, agents, site.ROLES, site.ROUTES, (), people, days, first, after, order.seed)


def _apart(clients: Clients, log: RealLog) -> Clients:
    """The same with names and addresses that nobody in the log has; without accounts where the log has none."""
    address = clients.address.copy()
    while (used := np.array([text in log.addresses for text in dotted(address)])).any():
        address[used] += 1
    names = [name + "x" * (name in log.accounts) if log.signed_in else "" for name in clients.name]
    return dataclasses.replace(clients, name=names, address=address)


def _lines(world: World, log: RealLog, targets: list[str], seed: int) -> list[bytes]:
    """Every event as a line that looks like one of the log's."""
    events, clients = world.events, world.clients
    address = dotted(clients.address)
    which = np.random.default_rng([seed, 0x4C494E]).integers(0, len(log.patterns), len(events)).tolist()
    rows = zip(which, events.client.tolist(), (events.at // SECOND).tolist(), events.subject.tolist(), strict=True)
    return [
        log.patterns[pattern].line(address[who], clients.name[who], at, targets[subject], world.agents[int(clients.agent[who])])
        for pattern, who, at, subject in rows
    ]
