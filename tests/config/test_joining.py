from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from headcount import config
from headcount.catalog.grades import ALL_REGIMES, Levels
from headcount.catalog.mentions import Mention
from headcount.catalog.tokens import Tokenizer, load_key
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
from headcount.errors import ConfigError
from headcount.model.kind import Form, Kind
from headcount.model.text import Text
from tests.catalog.batches import accesses, token


def written(folder: Path, text: str) -> Path:
    path = folder / "headcount.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_key_on_the_command_line_wins(tmp_path: Path) -> None:
    asked, named, usual = tmp_path / "asked", tmp_path / "named", tmp_path / "usual"
    keyed = Config(key=KeyConfig(str(named)))
    assert config.tokenizer(keyed, asked, usual).key_id == Tokenizer(load_key(asked)).key_id
    assert not named.exists()
    assert config.tokenizer(keyed, None, usual).key_id == Tokenizer(load_key(named)).key_id
    assert not usual.exists()
    assert config.tokenizer(Config(), None, usual).key_id == Tokenizer(load_key(usual)).key_id
    assert [stat.S_IMODE(path.stat().st_mode) for path in (asked, named, usual)] == [0o600] * 3


def test_without_a_key_file_the_key_is_of_this_run_only() -> None:
    assert config.tokenizer(Config(), None, None).key_id != config.tokenizer(Config(), None, None).key_id


def test_canaries_are_the_tokens_of_the_records_that_their_routes_show() -> None:
    tokens = config.tokenizer(Config(), None, None)
    declared = Config(
        routes=[RouteConfig("/users/{id}", "id", entity="users")],
        canaries=[CanaryConfig("users", ["Ann%40example.com", "7"]), CanaryConfig("orders", ["7"])],
    )
    catalogue = config.catalogue(declared, tokens, [])
    shown = catalogue.disclose(accesses(["/users/ann@example.com", "/users/7", "/users/8"]), 0)["disclosure"]
    mail, seven, eight = shown.column("record").to_pylist()
    canaries = config.canaries(declared, tokens)
    assert canaries[:2] == [mail, seven]
    assert len(set(canaries) - {eight}) == 3


def test_a_catalogue_knows_what_is_declared() -> None:
    tokens = config.tokenizer(Config(), None, None)
    declared = Config(
        routes=[RouteConfig("/order/evaluate", "buyer", "get", "buyers", ["phone"], "people"), RouteConfig("/health/{probe}")]
    )
    catalogue = config.catalogue(declared, tokens, [])
    shown = catalogue.disclose(accesses(["/order/evaluate?page=2&buyer=ann", "/health/1001"]), 0)["disclosure"]
    assert shown.num_rows == 1
    route = catalogue.routes[shown.column("route")[0].as_py()]
    assert (route.method, route.template, route.subject, route.entity) == (
        "GET",
        "/order/evaluate?buyer={buyer}",
        "buyer",
        "buyers",
    )
    assert (route.source, route.people, route.kinds) == ("declared", True, ("phone",))
    assert shown.column("record")[0].as_py() != token("buyers", "ann")


def test_trusted_proxies_of_file_and_command_line_are_joined() -> None:
    tokens = config.tokenizer(Config(), None, None)
    catalogue = config.catalogue(Config(scan=ScanConfig(["10.0.0.1"])), tokens, ["10.0.0.2"])
    batch = accesses(["/"] * 3, address=["10.0.0.1", "10.0.0.2", "10.0.0.3"], forwarded="198.51.100.7")
    callers = catalogue.disclose(batch, 0)["caller"]
    assert callers.column("address").to_pylist() == ["198.51.100.7", "198.51.100.7", "10.0.0.3"]


def test_a_wrong_network_is_a_configuration_error() -> None:
    tokens = config.tokenizer(Config(), None, None)
    with pytest.raises(ConfigError, match="write an address or a network"):
        config.catalogue(Config(scan=ScanConfig(["proxy.example"])), tokens, [])
    with pytest.raises(ConfigError):
        config.standing(Config(agreements=[AgreementConfig("partner", ["proxy.example"])]))


def test_agreements_of_the_configuration_are_known() -> None:
    standing = config.standing(Config(agreements=[AgreementConfig("partner", ["198.51.100.0/24"], user_agents=["PartnerApp/"])]))
    crawlers, agreements = standing(
        pa.array(["address"] * 3),
        pa.array(["198.51.100.1", "198.51.100.1", "192.0.2.1"]),
        pa.array(["198.51.100.1", "198.51.100.1", "192.0.2.1"]),
        pa.array(["PartnerApp/1", "Other/1", "PartnerApp/1"]),
    )
    assert (crawlers.to_pylist(), agreements.to_pylist()) == ([None] * 3, ["partner", None, None])


def test_the_ledger_remembers_its_key(tmp_path: Path) -> None:
    tokens = config.tokenizer(Config(), None, None)
    ledger = config.ledger(tmp_path / "counts.ledger", tokens)
    assert ledger.positions() == []
    ledger.close()
    assert (tmp_path / "counts.ledger").exists()


def test_relations_and_roles_name_files_beside_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "clerks.csv").write_text("client\ne7\n")
    (tmp_path / "cases.csv").write_text("client,record\ne7,4\n")
    text = """
[[relations]]
file = "cases.csv"
entity = "people"

[[roles]]
name = "clerk"
accounts = ["x1"]
file = "clerks.csv"

[[roles]]
name = "porter"
prefix = "p"
"""
    read = config.load(written(tmp_path, text))
    tokens = config.tokenizer(read, None, None)
    [relations] = config.relations(read, tokens)
    [table] = relations.tables
    assert [batch["record"].to_pylist() for batch in table.read()] == [tokens.tokens_of("people", [b"4"])]
    roles = config.standing(read).role(pa.array(["account"] * 4), pa.array(["x1", "e7", "p9", "e8"]))
    assert roles.to_pylist() == ["clerk", "clerk", "porter", ""]


