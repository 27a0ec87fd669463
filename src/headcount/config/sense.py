"""What is well-formed in `headcount.toml` and makes no sense: what is wrong, where, and what to write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from headcount.catalog.identity import networks
from headcount.catalog.shapes import ROOT, home, within
from headcount.config.console import console_problems
from headcount.config.declared import AgreementConfig, CanaryConfig, Config, RouteConfig
from headcount.config.sense_live import live_problems
from headcount.errors import ConfigError
from headcount.sources.json_lines import ROLES

_METHODS = ("", "GET", "POST", "PUT", "PATCH", "REPORT", "SEARCH")
FILES = {
    "relations": ("file", "clients", "records", "database"),
    "roles": ("file",),
    "places": ("records", "clients", "networks"),
    "crawlers": ("ranges", "keys"),
    "taps": ("credentials", "ca", "spool", "certificate", "certificate_key", "client_ca"),
}
"""Tables whose entries name files, and their keys that do."""
ALONE = {
    "gate": ("socket", "serve_key_file", "state", "ledger", "tap", "certificate", "certificate_key", "client_ca"),
    "serve": ("socket", "ledger", "dead_letters", "certificate", "certificate_key", "client_ca"),
    "policy": ("store",),
    "incidents": ("store", "signing_key"),
    "console": ("store", "certificate", "certificate_key"),
}
"""The same of tables that stand once; what is an address (`://`) is no file."""


class Problem(NamedTuple):
    """One mistake."""

    where: str
    """The key, such as `$.routes[1].template`."""
    what: str
    """What is wrong and what to write."""
    first: str = ""
    """The key that it does not go together with, when there is one."""


def problems(config: Config) -> Iterator[Problem]:
    """Every mistake, table by table."""
    yield from _routes(config.routes)
    yield from _agreements(config.agreements)
    yield from _canaries(config.canaries)
    yield from _tables(config)
    yield from _roles(config)
    yield from _files(config)
    yield from (Problem(where, what) for where, what in live_problems(config))
    yield from (Problem(where, what) for where, what in console_problems(config.console))
    if config.map.many_people < 1:
        yield Problem("$.map.many_people", "many_people is a number of people, 1 or more")
    yield from (Problem("$.scan.trusted_proxies", problem) for problem in _wrong_networks(config.scan.trusted_proxies))
    wrong = [field for field in config.jsonl if field not in ROLES]
    yield from (Problem(f"$.jsonl.{field}", f"an access has no {field}; name one of {', '.join(ROLES)}") for field in wrong)


def _routes(routes: Sequence[RouteConfig]) -> Iterator[Problem]:
    seen: dict[tuple[str, str, str | None], str] = {}
    for number, route in enumerate(routes):
        here, path = f"$.routes[{number}]", route.template.partition("?")[0]
        yield from (Problem(f"{here}.{key}", problem) for key, problem in _route_problems(route, path))
        first = seen.setdefault((path, route.method.upper(), route.subject), f"{here}.template")
        if first != f"{here}.template":
            yield Problem(f"{here}.template", "this route is declared twice; leave one out", first)


def _route_problems(route: RouteConfig, path: str) -> Iterator[tuple[str, str]]:
    """(key, what is wrong) of one declared route."""
    names = re.findall(r"\{(\w+)\}", path)
    if not path.startswith("/"):
        yield "template", "template must begin with /, such as /orders/{id}"
    if any(("{" in part or "}" in part) and not re.fullmatch(r"\{\w+\}", part) for part in path.split("/")):
        yield "template", "a variable is a whole segment in braces, such as /orders/{id}"
    if len(set(names)) < len(names):
        yield "template", "each variable of a template needs a name of its own"
    if route.subject == "" or (route.subject and route.subject not in names and route.subject.lower() in map(str.lower, names)):
        yield "subject", f"subject must be one of {', '.join(names) or 'the variables'}, spelled so, or a query parameter"
    if route.subject is None and (route.records == "people" or route.kinds or route.fields):
        yield "records", "a route that shows people needs a subject: the variable that names the person"
    yield from (("fields", problem) for problem in _wrong_fields(route))
    if route.method.upper() not in _METHODS:
        yield "method", f"method must be one that shows records: {', '.join(_METHODS[1:])}, or left out"


def _wrong_fields(route: RouteConfig) -> Iterator[str]:
    """Fields that are not where the subject says that the records stand."""
    subject = route.subject or ""
    scope = home(subject.removeprefix(ROOT).removeprefix(".") + ".") if subject.startswith(ROOT) else ""
    for field in route.fields:
        if not field.path:
            yield "a field needs the path of its values in the answer, such as items[].phone"
        elif not within(field.path, scope):
            yield f"{field.path} is not part of {scope}, where the subject stands; declare it with a route of its own"


def _agreements(agreements: Sequence[AgreementConfig]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for number, agreement in enumerate(agreements):
        here = f"$.agreements[{number}]"
        first = seen.setdefault(agreement.name, f"{here}.name")
        if first != f"{here}.name":
            told = "two agreements have this name, and one would hide what the other covers; give each its own"
            yield Problem(f"{here}.name", told, first)
        if not (agreement.addresses or agreement.accounts or agreement.credentials or agreement.user_agents):
            yield Problem(f"{here}.name", "an agreement must name addresses, accounts, credentials or user_agents")
        if not all([agreement.name, *agreement.user_agents, *agreement.accounts, *agreement.credentials]):
            yield Problem(f"{here}.name", "an empty text in an agreement would cover everybody; leave it out")
        yield from (Problem(f"{here}.addresses", problem) for problem in _wrong_networks(agreement.addresses))
        yield from (Problem(f"{here}.{key}", problem) for key, problem in _scope_problems(agreement))


def _scope_problems(agreement: AgreementConfig) -> Iterator[tuple[str, str]]:
    """(key, what is wrong) of what an agreement covers."""
    if not all(route.startswith("/") for route in agreement.routes):
        yield "routes", "routes are templates that begin with /, as headcount routes prints them"
    if not all(agreement.kinds):
        yield "kinds", "a kind is a word, such as phone"
    if agreement.unexplained is not None and not 0 <= agreement.unexplained <= 1:
        yield "unexplained", "unexplained is a share between 0 and 1, such as 0.02"
    if agreement.requests_a_day is not None and agreement.requests_a_day < 1:
        yield "requests_a_day", "requests_a_day is a whole number above 0"
    if agreement.tolerance < 0:
        yield "tolerance", "tolerance is a number of records, 0 or more"


def _canaries(canaries: Sequence[CanaryConfig]) -> Iterator[Problem]:
    for number, canary in enumerate(canaries):
        if not canary.entity:
            yield Problem(f"$.canaries[{number}].entity", "canaries need the entity of the routes that show them, such as users")
        if not canary.values or not all(canary.values):
            yield Problem(f"$.canaries[{number}].values", "values must be identifiers, at least one and none of them empty")


def _tables(config: Config) -> Iterator[Problem]:
    """Of the relations and of the places of people."""
    for number, table in enumerate(config.relations):
        given = [key for key in ("file", "query", "database", "clients", "records") if getattr(table, key)]
        if not table.entity or given not in (["file"], ["query", "database"], ["clients", "records"]):
            needed = (
                "relations need a file, or a query and its database, or clients and records,"
                " and the entity of the routes that show the records"
            )
            yield Problem(f"$.relations[{number}].entity", needed)
    for number, place in enumerate(config.places):
        if not (place.entity and place.records):
            needed = "places need records, a CSV file, and the entity of the routes that show them"
            yield Problem(f"$.places[{number}].entity", needed)


def _roles(config: Config) -> Iterator[Problem]:
    seen: dict[str, tuple[bool, str]] = {}
    for number, role in enumerate(config.roles):
        here = f"$.roles[{number}].name"
        if not (role.name and all(role.accounts) and (role.accounts or role.prefix or role.file)):
            yield Problem(here, "a role needs a name, and accounts, a prefix or a file")
        devices, first = seen.setdefault(role.name, (role.devices, here))
        if devices != role.devices:
            yield Problem(here, "accounts of one role are devices or people; give the two their own names", first)


def _files(config: Config) -> Iterator[Problem]:
    """Of names that no file can have."""
    named = [(f"$.{table}[{number}].{key}", getattr(part, key)) for table, number, part, key in _named_files(config)]
    named += [(f"$.{table}.{key}", getattr(getattr(config, table), key)) for table, keys in ALONE.items() for key in keys]
    for where, name in [*named, ("$.key.file", config.key.file)]:
        if "\0" in name:
            yield Problem(where, f"{where.rpartition('.')[2]} holds the character NUL, which no file name can have; name a file")


def _named_files(config: Config) -> Iterator[tuple[str, int, object, str]]:
    for table, keys in FILES.items():
        for number, part in enumerate(getattr(config, table)):
            yield from ((table, number, part, key) for key in keys)


def _wrong_networks(values: list[str]) -> Iterator[str]:
    try:
        networks(values)
    except ConfigError as error:
        yield str(error)
