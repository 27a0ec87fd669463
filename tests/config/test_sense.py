from __future__ import annotations

import pytest

from headcount.config.declared import (
    AgreementConfig,
    CanaryConfig,
    Config,
    FieldConfig,
    KeyConfig,
    MapConfig,
    PlaceConfig,
    RelationConfig,
    RoleConfig,
    RouteConfig,
    ScanConfig,
)
from headcount.config.sense import problems
from headcount.model.kind import Kind

PHONE = FieldConfig("phone", Kind.PHONE)


def _told(config: Config) -> list[tuple[str, str]]:
    return [(problem.where.removeprefix("$."), problem.what) for problem in problems(config)]


@pytest.mark.parametrize(
    ("route", "key", "what"),
    [
        (RouteConfig("a"), "template", "template must begin with /"),
        (RouteConfig("/a/x{id}"), "template", "a variable is a whole segment in braces"),
        (RouteConfig("/a/{id}/{id}"), "template", "each variable of a template needs a name of its own"),
        (RouteConfig("/a/{id}", "ID"), "subject", "subject must be one of id, spelled so, or a query parameter"),
        (RouteConfig("/a", ""), "subject", "subject must be one of the variables, spelled so"),
        (RouteConfig("/a", records="people"), "records", "a route that shows people needs a subject"),
        (RouteConfig("/a", fields=[PHONE]), "records", "a route that shows people needs a subject"),
        (RouteConfig("/a", "id", fields=[FieldConfig("", Kind.PHONE)]), "fields", "a field needs the path of its values"),
        (RouteConfig("/a", "$.rows[].id", fields=[PHONE]), "fields", "phone is not part of rows[], where the subject stands"),
        (RouteConfig("/a", "id", "DELETE"), "method", "method must be one that shows records: GET, POST"),
    ],
)
def test_routes(route: RouteConfig, key: str, what: str) -> None:
    [(where, told)] = _told(Config(routes=[RouteConfig("/ok/{id}", "id"), route]))
    assert where == f"routes[1].{key}"
    assert told.startswith(what)


def test_a_path_in_the_answer_may_name_the_record() -> None:
    assert _told(Config(routes=[RouteConfig("/a", "$.id", fields=[PHONE]), RouteConfig("/b", "id", fields=[PHONE])])) == []


def test_the_data_map() -> None:
    assert [where for where, _ in _told(Config(map=MapConfig(0)))] == ["map.many_people"]


def test_a_route_declared_twice_names_the_first() -> None:
    once = RouteConfig("/a/{id}?page={page}", "id", "get")
    [problem] = problems(Config(routes=[once, RouteConfig("/b"), RouteConfig("/a/{id}", "id", "GET")]))
    assert (problem.where, problem.first) == ("$.routes[2].template", "$.routes[0].template")


@pytest.mark.parametrize(
    ("agreement", "key", "what"),
    [
        (AgreementConfig("p"), "name", "an agreement must name addresses, accounts, credentials or user_agents"),
        (AgreementConfig("p", accounts=["a", ""]), "name", "an empty text in an agreement would cover everybody"),
        (AgreementConfig("", accounts=["a"]), "name", "an empty text"),
        (AgreementConfig("p", ["proxy.example"]), "addresses", "'proxy.example' does not appear to be an IPv4 or IPv6 network"),
        (AgreementConfig("p", accounts=["a"], routes=["people/{id}"]), "routes", "routes are templates that begin with /"),
        (AgreementConfig("p", accounts=["a"], kinds=[""]), "kinds", "a kind is a word, such as phone"),
        (AgreementConfig("p", accounts=["a"], unexplained=2), "unexplained", "unexplained is a share between 0 and 1"),
        (AgreementConfig("p", accounts=["a"], requests_a_day=0), "requests_a_day", "requests_a_day is a whole number above 0"),
        (AgreementConfig("p", accounts=["a"], tolerance=-1), "tolerance", "tolerance is a number of records, 0 or more"),
    ],
)
def test_agreements(agreement: AgreementConfig, key: str, what: str) -> None:
    [(where, told)] = _told(Config(agreements=[agreement]))
    assert where == f"agreements[0].{key}"
    assert told.startswith(what)


