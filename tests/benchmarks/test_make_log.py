import collections
import datetime as dt
import importlib
import json
import re
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
LINE = re.compile(rb'(\S+) - - \[([^\]]+)\] "(GET|POST) (\S+) HTTP/1\.1" (\d{3}) (\d+) "[^"]*" "[^"]*"')
LINES, DAYS = 40_000, 2


@pytest.fixture(scope="module")
def make_log() -> ModuleType:
    sys.path.insert(0, str(BENCHMARKS))
    try:
        return importlib.import_module("make_log")
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.fixture(scope="module")
def made(make_log: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("log")
    make_log.make(LINES, DAYS, 2_000, 1, out)
    return out


def test_every_line_is_combined_and_they_are_in_order(made: Path) -> None:
    lines = (made / "access.log").read_bytes().splitlines()
    matches = [LINE.fullmatch(line) for line in lines]
    times = [dt.datetime.strptime(match[2].decode(), "%d/%b/%Y:%H:%M:%S %z") for match in matches if match]
    assert (len(lines), len(times)) == (LINES, LINES)
    assert times == sorted(times)
    assert times[0].date() == dt.date(2025, 11, 1)
    assert times[-1].date() == dt.date(2025, 11, 2)


def test_the_truth_is_what_an_independent_count_finds(made: Path) -> None:
    requests: collections.Counter[str] = collections.Counter()
    shown: dict[str, set[bytes]] = collections.defaultdict(set)
    for match in LINE.finditer((made / "access.log").read_bytes()):
        address = match[1].decode()
        requests[address] += 1
        if match[5] == b"200":
            shown[address].add(match[4])
    clients = json.loads((made / "truth.json").read_text())["clients"]
    assert [client["name"] for client in clients if client["kind"] == "harvester"] == [
        "fast harvester",
        "slow harvester",
        "enumerator",
    ]
    for client in clients:
        assert (requests[client["address"]], len(shown[client["address"]])) == (client["requests"], client["records"])


def test_the_harvesters_are_as_planted(made: Path) -> None:
    records = {client["name"]: client["records"] for client in json.loads((made / "truth.json").read_text())["clients"]}
    assert 19_800 <= records["fast harvester"] <= 20_200
    assert 190 * DAYS <= records["slow harvester"] <= 204 * DAYS
    assert 290 * DAYS <= records["enumerator"] <= 306 * DAYS


def test_no_ordinary_client_comes_near_them(made: Path) -> None:
    special = {client["address"].encode() for client in json.loads((made / "truth.json").read_text())["clients"]}
    requests = collections.Counter(match[1] for match in LINE.finditer((made / "access.log").read_bytes()))
    assert max(n for address, n in requests.items() if address not in special) < 6_000


def test_the_same_seed_gives_the_same_log(make_log: ModuleType, made: Path, tmp_path: Path) -> None:
    make_log.make(LINES, DAYS, 2_000, 1, tmp_path)
    assert (tmp_path / "access.log").read_bytes() == (made / "access.log").read_bytes()


def test_the_partner_has_an_agreement(made: Path) -> None:
    agreements = tomllib.loads((made / "headcount.toml").read_text())["agreements"]
    assert agreements == [{"name": "partner export", "addresses": ["198.18.54.40"]}]
