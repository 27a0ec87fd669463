"""headcount canary: made people who do not exist: make, plant, list, and look for them in a list that surfaced."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from headcount.catalog.canary_people import COUNTRIES, FIELDS
from headcount.catalog.canary_plan import (
    Canaries,
    Plan,
    columns_of,
    key_id,
    key_of,
    load_plan,
    plan_bytes,
    save_private,
)
from headcount.catalog.canary_rows import DIALECTS, as_csv, as_json, as_sql
from headcount.catalog.canary_search import search
from headcount.catalog.samples import read_sample
from headcount.cli import parts
from headcount.cli.attribute import add_sample, check_bounds
from headcount.cli.whole_files import write_whole
from headcount.config import load
from headcount.config.planting import planted
from headcount.errors import ConfigError, UsageError
from headcount.reports.attribution import print_canaries
from headcount.reports.attribution_json import canaries_to_rows
from headcount.reports.markup import printable

if TYPE_CHECKING:
    from argparse import _SubParsersAction

_CODES = "exit codes: 0 done, 2 usage, 1 failure"


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the command, and those below it, to the parser."""
    command = commands.add_parser(
        "canary",
        help="made people who do not exist: make, plant, list, and look for them in a leaked list",
        description="Made people who do not exist, to stand among the real ones.",
    )
    actions = command.add_subparsers(title="actions", metavar="ACTION", required=True)
    _make(actions)
    _plant(actions)
    _list(actions)
    _check(actions)


