from __future__ import annotations

import stat
from pathlib import Path

import pyarrow as pa
import pytest

from headcount import config
from headcount.catalog.tokens import Tokenizer, load_key
from headcount.config import AgreementConfig, CanaryConfig, Config, KeyConfig, RouteConfig, ScanConfig
from headcount.errors import ConfigError
from tests.catalog.batches import accesses, token

FULL = """\
[[routes]]
template = "/order/evaluate"
subject = "buyer"
method = "get"
entity = "buyers"
kinds = ["nickname", "phone"]
records = "people"

[[routes]]
template = "/health/{probe}"

[[agreements]]
name = "partner"
addresses = ["198.51.100.0/24", "2001:db8::7"]
accounts = ["partner-7"]
credentials = ["0123456789abcdef"]
user_agents = ["PartnerApp/"]

[[canaries]]
entity = "buyers"
values = ["ann-o-nymous"]

[scan]
trusted_proxies = ["10.0.0.0/8"]
log_format = '$remote_addr "$request"'

[jsonl]
address = "client.ip"
time = "ts"

[key]
file = "headcount.key"
"""


_AGREED = '[[agreements]]\nname = "p"\naccounts = ["a"]\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "headcount.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_full_configuration(tmp_path: Path) -> None:
    assert config.load(written(tmp_path, FULL)) == Config(
        routes=[
            RouteConfig("/order/evaluate", "buyer", "get", "buyers", ["nickname", "phone"], "people"),
            RouteConfig("/health/{probe}"),
        ],
        agreements=[
            AgreementConfig("partner", ["198.51.100.0/24", "2001:db8::7"], ["partner-7"], ["0123456789abcdef"], ["PartnerApp/"])
        ],
        canaries=[CanaryConfig("buyers", ["ann-o-nymous"])],
        scan=ScanConfig(["10.0.0.0/8"], '$remote_addr "$request"'),
        jsonl={"address": "client.ip", "time": "ts"},
        key=KeyConfig("headcount.key"),
    )


def test_everything_may_be_left_out(tmp_path: Path) -> None:
    assert config.load(None) == config.load(written(tmp_path, "")) == config.load(written(tmp_path, "# nothing\n")) == Config()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[routes]\ntemplate = "/a"\n', r"toml: is not TOML: .*line 1"),
        ("[scan\n", r"toml: is not TOML: .*line 1"),
        ('[[routes]]\nsubject = "id"\n', r"missing required field `template`"),
        ("[[routes]]\ntemplate = 5\n", r"toml:2: Expected `str`, got `int` - at `\$\.routes\[0\]\.template`"),
        ('[[routes]]\ntemplate = "/a"\nsubjects = "id"\n', r"toml:3: .*unknown field `subjects`"),
        (
            '[[routes]]\ntemplate = "/a"\n\n[[routes]]\ntemplate = "/b"\nrecords = "persons"\n',
            r"toml:6: Invalid enum value 'persons'",
        ),
        ('[[routes]]\ntemplate = "/a"\nkinds = "phone"\n', r"toml:3: Expected `array`, got `str`"),
        (
            '[[routes]]\ntemplate = "/a"\n[[routes]]\nsubject = "x"\ntemplate = "b"\n',
            r"toml:5: template must begin with /, such as /orders/\{id\}",
        ),
        ('[[agreements]]\nname = "p"\naddresses = "192.0.2.1"\n', r"toml:3: Expected `array`, got `str`"),
        ('[[agreements]]\naddresses = ["192.0.2.1"]\n', r"missing required field `name`"),
        (f'{_AGREED}routes = ["people/{{id}}"]\n', r"toml:4: routes are templates that begin with /"),
        (f'{_AGREED}kinds = [""]\n', r"toml:4: a kind is a word, such as phone"),
        (f"{_AGREED}unexplained = 2\n", r"toml:4: unexplained is a share between 0 and 1"),
        (f"{_AGREED}requests_a_day = 0\n", r"toml:4: requests_a_day is a whole number above 0"),
        (f"{_AGREED}tolerance = -1\n", r"toml:4: tolerance is a number of records, 0 or more"),
        ('[[canaries]]\nentity = ""\nvalues = ["7"]\n', r"toml:2: canaries need the entity"),
        ('[[canaries]]\nentity = "users"\nvalues = [7]\n', r"toml:3: Expected `str`, got `int`"),
        ('[[canaries]]\nentity = "users"\nvalues = []\n', r"toml:3: values must be identifiers, at least one"),
        ("[scan]\ntrusted_proxy = []\n", r"toml:2: .*unknown field `trusted_proxy`"),
        ("[scan]\nlog_format = 7\n", r"toml:2: Expected `str`, got `int`"),
        ("[jsonl]\naddress = 7\n", r"Expected `str`, got `int`"),
        ("[key]\npath = 'x'\n", r"toml:2: .*unknown field `path`"),
        ("[detectors]\nfast = true\n", r"toml:1: .*unknown field `detectors`"),
        ("\nscann = 1\n", r"toml:2: .*unknown field `scann`"),
        ("routes = 1\n", r"toml:1: Expected `array`, got `int`"),
    ],
)
def test_each_mistake_is_named_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        config.load(written(tmp_path, text))
    assert str(caught.value).startswith(str(tmp_path / "headcount.toml"))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"missing\.toml: cannot be read \(No such file or directory\)"):
        config.load(tmp_path / "missing.toml")
    with pytest.raises(ConfigError, match=r"cannot be read \(Is a directory\)"):
        config.load(tmp_path)


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "headcount.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="is not UTF-8 text"):
        config.load(path)


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
        ('[[relations]]\nfile = ""\nentity = "people"\n', r"toml:3: relations need a file, or clients and records"),
        ('[[relations]]\nfile = "a.csv"\nentity = ""\n', r"toml:3: relations need a file"),
        ('[[relations]]\nclients = "a.csv"\nentity = "people"\n', r"toml:3: relations need a file"),
        ('[[relations]]\nfile = "a.csv"\nrecords = "b.csv"\nentity = "people"\n', r"toml:4: relations need a file"),
        ('[[places]]\nrecords = "a.csv"\nentity = ""\n', r"toml:3: places need records, a CSV file"),
        ('[[places]]\nrecords = ""\nentity = "people"\n', r"toml:3: places need records, a CSV file"),
        ('[[roles]]\nname = "clerk"\n', r"toml:2: a role needs a name, and accounts"),
        ('[[roles]]\nprefix = "e"\nname = ""\n', r"toml:3: a role needs a name"),
        ('[[roles]]\nname = "clerk"\naccounts = [""]\n', r"toml:2: a role needs a name"),
    ],
)
def test_relations_and_roles_that_make_no_sense(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        config.load(written(tmp_path, text))
