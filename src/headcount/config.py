"""`headcount.toml`, typed. The one place where concrete parts are chosen and joined."""

from __future__ import annotations

import re
import secrets
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from headcount.catalog.agreements import Agreement, Standing
from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import Callers, networks
from headcount.catalog.places import Homes, Places, clients_in, networks_in, people_in
from headcount.catalog.relations import Relations, direct, through_units
from headcount.catalog.roles import Role, accounts_in
from headcount.catalog.routes import Declaration
from headcount.catalog.subjects import canonical
from headcount.catalog.tokens import Tokenizer, load_key
from headcount.catalog.verify import Resolver
from headcount.errors import ConfigError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.scope import Scope
from headcount.sources.json_lines import ROLES


class RouteConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[routes]]`: what one route shows, and whose."""

    template: str
    """Path with variables in braces, such as `/orders/{id}/rating`."""
    subject: str | None = None
    """The path variable or query parameter that names the record; left out, the route shows no record."""
    method: str = ""
    """`GET`, `POST` ...; left out, every method."""
    entity: str = ""
    """What the records are; routes of one entity show the same records. Left out, taken from the path (`people` for people)."""
    kinds: list[str] = []
    """Kinds of personal data that the route shows, such as `phone`."""
    records: Literal["records", "people"] = "records"
    """`people` when the subject is a person: the reports then count people."""


class AgreementConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[agreements]]`: a client that may read many records."""

    name: str
    """How the reports name it."""
    addresses: list[str] = []
    """Addresses and networks."""
    accounts: list[str] = []
    """Account names as logged."""
    credentials: list[str] = []
    """Digests of API keys, as the reports show them."""
    user_agents: list[str] = []
    """Beginnings of user agents; with `addresses`, both must hold."""
    routes: list[str] = []
    """Templates of the routes that it may use, spelled as `headcount routes` prints them."""
    kinds: list[str] = []
    """Kinds of personal data that it may be shown."""
    unexplained: float | None = None
    """Share of the people new to it, 0 to 1, that no relation has to explain."""
    requests_a_day: int | None = None
    """Requests for records that it may make on one day (UTC)."""
    tolerance: int = 0
    """So many records beyond the routes and kinds are let pass."""


class CanaryConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[canaries]]`: records that nobody has a way to: made-up ones that no page, list or search leads to."""

    entity: str
    """What they are, as the routes that show them say."""
    values: list[str]
    """Their identifiers, as they stand in a request. Only tokens of them are kept, and only during the run."""


class RelationConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[relations]]`: a table that says whom a client has a reason to look at: own cases, orders, parcels, contacts.

    Or two tables that meet in a unit: clients of a station and records of a station.
    """

    entity: str
    """What the records are, as the routes that show them say."""
    file: str = ""
    """CSV with the columns `client`, `record` (or `person`), and if wanted `since` and `until`; beside the configuration."""
    clients: str = ""
    """CSV with the columns `client`, `unit`, and if wanted `since` and `until`; together with `records`, in place of `file`."""
    records: str = ""
    """CSV with the columns `record` (or `person`), `unit`, and if wanted `since` and `until`."""


class PlaceConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[places]]`: where the people of the records live, and where clients belong."""

    entity: str
    """What the records are, as the routes that show them say."""
    records: str
    """CSV with the columns `record` (or `person`) and `place`; beside the configuration, as the others."""
    clients: str = ""
    """CSV with the columns `client` and `place`."""
    networks: str = ""
    """CSV with the columns `network` and `place`: where clients belong who are not in `clients`."""


class RoleConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[roles]]`: accounts that do one kind of work, and are compared with each other."""

    name: str
    """Such as `staff`."""
    accounts: list[str] = []
    """Account names as logged."""
    prefix: str = ""
    """What the account names begin with."""
    file: str = ""
    """CSV whose column `client` has the account names; beside the configuration."""
    devices: bool = False
    """Whether the accounts are devices at a post (scanners, tills) and not people."""


class ScanConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[scan]`."""

    trusted_proxies: list[str] = []
    """Addresses and networks whose `X-Forwarded-For` is believed."""
    log_format: str = ""
    """The server's own format string, as for `--log-format`."""


class KeyConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[key]`."""

    file: str = ""
    """Where the token key is kept."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file. Every part may be left out."""

    routes: list[RouteConfig] = []
    agreements: list[AgreementConfig] = []
    canaries: list[CanaryConfig] = []
    relations: list[RelationConfig] = []
    roles: list[RoleConfig] = []
    places: list[PlaceConfig] = []
    scan: ScanConfig = ScanConfig()
    jsonl: dict[str, str] = {}
    """Field map for JSON lines: our field to the path of theirs, such as `address = "client.ip"`."""
    key: KeyConfig = KeyConfig()


