"""Fields of notices: what an incident can say for each, and which nobody can fill yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from headcount.incident.conditions import grade
from headcount.incident.facts import Facts
from headcount.incident.laws import questions
from headcount.model.duty import Answer, Value
from headcount.model.law import Law

FIELDS = (
    "org",
    "contact",
    "what_happened",
    "time_occurred",
    "time_discovered",
    "location",
    "systems",
    "data_types",
    "persons",
    "records",
    "grade",
    "cause",
    "harm",
    "measures",
    "self_help",
    "prevention",
    "suspect",
    "attack_path",
    "trend",
    "help",
    "scene",
    "ransom",
    "malicious",
    "cross_border",
    "iocs",
    "told_people",
    "publicity",
    "rights",
    "delay_reason",
    "exempt_reason",
)
"""Every field that a notice may have, in the order of the facts table."""
OPTIONAL = frozenset({"ransom", "delay_reason", "exempt_reason"})
"""Fields that stay empty in most incidents; they are no gap."""
NAMED = 20
"""So many routes or clients are named; the rest is in the evidence."""
MAIN = 5
"""So many routes are named in the sentence on how access was gained."""
LENSES = ("account", "credential", "address", "visitor")
"""Sorts of clients that there are words for."""


def values(facts: Facts, law: Law) -> dict[str, Value]:
    """What is known for each field, in the order of `FIELDS`; a value without anything is a gap."""
    known = {value.field: value for value in (*_counted(facts, law), *_named(facts), *_timed(facts))}
    for name in FIELDS:
        text = facts.said.get(name, "") if questions().get(name) and questions()[name].kind == "text" else ""
        if text:
            before = known.get(name, Value(name))
            known[name] = Value(name, text, times=before.times if name in {"measures", "told_people"} else ())
    return {name: known.get(name, Value(name)) for name in FIELDS}


def missing(fields: Iterable[str], known: Mapping[str, Value]) -> tuple[str, ...]:
    """Those of the fields that nobody can fill yet, without the optional ones."""
    return tuple(name for name in fields if name not in OPTIONAL and known[name].missing)


def _counted(facts: Facts, law: Law) -> list[Value]:
    total = facts.exposure.total
    found = [
        Value("records", number=total.records, at_least=facts.more),
        Value("what_happened", number=len(facts.incident.clients)),
        Value("persons", number=facts.people.count, at_least=facts.people.more, counted=_counted_people(facts)),
    ]
    reached, possible = grade(facts, law)
    named = tuple(one.zh for one in law.grades if one.grade == reached)
    if facts.answer("graded_higher") is Answer.YES:  # by what headcount does not count: a person says how it was graded
        return found
    return [*found, Value("grade", number=reached, at_least=possible > reached, items=named)] if reached else found


def _counted_people(facts: Facts) -> int | None:
    """What the ledger counts, where somebody named another number."""
    counted = facts.exposure.total.people
    return counted if "persons" in facts.said and counted != facts.people.count else None


def _named(facts: Facts) -> list[Value]:
    routes = tuple(row.key for row in facts.exposure.by_route)[:NAMED]
    clients = tuple(f"{client.lens} {client.name}" for client in facts.incident.clients)[:NAMED]
    addresses = tuple(client.name for client in facts.incident.clients if client.lens == "address")[:NAMED]
    countries = tuple(sorted({code.partition("-")[0] for code in facts.places()}))
    rows = [row for row in facts.exposure.by_kind if row.key != "unknown"]
    masked = tuple(row.key for row in rows if row.masked and not row.clear)
    return [
        Value("org", facts.organisation.name),
        Value("contact", facts.organisation.contact),
        Value("systems", items=routes),
        _access(facts),
        Value("data_types", kinds=tuple(row.key for row in rows), masked=masked),
        Value("suspect", items=clients),
        Value("iocs", items=addresses),
        Value("cross_border", items=countries if len(countries) > 1 else ()),
    ]


def _access(facts: Facts) -> Value:
    """How access was gained, as far as it is known: as which sort of client, through which routes, when; else a gap."""
    clients = {client.lens for client in facts.incident.clients}
    lenses = tuple(lens for lens in LENSES if lens in clients)
    most = sorted((row for row in facts.exposure.by_route if row.showings), key=lambda row: -row.records)
    routes = tuple(row.key for row in most[:MAIN])
    if not (routes and clients == set(lenses)):
        return Value("attack_path")
    return Value("attack_path", times=(facts.incident.first, facts.incident.last), items=routes, lenses=lenses)


def _timed(facts: Facts) -> list[Value]:
    stamps, told = facts.incident.stamps, facts.moment("people_told")
    return [
        Value("time_occurred", times=(facts.incident.first, facts.incident.last)),
        Value("time_discovered", times=(stamps.signalled, stamps.aware) if stamps.aware else (stamps.signalled,)),
        Value("measures", times=(stamps.contained,) if stamps.contained else ()),
        Value("told_people", times=(told,) if told else ()),
    ]
