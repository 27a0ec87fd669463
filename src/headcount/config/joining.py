"""The composition root: the one place where concrete parts are chosen and joined, as the configuration says."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path

from headcount.catalog.agreements import Agreement, Standing
from headcount.catalog.answers import Answers
from headcount.catalog.catalog import Catalogue
from headcount.catalog.grades import ALL_REGIMES, Levels
from headcount.catalog.identity import Callers, networks
from headcount.catalog.mentions import Mention
from headcount.catalog.places import Homes, Places, clients_in, networks_in, people_in
from headcount.catalog.relations import Relations, direct, through_units
from headcount.catalog.roles import Role, accounts_in, accounts_of
from headcount.catalog.routes import Declaration
from headcount.catalog.shapes import Person, Shape, declared
from headcount.catalog.subjects import canonical
from headcount.catalog.tables import Table
from headcount.catalog.tokens import Tokenizer, load_key
from headcount.catalog.verify import Resolver
from headcount.config.databases import address_of
from headcount.config.declared import AgreementConfig, Config, RelationConfig, RoleConfig, RouteConfig
from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.field import Field
from headcount.model.kind import Form
from headcount.model.scope import Scope


def tokenizer(config: Config, key: Path | None, default: Path | None) -> Tokenizer:
    """The tokenizer under the key that is named, on the command line first, or a key of this run only when none is."""
    path = key or (Path(config.key.file) if config.key.file else default)
    if path is None:
        return Tokenizer(secrets.token_bytes(16))
    return Tokenizer(load_key(path))


def catalogue(config: Config, tokens: Tokenizer, trusted_proxies: list[str]) -> Catalogue:
    """A catalogue that knows what the configuration declares, and learns from bodies where a log has them."""
    declarations = [
        Declaration(r.template, r.subject, r.method.upper(), r.entity, _kinds(r), people=r.records == "people")
        for r in config.routes
    ]
    callers = Callers(tokens, networks([*config.scan.trusted_proxies, *trusted_proxies]))
    known = Catalogue(tokens, callers, declarations, Answers())
    by_route: dict[tuple[str, str], list[Person]] = {}
    for route in config.routes:
        if route.fields:
            by_route.setdefault((route.template, route.method.upper()), []).append(_person(route))
    for (template, method), persons in by_route.items():
        known.know(method, template, "", Shape(tuple(persons)))
    return known


def _kinds(route: RouteConfig) -> tuple[str, ...]:
    """The kinds that a route is declared to show, by name or by a field in clear."""
    return tuple(dict.fromkeys([*route.kinds, *(str(field.kind) for field in route.fields if field.form == Form.CLEAR)]))


def _person(route: RouteConfig) -> Person:
    """Whom a route's answers show, as it is declared."""
    fields = [Field(route.template, f.path, f.kind, 1.0, f.form, 0, None, "declared in headcount.toml") for f in route.fields]
    return declared(route.subject, fields)


def levels(config: Config) -> Levels:
    """What raises a grade."""
    regimes = ALL_REGIMES if config.map.regimes is None else frozenset(config.map.regimes)
    return Levels(config.map.many_people, regimes)


def canaries(config: Config, tokens: Tokenizer) -> list[int]:
    """The tokens of the declared canaries."""
    return [
        token
        for canary in config.canaries
        for token in tokens.tokens_of(canary.entity, [part for value in canary.values for part in canonical(value.encode())])
    ]


def standing(config: Config, resolver: Resolver | None = None) -> Standing:
    """Who is known, as the configuration's agreements and roles say; with a resolver, declared crawlers are checked.

    Raises:
        ConfigError: a table of a role cannot be read, or has no column `client`.
    """
    return Standing(agreements(config), resolver, roles(config))


def agreements(config: Config) -> list[Agreement]:
    """The agreements, as the configuration says."""
    return [
        Agreement(a.name, networks(a.addresses), frozenset(a.accounts), frozenset(a.credentials), tuple(a.user_agents), _scope(a))
        for a in config.agreements
    ]


def roles(config: Config) -> list[Role]:
    """The roles, with the accounts of their tables.

    Raises:
        ConfigError: a table cannot be read, or has no column `client`.
    """
    return [_role(role) for role in config.roles]


def _role(declared: RoleConfig) -> Role:
    """A role, with the accounts of its table."""
    table = accounts_of(Path(declared.file)) if declared.file else None
    accounts = (*declared.accounts, *(accounts_in(table) if table else ()))
    return Role(declared.name, accounts, declared.prefix, declared.devices, table)


def _scope(declared: AgreementConfig) -> Scope:
    """What an agreement covers."""
    return Scope(
        frozenset(declared.routes),
        frozenset(declared.kinds),
        declared.unexplained,
        declared.requests_a_day,
        declared.tolerance,
        declared.own_baseline,
    )


def relations(config: Config, tokens: Tokenizer) -> list[Relations]:
    """The relation tables, seen to be readable and not yet read.

    Raises:
        ConfigError: one of them cannot be read, or lacks a column, or a database cannot be asked.
    """
    told = [_relation(table, tokens, f"[[relations]] {number} query") for number, table in enumerate(config.relations, 1)]
    _check(table for relation in told for table in relation.tables)
    return told


def _relation(declared: RelationConfig, tokens: Tokenizer, name: str) -> Relations:
    if declared.query:
        from headcount.catalog.query_rows import QueryRows  # noqa: PLC0415  # the driver takes its time, and few ask a database

        rows = QueryRows(name, declared.query, partial(address_of, declared.database, name))
        return direct(Path(name), declared.entity, tokens, rows)
    if declared.file:
        return direct(Path(declared.file), declared.entity, tokens)
    return through_units(Path(declared.clients), Path(declared.records), declared.entity, tokens)


def places(config: Config, tokens: Tokenizer) -> Places:
    """Where people live and where clients belong, seen to be readable and not yet read.

    Raises:
        ConfigError: a table cannot be read, or lacks a column.
    """
    homes = Homes(
        tuple(clients_in(Path(place.clients)) for place in config.places if place.clients),
        tuple(networks_in(Path(place.networks)) for place in config.places if place.networks),
    )
    told = Places(tuple(people_in(Path(place.records), place.entity, tokens) for place in config.places), homes)
    _check(told.tables)
    return told


def _check(tables: Iterable[Table]) -> None:
    for table in tables:
        table.check()


def mentions(config: Config) -> list[Mention]:
    """Where the configuration names records by their entity, but for the routes, which say what there is."""
    named: list[tuple[str, int, str, tuple[str, ...]]] = []
    named += [("canaries", number, canary.entity, ()) for number, canary in enumerate(config.canaries, 1)]
    named += [("relations", number, t.entity, (t.file, t.clients, t.records)) for number, t in enumerate(config.relations, 1)]
    named += [("places", number, place.entity, (place.records,)) for number, place in enumerate(config.places, 1)]
    return [Mention(_where(table, number, files), entity) for table, number, entity, files in named]


def _where(table: str, number: int, files: Sequence[str]) -> str:
    names = ", ".join(Path(file).name for file in files if file)
    return f"[[{table}]] {number}" + (f" ({names})" if names else "")


def ledger(path: Path | None, tokens: Tokenizer, *, read_only: bool = False) -> EmbeddedLedger:
    """The ledger at `path`, or one in memory."""
    return EmbeddedLedger(path, tokens.key_id, read_only=read_only)