def test_two_agreements_of_one_name_are_both_named() -> None:
    [problem] = problems(Config(agreements=[AgreementConfig(name, accounts=["a"]) for name in ("p", "q", "p")]))
    assert (problem.where, problem.first) == ("$.agreements[2].name", "$.agreements[0].name")


def test_canaries() -> None:
    needed = "canaries need the entity of the routes that show them, such as users"
    empty = "values must be identifiers, at least one and none of them empty"
    canaries = [CanaryConfig("", ["1"]), CanaryConfig("users", []), CanaryConfig("users", ["1", ""])]
    assert _told(Config(canaries=canaries)) == [
        ("canaries[0].entity", needed),
        ("canaries[1].values", empty),
        ("canaries[2].values", empty),
    ]


@pytest.mark.parametrize(
    "table",
    [
        RelationConfig("people"),
        RelationConfig("", "a.csv"),
        RelationConfig("people", "", "a.csv"),
        RelationConfig("people", "a.csv", "", "b.csv"),
        RelationConfig("people", query="SELECT 1"),
        RelationConfig("people", database="env:SHOP"),
        RelationConfig("people", "a.csv", query="SELECT 1", database="env:SHOP"),
    ],
)
def test_relations(table: RelationConfig) -> None:
    needed = "relations need a file, or a query and its database, or clients and records, and the entity of the routes that show"
    needed += " the records"
    good = [RelationConfig("people", "a.csv"), RelationConfig("people", query="SELECT 1", database="env:SHOP")]
    assert _told(Config(relations=[*good, table])) == [("relations[2].entity", needed)]


@pytest.mark.parametrize("place", [PlaceConfig("", "a.csv"), PlaceConfig("people", "")])
def test_places(place: PlaceConfig) -> None:
    needed = "places need records, a CSV file, and the entity of the routes that show them"
    assert _told(Config(places=[place])) == [("places[0].entity", needed)]


@pytest.mark.parametrize("role", [RoleConfig("clerk"), RoleConfig("", prefix="e"), RoleConfig("clerk", [""])])
def test_roles(role: RoleConfig) -> None:
    assert _told(Config(roles=[role])) == [("roles[0].name", "a role needs a name, and accounts, a prefix or a file")]


def test_one_role_in_two_tables_is_of_devices_in_both_or_in_neither() -> None:
    staff, more, tills = RoleConfig("staff", prefix="e"), RoleConfig("staff", ["x"]), RoleConfig("staff", ["t"], devices=True)
    [problem] = problems(Config(roles=[staff, more, tills]))
    assert (problem.where, problem.first) == ("$.roles[2].name", "$.roles[0].name")


def test_names_that_no_file_can_have() -> None:
    told = "holds the character NUL, which no file name can have; name a file"
    config = Config(
        relations=[RelationConfig("people", "a\0.csv")],
        roles=[RoleConfig("staff", prefix="e"), RoleConfig("clerk", file="\0")],
        places=[PlaceConfig("people", "a.csv", "b\0")],
        key=KeyConfig("k\0"),
    )
    assert _told(config) == [
        ("relations[0].file", f"file {told}"),
        ("roles[1].file", f"file {told}"),
        ("places[0].clients", f"clients {told}"),
        ("key.file", f"file {told}"),
    ]


def test_proxies_and_field_maps() -> None:
    [proxies, field] = _told(Config(scan=ScanConfig(["proxy.example"]), jsonl={"time": "ts", "colour": "c"}))
    assert (proxies[0], field[0]) == ("scan.trusted_proxies", "jsonl.colour")
    assert field[1].startswith("an access has no colour; name one of time, ")