Part = TypeVar("Part", RelationConfig, RoleConfig, PlaceConfig)
"""A table that names files."""


def load(path: Path | None) -> Config:
    """Read a configuration; without a path, the empty one.

    Raises:
        ConfigError: with file, line, key and what is expected.
    """
    if path is None:
        return Config()
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text") from error
    try:
        config = msgspec.convert(tomllib.loads(text), Config)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}{_place(text, str(error))}: {error}") from error
    for where, problem in _problems(config):
        raise ConfigError(f"{path}{_place(text, where)}: {problem}")
    return msgspec.structs.replace(
        config,
        relations=[_beside(path, table, "file", "clients", "records") for table in config.relations],
        roles=[_beside(path, role, "file") for role in config.roles],
        places=[_beside(path, place, "records", "clients", "networks") for place in config.places],
    )


def _beside(path: Path, part: Part, *files: str) -> Part:
    """The part with its file names, those that are given, seen from the configuration's folder."""
    named = {key: str(path.parent / getattr(part, key)) for key in files if getattr(part, key)}
    return msgspec.structs.replace(part, **named)


_METHODS = ("", "GET", "POST", "PUT", "PATCH", "REPORT", "SEARCH")


def _problems(config: Config) -> Iterator[tuple[str, str]]:
    """What is well-formed and makes no sense: (place, what is wrong and what to write)."""
    seen = set()
    for number, route in enumerate(config.routes):
        here, path = f"$.routes[{number}]", route.template.partition("?")[0]
        yield from ((f"{here}.{key}", problem) for key, problem in _route_problems(route, path))
        if (path, route.method.upper(), route.subject) in seen:
            yield f"{here}.template", "this route is declared twice"
        seen.add((path, route.method.upper(), route.subject))
    for number, agreement in enumerate(config.agreements):
        here = f"$.agreements[{number}]"
        if not (agreement.addresses or agreement.accounts or agreement.credentials or agreement.user_agents):
            yield f"{here}.name", "an agreement must name addresses, accounts, credentials or user_agents"
        if not all([agreement.name, *agreement.user_agents, *agreement.accounts, *agreement.credentials]):
            yield f"{here}.name", "an empty text in an agreement would cover everybody; leave it out"
        yield from ((f"{here}.addresses", problem) for problem in _wrong_networks(agreement.addresses))
        yield from ((f"{here}.{key}", problem) for key, problem in _scope_problems(agreement))
    yield from _canary_problems(config.canaries)
    yield from _table_problems(config)
    for number, role in enumerate(config.roles):
        if not (role.name and all(role.accounts) and (role.accounts or role.prefix or role.file)):
            yield f"$.roles[{number}].name", "a role needs a name, and accounts, a prefix or a file"
    yield from (("$.scan.trusted_proxies", problem) for problem in _wrong_networks(config.scan.trusted_proxies))
    wrong = [field for field in config.jsonl if field not in ROLES]
    yield from ((f"$.jsonl.{field}", f"an access has no {field}; name one of {', '.join(ROLES)}") for field in wrong)


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
    if route.subject is None and (route.records == "people" or route.kinds):
        yield "records", "a route that shows people needs a subject: the variable that names the person"
    if route.method.upper() not in _METHODS:
        yield "method", f"method must be one that shows records: {', '.join(_METHODS[1:])}, or left out"


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


def _canary_problems(canaries: list[CanaryConfig]) -> Iterator[tuple[str, str]]:
    """(place, what is wrong) of the canaries."""
    for number, canary in enumerate(canaries):
        if not canary.entity:
            yield f"$.canaries[{number}].entity", "canaries need the entity of the routes that show them, such as users"
        if not canary.values or not all(canary.values):
            yield f"$.canaries[{number}].values", "values must be identifiers, at least one and none of them empty"


def _table_problems(config: Config) -> Iterator[tuple[str, str]]:
    """(place, what is wrong) of the relations and of the places of people."""
    for number, table in enumerate(config.relations):
        given = bool(table.file), bool(table.clients), bool(table.records)
        if not table.entity or given not in {(True, False, False), (False, True, True)}:
            needed = "relations need a file, or clients and records, and the entity of the routes that show the records"
            yield f"$.relations[{number}].entity", needed
    for number, place in enumerate(config.places):
        if not (place.entity and place.records):
            yield f"$.places[{number}].entity", "places need records, a CSV file, and the entity of the routes that show them"