def test_stations_and_places_name_files_beside_the_configuration(tmp_path: Path) -> None:
    tables = {"scanners": "client,unit\nd1,3\n", "parcels": "record,unit\n4,3\n", "lives": "record,place\n4,west\n"}
    tables |= {"networks": "network,place\n192.0.2.0/24,east\n", "shops": "client,place\nd1,west\n"}
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text)
    text = """
[[relations]]
clients = "scanners.csv"
records = "parcels.csv"
entity = "parcels"

[[roles]]
name = "scanner"
prefix = "d"
devices = true

[[places]]
records = "lives.csv"
clients = "shops.csv"
networks = "networks.csv"
entity = "parcels"
"""
    read = config.load(written(tmp_path, text))
    tokens = config.tokenizer(read, None, None)
    [relations] = config.relations(read, tokens)
    rows = [batch.to_pylist() for table in relations.tables for batch in table.read()]
    [four] = tokens.tokens_of("parcels", [b"4"])
    none = {"since": None, "until": None}
    assert rows == [[{"client": "d1", "unit": "3"} | none], [{"record": four, "unit": "3"} | none]]
    assert config.standing(read).devices == {"scanner"}
    places = config.places(read, tokens)
    assert [batch.to_pylist() for batch in places.people[0].read()] == [[{"record": four, "place": "west"}]]
    assert places.homes(pa.array(["d1", "x"]), pa.array(["192.0.2.1", "192.0.2.2"])).to_pylist() == ["west", "east"]
    assert [table.path.name for table in places.tables] == ["lives.csv", "shops.csv", "networks.csv"]
    empty = config.load(None)
    assert (config.standing(empty).devices, config.places(empty, tokens).tables) == (frozenset(), ())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "cannot be read (No such file or directory)"),
        ("client,whom\ne7,4\n", "needs the columns client and record (or person); it has client, whom"),
    ],
)
def test_tables_are_looked_at_before_anything_is_read(tmp_path: Path, text: str | None, message: str) -> None:
    file = tmp_path / "table.csv"
    if text is not None:
        file.write_text(text)
    tokens = config.tokenizer(Config(), None, None)
    with pytest.raises(ConfigError) as caught:
        config.relations(Config(relations=[RelationConfig("people", str(file))]), tokens)
    assert str(caught.value) == f"{file}: {message}"
    with pytest.raises(ConfigError, match=r"table\.csv: "):
        config.places(Config(places=[PlaceConfig("people", str(file))]), tokens)


def test_the_table_of_a_role_says_what_it_held(tmp_path: Path) -> None:
    file = tmp_path / "clerks.csv"
    file.write_text("client\ne7\n\ne8\n")
    known = config.standing(Config(roles=[RoleConfig("clerk", file=str(file)), RoleConfig("porter", ["p1"])]))
    assert [table.note() for table in known.tables] == ["2 accounts, 1 row left out (line 3: it names no client)"]


def test_mentions_say_where_an_entity_stands() -> None:
    declared = Config(
        canaries=[CanaryConfig("users", ["1"]), CanaryConfig("orders", ["2"])],
        relations=[RelationConfig("people", "/a/cases.csv"), RelationConfig("parcels", "", "/a/scanners.csv", "/a/parcels.csv")],
        places=[PlaceConfig("people", "lives.csv", "branches.csv")],
    )
    assert config.mentions(declared) == [
        Mention("[[canaries]] 1", "users"),
        Mention("[[canaries]] 2", "orders"),
        Mention("[[relations]] 1 (cases.csv)", "people"),
        Mention("[[relations]] 2 (scanners.csv, parcels.csv)", "parcels"),
        Mention("[[places]] 1 (lives.csv)", "people"),
    ]


def test_what_raises_a_grade() -> None:
    assert config.levels(Config()) == Levels(50, ALL_REGIMES)
    assert config.levels(Config(map=MapConfig(20, ["pci"]))) == Levels(20, frozenset({"pci"}))


def test_declared_fields_are_read_from_answers() -> None:
    tokens = config.tokenizer(Config(), None, None)
    phone, mail = FieldConfig("rows[].tel", Kind.PHONE), FieldConfig("rows[].mail", Kind.EMAIL, Form.MASKED)
    declared = Config(
        routes=[
            RouteConfig("/members", "$.rows[].no", "get", entity="members", records="people", fields=[phone, mail]),
            RouteConfig("/members/{id}", "id", entity="members", fields=[FieldConfig("name", Kind.PERSON_NAME)]),
        ]
    )
    catalogue = config.catalogue(declared, tokens, [])
    body = Text.of(['{"rows": [{"no": 5, "tel": "1", "mail": "a***"}]}', '{"name": "A"}'])
    shown = catalogue.disclose(replace(accesses(["/members?page=1", "/members/6"]), body=body), 0)["disclosure"]
    routes = catalogue.settle()
    told = [(routes[r].template, routes[r].kinds, routes[r].people) for r in shown.column("route").to_pylist()]
    assert told == [("/members", ("phone",), True), ("/members/{id}", ("person_name",), False)]
    assert [catalogue.kind_sets[number] for number in shown.column("shows").to_pylist()] == [
        {(Kind.PHONE, Form.CLEAR), (Kind.EMAIL, Form.MASKED)},
        {(Kind.PERSON_NAME, Form.CLEAR)},
    ]