def _action(
    actions: _SubParsersAction[Any], name: str, line: str, more: str = "", codes: str = _CODES
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(
        name, help=line, description=f"{line[0].upper()}{line[1:]}. {more}".strip(), epilog=codes
    )
    parser.add_argument("--plan", metavar="FILE", type=Path, required=True, help="the plan: who has which variant; no values")
    parser.add_argument(
        "--key", metavar="FILE", type=Path, help="the key that makes the people (default: the plan's name with .key)"
    )
    return parser


def _make(actions: _SubParsersAction[Any]) -> None:
    action = _action(
        actions,
        "make",
        "make people, as rows to insert in your own database",
        "A plan that is there keeps what it says; further variants are added to it. Files are written with mode 0600.",
    )
    action.add_argument(
        "--for", dest="variants", metavar="NAME", action="append", default=[], help="a partner or client (again for more)"
    )
    action.add_argument("--people", metavar="N", type=int, help="made people for each (default 3)")
    action.add_argument("--country", choices=COUNTRIES, help="whose names and numbers (default cn)")
    action.add_argument(
        "--domain", metavar="NAME", help="your catch-all mail domain (default canary.example, which nobody receives)"
    )
    action.add_argument("--ids", metavar="FROM-TO", help="numbers of your table that you never give out; left out, UUIDs")
    action.add_argument("--phones", metavar="FROM-TO", help="telephone numbers of your own; left out, ones that nobody can have")
    action.add_argument(
        "--only", metavar="NAME", action="append", default=[], help="write rows of this variant only (again for more)"
    )
    action.add_argument("--sql", metavar="FILE", help="write INSERT statements; - for standard output")
    action.add_argument("--csv", metavar="FILE", help="write CSV; - for standard output")
    action.add_argument("--json", metavar="FILE", help="write JSON; - for standard output")
    action.add_argument("--dialect", choices=DIALECTS, default="postgresql", help="of the SQL (default postgresql)")
    action.add_argument(
        "--table", metavar="NAME", default="users", help="where the rows go, with its schema if need be (default users)"
    )
    action.add_argument(
        "--columns",
        metavar="FIELD=COLUMN",
        nargs="+",
        default=[],
        help=f"which of {', '.join(FIELDS)} go into which columns; left out, all by these names",
    )
    action.set_defaults(run=run_make)


def _plant(actions: _SubParsersAction[Any]) -> None:
    action = _action(actions, "plant", "declare them in headcount.toml, so that any read of one is a finding")
    action.add_argument("--entity", metavar="NAME", required=True, help="what the records are, as headcount routes prints it")
    action.add_argument(
        "--by", choices=FIELDS, default="id", help="which field names the record in a request or an answer (default id)"
    )
    action.add_argument("--into", metavar="FILE", type=Path, help="the headcount.toml to write them into; left out, print them")
    action.set_defaults(run=run_plant)


def _list(actions: _SubParsersAction[Any]) -> None:
    action = _action(actions, "list", "say who has which variant")
    action.add_argument("--values", action="store_true", help="show the made people themselves")
    action.set_defaults(run=run_list)


def _check(actions: _SubParsersAction[Any]) -> None:
    codes = "exit codes: 0 no canary, 3 canaries, 2 usage or no readable sample, 1 failure"
    action = _action(actions, "check", "look for canaries in a list that surfaced, and name whose variant it is", codes=codes)
    add_sample(action)
    action.add_argument("--json", metavar="FILE", help="write the answer as JSON; - for standard output, and then no text")
    action.set_defaults(run=run_check)


def run_make(options: argparse.Namespace) -> int:
    """Make people."""
    secret = key_of(options.plan, options.key)
    plan = _grown(options, secret)
    canaries = Canaries(plan, secret)
    people = canaries.of(tuple(options.only))
    columns = columns_of(options.columns)
    if plan.country != "cn" and not options.columns:
        del columns["national_id"]
    save_private(options.plan, plan_bytes(plan))
    for path, data in (
        (options.sql, as_sql(people, options.table, columns, options.dialect)),
        (options.csv, as_csv(people, columns)),
        (options.json, as_json(people, columns)),
    ):
        if path == "-":
            sys.stdout.buffer.write(data)
        elif path:
            save_private(Path(path), data)
    told = f"{len(people):,} made people, {plan.people:,} for each variant; plan {options.plan}"
    print(f"headcount: {told}", file=sys.stderr)  # noqa: T201  # the command line speaks to people
    return 0


def _grown(options: argparse.Namespace, secret: bytes) -> Plan:
    """The plan that is there, with the variants that are new to it; or a new one."""
    asked = {name: getattr(options, name) for name in ("people", "country", "domain", "ids", "phones")}
    given = {name: value for name, value in asked.items() if value is not None}
    if options.plan.exists():
        plan = load_plan(options.plan, options.key).plan
        other = [name for name, value in given.items() if getattr(plan, name) != value]
        if other:
            raise UsageError(
                f"{options.plan} says another --{other[0]}: people that are planted already would change; make another plan"
            )
    else:
        plan = Plan((), 3, key_id(secret), **{name: value for name, value in given.items() if name != "people"})
        plan = msgspec.structs.replace(plan, people=given.get("people", 3))
    if plan.people < 1:
        raise UsageError("--people must be 1 or more")
    variants = tuple(dict.fromkeys((*plan.variants, *options.variants)))
    if not variants or not all(variants):
        raise UsageError("name at least one partner or client with --for")
    return msgspec.structs.replace(plan, variants=variants)


def run_plant(options: argparse.Namespace) -> int:
    """Declare them."""
    canaries = load_plan(options.plan, options.key)
    values = [person.fields[options.by] for person in canaries.people if options.by in person.fields]
    if not values:
        raise UsageError(f"people of this plan have no {options.by}")
    name = options.plan.name
    if options.into is None:
        sys.stdout.write(planted("", name, options.entity, values))
        return 0
    try:
        before = options.into.read_text("utf-8") if options.into.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{options.into}: cannot be read as UTF-8 text") from error
    if before:
        load(options.into)
    data = planted(before, name, options.entity, values).encode()
    if options.into.exists():
        write_whole(options.into, data)
    else:
        save_private(options.into, data)
    load(options.into)
    print(f"headcount: {len(values):,} canaries stand in {options.into}", file=sys.stderr)  # noqa: T201  # the command line speaks to people
    return 0


def run_list(options: argparse.Namespace) -> int:
    """Say who has which."""
    canaries = load_plan(options.plan, options.key)
    output = parts.Output()
    for variant in canaries.plan.variants:
        people = canaries.of((variant,))
        told = "1 made person" if len(people) == 1 else f"{len(people):,} made people"
        output.print(printable(f"{variant}: {told}"), markup=False, highlight=False, soft_wrap=True)
        for person in people if options.values else ():
            output.print(printable(f"  {', '.join(person.fields.values())}"), markup=False, highlight=False, soft_wrap=True)
    return 0


def run_check(options: argparse.Namespace) -> int:
    """Look for them."""
    check_bounds(options)
    canaries = load_plan(options.plan, options.key)
    sample = read_sample(options.sample, options.rows, options.seconds)
    hits = search(sample, canaries)
    document = {
        "schema": "headcount.canary-check/1",
        "verdict": [hit.variant for hit in hits if hit.certain],
        "canaries": canaries_to_rows(hits),
        "rows": sample.rows,
        "skipped": [{"reason": reason, "count": count} for reason, count in sample.skipped.items()],
    }
    data = msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"
    if options.json == "-":
        sys.stdout.buffer.write(data)
        return 3 if hits else 0
    if options.json:
        write_whole(options.json, data)
    output = parts.Output()
    told = "Canaries are in the sample:" if hits else f"No canary of {options.plan.name} is among the {sample.rows:,} rows read."
    output.print(told, markup=False, highlight=False, soft_wrap=True)
    print_canaries(hits, output)
    for reason, count in sample.skipped.items():
        output.print(f"Not read: {reason} ({count:,})", markup=False, highlight=False, soft_wrap=True)
    return 3 if hits else 0
