from __future__ import annotations

import dataclasses
import itertools
import json
from pathlib import Path

import msgspec
import pytest

from headcount.errors import UsageError
from headcount.lab import injection
from headcount.lab.harvesters import HARVESTERS
from headcount.lab.harvesters.many_addresses import ManyAddresses
from headcount.lab.harvesters.sequential_ids import SequentialIds
from headcount.lab.harvesters.single_account import SingleAccount
from headcount.lab.injection import PATTERNS, Order, harvester, identifiers, inject
from headcount.lab.truth import Truth
from tests.lab import in_process
from tests.lab.test_real_log import BROWSER, line


@pytest.fixture(autouse=True)
def routes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a scan would say of `_shop`, without one, unless the test asks for a real one."""
    told = {
        "routes": [{"template": "/orders/{id}", "subject": "id", "records": 40}, {"template": "/", "subject": None, "records": 0}]
    }
    real = "scanned" in request.fixturenames
    monkeypatch.setattr(injection, "scan", in_process.scan if real else lambda *_, **__: json.dumps(told).encode())


@pytest.fixture
def scanned() -> None:
    """The test scans."""


def _shop(folder: Path, days: int = 4, user: str = "-") -> Path:
    """30 visitors on each of these days, who look at one of 40 orders each."""
    path = folder / "real.log"
    rows = [
        line(
            f"/orders/{1000 + (7 * day + 3 * n) % 40}",
            f"{2 + day:02}/Mar/2026:{n % 24:02}:{n % 60:02}:00 +0000",
            f"192.0.2.{n} - {user}",
        )
        for day in range(days)
        for n in sorted(range(30), key=lambda n: n % 24)
    ]
    path.write_text("".join(rows))
    return path


def test_parameters_are_read_by_their_type() -> None:
    assert harvester("single_account", ["people_a_day=50", "rests=true", "ramp_days=3"]) == SingleAccount(
        people_a_day=50.0, rests=True, ramp_days=3
    )
    assert {type(harvester(name, [])) for name in PATTERNS} <= {type(one) for one in HARVESTERS}


@pytest.mark.parametrize(
    ("name", "parameter", "why"),
    [
        ("staff_sweep", "factor=2", "'staff_sweep' cannot be put into a real log; there are: single_account, "),
        ("gone", "x=1", "'gone' cannot be put into a real log"),
        ("single_account", "cover=1", "single_account has no parameter 'cover' here; it has: people_a_day, rests, "),
        ("single_account", "people_a_day=many", "people_a_day=many: expected `float`"),
        ("single_account", "rests", "rests: expected `bool`"),
    ],
)
def test_what_cannot_be_asked_for_is_said(name: str, parameter: str, why: str) -> None:
    with pytest.raises(UsageError) as said:
        harvester(name, [parameter])
    assert str(said.value).startswith(why)


def test_more_identifiers_have_the_shape_of_those_shown() -> None:
    around = ("/o/", "?x=1")
    assert identifiers({"9": around, "3": around}, 0, 1) == ["/o/3?x=1", "/o/9?x=1"]
    assert identifiers({"9": around, "3": around}, 5, 1) == [f"/o/{n}?x=1" for n in (3, 4, 5, 6, 9)]
    assert identifiers({"9%3Ared": around}, 3, 1) == [f"/o/{n}%3Ared?x=1" for n in (9, 10, 11)]
    assert identifiers({"anna": around}, 3, 1) == [f"/o/{name}?x=1" for name in ("anna", "anna-1", "anna-2")]


@pytest.mark.usefixtures("scanned")
def test_the_log_is_kept_and_the_truth_is_what_its_new_lines_show(tmp_path: Path) -> None:
    log = _shop(tmp_path)
    before = log.read_bytes()
    truth = inject(Order(log, SingleAccount(people_a_day=20.0), people=500), tmp_path / "out")
    assert log.read_bytes() == before
    lines = (tmp_path / "out" / "access.log").read_text().splitlines(keepends=True)
    [harvest] = truth.harvests
    [client] = harvest.clients
    new = [one for one in lines if one.startswith(f"{client} ")]
    assert "".join(one for one in lines if one not in new).encode() == before
    assert (truth.accesses, len(new), len({one.split('"')[1] for one in new})) == (len(lines), harvest.accesses, harvest.people)
    assert 20 < harvest.people < 100
    assert (truth.honest_clients, truth.people, truth.days, truth.learning_days) == (30, 500, 4, 1)
    assert harvest.user_agents == [BROWSER]
    assert truth.scenario == "single_account in a real log, /orders/{id}"
    assert msgspec.json.decode((tmp_path / "out" / "truth.json").read_bytes(), type=Truth) == truth


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    order = Order(_shop(tmp_path), SequentialIds(), people=500)
    for out, seed in (("a", 1), ("b", 1), ("c", 2)):
        inject(dataclasses.replace(order, seed=seed), tmp_path / out)
    first, again, other = ((tmp_path / out / "access.log").read_bytes() for out in "abc")
    assert first == again != other


def test_a_walk_goes_through_the_numbers_in_small_steps(tmp_path: Path) -> None:
    truth = inject(Order(_shop(tmp_path), SequentialIds(people_a_day=40.0), people=3_000), tmp_path / "out")
    client = truth.harvests[0].clients[0]
    lines = (tmp_path / "out" / "access.log").read_text().splitlines()
    walked = [int(one.split("/orders/")[1].split()[0]) for one in lines if one.startswith(f"{client} ")]
    steps = {later - earlier for earlier, later in itertools.pairwise(walked)}
    assert len(walked) > 40
    assert len(steps - {1, 2, 3}) <= 1  # once round the end


def test_where_clients_have_accounts_the_harvester_has_one(tmp_path: Path) -> None:
    truth = inject(Order(_shop(tmp_path, user="anna"), SingleAccount(), people=500), tmp_path / "out")
    [client] = truth.harvests[0].clients
    assert f" - {client} [" in (tmp_path / "out" / "access.log").read_text()
    assert (truth.accounts, truth.honest_clients) == (1, 1)


def test_many_addresses_are_ones_that_nobody_has(tmp_path: Path) -> None:
    truth = inject(Order(_shop(tmp_path), ManyAddresses(addresses=50), people=500), tmp_path / "out")
    assert len(set(truth.harvests[0].clients)) == 50
    assert not [client for client in truth.harvests[0].clients if client.startswith("192.0.2.")]


@pytest.mark.usefixtures("scanned")
def test_routes_are_those_of_the_configuration(tmp_path: Path) -> None:
    config = tmp_path / "site.toml"
    config.write_text('[[routes]]\ntemplate = "/orders/{order}"\nsubject = "order"\n')
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "scan.json").write_text("of an earlier log")
    truth = inject(Order(_shop(tmp_path), SingleAccount(), people=500, config=config), tmp_path / "out")
    assert truth.scenario.endswith("/orders/{order}")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["access.log", "truth.json"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"route": "/gone/{id}"}, r"no records were shown through the route /gone/\{id\}; there are: /orders/\{id\}"),
        ({"after": 9}, "has 4 days; the harvest cannot begin after 9"),
        ({"after": 3, "harvester": SingleAccount(people_a_day=1e-9)}, "nothing of the harvest falls into the log"),
        ({"seed": -1}, "a seed is a whole number from 0 up"),
    ],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, change: dict[str, object], why: str) -> None:
    order = dataclasses.replace(Order(_shop(tmp_path), SingleAccount()), **change)  # type: ignore[arg-type]  # cases of several types
    with pytest.raises(UsageError, match=why):
        inject(order, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_the_log_itself_is_never_overwritten(tmp_path: Path) -> None:
    log = _shop(tmp_path).rename(tmp_path / "access.log")
    with pytest.raises(UsageError, match="would be overwritten"):
        inject(Order(log, SingleAccount()), tmp_path)


@pytest.mark.usefixtures("scanned")
def test_a_log_without_records_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("".join(line("/about", f"02/Mar/2026:10:00:{n:02} +0000") for n in range(60)))
    with pytest.raises(UsageError, match="no records were shown through any route"):
        inject(Order(tmp_path / "a.log", SingleAccount()), tmp_path / "out")


def test_what_is_written_is_json_that_others_read(tmp_path: Path) -> None:
    inject(Order(_shop(tmp_path), SingleAccount(), people=500), tmp_path / "out")
    told = json.loads((tmp_path / "out" / "truth.json").read_text())
    assert told["harvests"][0]["parameters"]["people_a_day"] == 25.0
