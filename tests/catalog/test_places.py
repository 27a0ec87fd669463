from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from headcount.catalog.places import NOWHERE, UNPLACED, Homes, Places, clients_in, networks_in, people_in
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.errors import ConfigError

TOKENS = Tokenizer(key_of_passphrase("places"))


def _written(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text)
    return folder / name


def test_a_client_is_where_it_is_declared_else_where_its_smallest_network_is(tmp_path: Path) -> None:
    rows = "198.51.100.0/24,west\n198.51.100.8/29,east\n2001:db8::/32,north\n203.0.113.9,s\n"
    networks = networks_in(_written(tmp_path, "n.csv", f"network,place\n{rows}"))
    clients = clients_in(_written(tmp_path, "c.csv", "client,place\nerin,south\n"))
    names = pa.array(["erin", "b", "c", "d", "e", "f", "g"])
    whence = ["198.51.100.1", "198.51.100.1", "198.51.100.9", "2001:db8::7", "203.0.113.9", "192.0.2.1", "no address"]
    homes = Homes((clients,), (networks,))
    assert homes(names, pa.array(whence)).to_pylist() == ["south", "west", "east", "north", "s", "", ""]
    assert (clients.note(), networks.note()) == ("1 placed client", "4 placed networks")
    assert NOWHERE(names, pa.array(whence)).to_pylist() == [""] * 7


def test_what_is_no_network_is_left_out_with_its_line(tmp_path: Path) -> None:
    table = networks_in(_written(tmp_path, "n.csv", "network,place\n192.0.2.0/24,near\nthe moon,far\n192.0.2.9/33,x\n,y\n"))
    assert Homes(networks=(table,))(pa.array(["a"]), pa.array(["192.0.2.1"])).to_pylist() == ["near"]
    none = "its network is none (CIDR, such as 192.0.2.0/24)"
    assert table.note() == f"1 placed network, 3 rows left out (line 3: {none}; line 4: {none}; line 5: it names no network)"


def test_people_become_tokens_and_have_no_times(tmp_path: Path) -> None:
    table = people_in(_written(tmp_path, "p.csv", "person,place,since\n7,west,never\n"), "people", TOKENS)
    [batch] = table.read()
    assert batch.to_pylist() == [{"record": TOKENS.tokens_of("people", [b"7"])[0], "place": "west"}]
    assert Places((table,)).tables == (table,)
    assert UNPLACED.tables == ()


def test_tables_of_places_need_a_place(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="needs the columns network and place"):
        Homes(networks=(networks_in(_written(tmp_path, "n.csv", "network\n192.0.2.0/24\n")),))(pa.array(["a"]), pa.array(["b"]))
