from __future__ import annotations

import csv
import ipaddress
from pathlib import Path

import msgspec
import pytest

from headcount import config
from headcount.config import CanaryConfig
from headcount.lab import folder
from headcount.lab.making import make_world, scenario
from headcount.lab.truth import Truth, tell


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
        "regions.csv",
        "relations.csv",
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
    assert read.canaries == [CanaryConfig("people", ["400", "1397"])]


def test_every_relation_is_of_an_account_and_a_person(made: Path) -> None:
    rows = _rows(made / "relations.csv")
    assert rows[0].keys() == {"client", "person", "since", "until"}
    assert all(row["client"] and 0 <= int(row["person"]) < 2_000 and row["since"] < row["until"] for row in rows)
    assert len({(row["client"], row["person"]) for row in rows}) == len(rows) > 500
    assert {row["since"][10:] for row in rows} == {"T00:00:00Z"}


def test_regions_and_canaries_are_told(made: Path) -> None:
    regions = _rows(made / "regions.csv")
    assert [(row["first_person"], row["last_person"]) for row in regions[:2]] == [("0", "249"), ("250", "499")]
    networks = [ipaddress.ip_network(text) for row in regions for text in row["networks"].split()]
    assert sum(network.num_addresses for network in networks) == 2**24 + 2**17
    assert [row["person"] for row in _rows(made / "canaries.csv")] == ["400", "1397"]
