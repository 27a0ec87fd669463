from __future__ import annotations

import re
from collections import defaultdict
from datetime import datetime
from pathlib import Path

import pytest

from headcount.errors import UsageError
from headcount.lab.making import make, scenario

_LINE = re.compile(r'(\S+) - (\S+) \[([^\]]+)\] "GET (\S+) HTTP/1.1" (\d+) \d+ "-" "(.*)"')


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    for out, seed in (("a", 5), ("b", 5), ("c", 6)):
        make(scenario("linkedin_profiles"), 2_000, 60, 4, seed, tmp_path / out, "combined")
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert len(names) == 11
    assert [name for name in names if (tmp_path / "a" / name).read_bytes() != (tmp_path / "b" / name).read_bytes()] == []
    assert (tmp_path / "a" / "access.log").read_bytes() != (tmp_path / "c" / "access.log").read_bytes()


@pytest.mark.parametrize("name", ["taobao_2019", "facebook_importer", "linkedin_profiles"])
def test_the_truth_is_what_a_plain_count_of_the_lines_gives(name: str, tmp_path: Path) -> None:
    truth, size = make(scenario(name), 2_000, 80, 6, 2, tmp_path, "combined")
    text = (tmp_path / "access.log").read_text()
    assert len(text) == size
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    times: dict[tuple[str, str], list[datetime]] = defaultdict(list)
    for line in text.splitlines():
        found = _LINE.fullmatch(line)
        assert found, line
        address, account, time, target, status, agent = found.groups()
        client = (address, agent) if account == "-" else (account, "")
        times[client].append(datetime.strptime(time, "%d/%b/%Y:%H:%M:%S %z"))
        person = re.search(r"\d+", target)
        if status == "200" and person:
            people[client].add(person.group())
    assert sum(map(len, times.values())) == truth.accesses
    for harvest in truth.harvests:
        agent = harvest.user_agents[0] if harvest.user_agents else ""
        clients = [(client, agent) for client in harvest.clients]
        assert len(set[str]().union(*(people[client] for client in clients))) == harvest.shown
        if not harvest.parameters.get("cover"):
            assert harvest.shown == harvest.people
            assert sum(len(times[client]) for client in clients) == harvest.accesses
            assert min(min(times[client]) for client in clients if times[client]) == harvest.first
            assert max(max(times[client]) for client in clients if times[client]) == harvest.last


def test_an_unknown_scenario_is_said() -> None:
    with pytest.raises(UsageError, match=r"there is no scenario 'x'; there are: taobao_2019, .*, honest_year"):
        scenario("x")
