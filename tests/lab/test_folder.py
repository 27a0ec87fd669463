from __future__ import annotations

import csv
import ipaddress
from dataclasses import replace
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest

from headcount import config
from headcount.config import CanaryConfig
from headcount.lab import folder
from headcount.lab.making import make_world, scenario
from headcount.lab.truth import Truth, tell
from headcount.lab.usage import AGREED


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("lab") / "deep" / "folder"
    world, relations = make_world(scenario("maimai_partner"), 2_000, 100, 4, 1)
    folder.write(world, relations, tell(world, "maimai_partner", 100), out, "combined")
    return out


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_folder_holds_everything(made: Path) -> None:
    assert sorted(path.name for path in made.iterdir()) == [
        "access.log",
        "canaries.csv",
        "headcount.toml",
        "merchants.csv",
        "networks.csv",
        "parcels.csv",
        "places.csv",
        "regions.csv",
        "relations.csv",
        "scanners.csv",
        "truth.json",
    ]
    truth = msgspec.json.decode((made / "truth.json").read_bytes(), type=Truth)
    assert (truth.scenario, truth.days, truth.learning_days, truth.seed) == ("maimai_partner", 4, 2, 1)
    assert len((made / "access.log").read_text().splitlines()) == truth.accesses


def test_the_configuration_is_one_that_headcount_reads(made: Path) -> None:
    read = config.load(made / "headcount.toml")
    assert len(read.routes) == 11
    shown = {route.template: (route.subject, route.entity) for route in read.routes if route.records == "people"}
    assert shown["/order/evaluate?buyer={buyer}"] == ("buyer", "people")
    assert shown["/people/{id}/friends"] == ("id", "people")
    assert shown["/contacts/lookup?phone={phone}"] == ("phone", "phones")
    assert len(shown) == 9
    assert [agreement.accounts for agreement in read.agreements] == [[a.name.partition(" ")[2]] for a in read.agreements]
    assert len(read.agreements) == 4
    agreed = replace(AGREED, routes=frozenset({"/partner/v1/people/{id}"}))
    assert list(config.standing(read).scopes.values()) == [agreed] * 4
    assert read.canaries == [CanaryConfig("people", ["400", "1397"])]


def test_every_relation_is_of_an_account_and_a_person(made: Path) -> None:
    rows = _rows(made / "relations.csv")
    assert rows[0].keys() == {"client", "person", "since", "until"}
    assert all(row["client"] and 0 <= int(row["person"]) < 2_000 and row["since"] < row["until"] for row in rows)
    assert len({(row["client"], row["person"]) for row in rows}) == len(rows) > 500
    assert {row["since"][10:] for row in rows} == {"T00:00:00Z"}


def test_scanners_belong_to_stations_as_parcels_do_and_have_no_relations_of_their_own(made: Path) -> None:
    scanners, parcels = (_rows(made / name) for name in ("scanners.csv", "parcels.csv"))
    assert {row["unit"] for row in scanners} == {f"station {n}" for n in range(8)}
    assert [row["unit"] for row in parcels[::250]] == [f"station {n}" for n in range(8)]
    assert len(parcels) == 2_000
    assert not {row["client"] for row in scanners} & {row["client"] for row in _rows(made / "relations.csv")}
    roles = {role.name: role.devices for role in config.load(made / "headcount.toml").roles}
    assert roles == {"staff": False, "device": True, "merchant": False}


def test_places_are_those_of_the_regions(made: Path) -> None:
    read = config.load(made / "headcount.toml")
    places = config.places(read, config.tokenizer(read, None, None))
    assert [row["place"] for row in _rows(made / "places.csv")][::250] == [f"region {n}" for n in range(8)]
    whence = ["10.33.0.9", "198.19.0.1", "198.18.255.7", "192.0.2.1"]
    assert places.homes(pa.array(whence), pa.array(whence)).to_pylist() == ["region 1", "region 4", "region 3", ""]


def test_regions_and_canaries_are_told(made: Path) -> None:
    regions = _rows(made / "regions.csv")
    assert [(row["first_person"], row["last_person"]) for row in regions[:2]] == [("0", "249"), ("250", "499")]
    networks = [ipaddress.ip_network(text) for row in regions for text in row["networks"].split()]
    assert sum(network.num_addresses for network in networks) == 2**24 + 2**17
    assert [row["person"] for row in _rows(made / "canaries.csv")] == ["400", "1397"]