def _wrong_networks(values: list[str]) -> Iterator[str]:
    try:
        networks(values)
    except ConfigError as error:
        yield str(error)


def _place(text: str, message: str) -> str:
    """`:LINE` of the key that msgspec's message names (`$.routes[1].template`), or nothing when it cannot be told."""
    unknown = re.search(r"unknown field `(\w+)`", message)
    found = re.search(r"\$((?:\.\w+|\[\d+\])*)", message)
    parts = re.findall(r"\.(\w+)|\[(\d+)\]", found.group(1)) if found else []
    names = [name for name, _ in parts if name] + ([unknown.group(1)] if unknown else [])
    wanted = next((int(number) for _, number in parts if number), 0)
    if not names:
        return ""
    table, key = (names[0], names[-1]) if len(names) > 1 else ("", names[0])
    seen = -1
    current = ""
    for number, line in enumerate(text.splitlines(), 1):
        head = re.match(r"\s*\[+\s*([\w.]+)\s*\]+", line)
        if head:
            current = head.group(1)
            seen += current == table
        if (not table or (current == table and seen >= wanted)) and re.match(rf"\s*\[*\s*{re.escape(key)}\b", line):
            return f":{number}"
    return ""


def tokenizer(config: Config, key: Path | None, default: Path | None) -> Tokenizer:
    """The tokenizer under the key that is named, on the command line first, or a key of this run only when none is."""
    path = key or (Path(config.key.file) if config.key.file else default)
    if path is None:
        return Tokenizer(secrets.token_bytes(16))
    return Tokenizer(load_key(path))


def catalogue(config: Config, tokens: Tokenizer, trusted_proxies: list[str]) -> Catalogue:
    """A catalogue that knows what the configuration declares."""
    declarations = [
        Declaration(r.template, r.subject, r.method.upper(), r.entity, tuple(r.kinds), people=r.records == "people")
        for r in config.routes
    ]
    callers = Callers(tokens, networks([*config.scan.trusted_proxies, *trusted_proxies]))
    return Catalogue(tokens, callers, declarations)


def canaries(config: Config, tokens: Tokenizer) -> list[int]:
    """The tokens of the declared canaries."""
    return [
        token
        for canary in config.canaries
        for token in tokens.tokens_of(canary.entity, [part for value in canary.values for part in canonical(value.encode())])
    ]


def standing(config: Config, resolver: Resolver | None = None) -> Standing:
    """Who is known, as the configuration's agreements and roles say; with a resolver, declared crawlers are checked."""
    agreements = [
        Agreement(a.name, networks(a.addresses), frozenset(a.accounts), frozenset(a.credentials), tuple(a.user_agents), _scope(a))
        for a in config.agreements
    ]
    roles = [
        Role(role.name, (*role.accounts, *(accounts_in(Path(role.file)) if role.file else ())), role.prefix, role.devices)
        for role in config.roles
    ]
    return Standing(agreements, resolver, roles)


def _scope(declared: AgreementConfig) -> Scope:
    """What an agreement covers."""
    return Scope(
        frozenset(declared.routes),
        frozenset(declared.kinds),
        declared.unexplained,
        declared.requests_a_day,
        declared.tolerance,
    )


def relations(config: Config, tokens: Tokenizer) -> list[Relations]:
    """The relation tables, not yet read."""
    return [
        direct(Path(table.file), table.entity, tokens)
        if table.file
        else through_units(Path(table.clients), Path(table.records), table.entity, tokens)
        for table in config.relations
    ]


def places(config: Config, tokens: Tokenizer) -> Places:
    """Where people live and where clients belong, not yet read."""
    homes = Homes(
        tuple(clients_in(Path(place.clients)) for place in config.places if place.clients),
        tuple(networks_in(Path(place.networks)) for place in config.places if place.networks),
    )
    return Places(tuple(people_in(Path(place.records), place.entity, tokens) for place in config.places), homes)


def ledger(path: Path | None, tokens: Tokenizer, *, read_only: bool = False) -> EmbeddedLedger:
    """The ledger at `path`, or one in memory."""
    return EmbeddedLedger(path, tokens.key_id, read_only=read_only)
