from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from headcount.errors import UsageError
from headcount.lab.backgrounds.contacts import Contacts
from headcount.lab.backgrounds.staff_cases import StaffCases
from headcount.lab.turned import ExtraRecords, NewContacts
from headcount.lab.turning import inject, pattern, turn
from headcount.lab.world import DAY
from tests.lab.tables import mail_table, staff_table


def test_one_of_those_who_come_often_is_turned(tmp_path: Path) -> None:
    background = StaffCases().read(staff_table(tmp_path / "cases.csv"), 1)
    turned = set()
    for seed in range(8):
        world = turn(background, ExtraRecords(factor=2.0), seed)
        [planted] = world.harvesters
        [one] = planted.clients.tolist()
        turned.add(world.clients.name[one])
        assert (planted.pattern, dict(planted.parameters)) == ("extra_records", {"factor": 2.0, "open_only": False})
        assert np.flatnonzero(world.clients.harvester == 0).tolist() == [one]
        assert set(world.events.client[world.events.planted].tolist()) == {one}
        assert world.events.at[world.events.planted].min() >= world.start + 60 * DAY
        own = world.events.take(~world.events.planted)
        assert np.array_equal(own.at, background.world.events.at)
    assert "112" not in turned
    assert 2 <= len(turned) <= 6


def test_the_same_seed_turns_the_same(tmp_path: Path) -> None:
    background = Contacts().read(mail_table(tmp_path / "mails"), 1)
    first, again, other = (turn(background, NewContacts(), seed).events for seed in (1, 1, 2))
    assert np.array_equal(first.at, again.at)
    assert not np.array_equal(first.at, other.at)


@pytest.mark.parametrize(
    ("days", "why"), [(70, "nobody comes on 15 days before day 60 and as many after it"), (80, "looks at nothing")]
)
def test_what_cannot_be_turned_is_said(tmp_path: Path, days: int, why: str) -> None:
    background = StaffCases().read(staff_table(tmp_path / "cases.csv", days=days), 1)
    with pytest.raises(UsageError, match=why):
        turn(background, ExtraRecords(factor=1.0), 1)


def test_a_pattern_is_known_by_name() -> None:
    assert pattern("new_contacts", ["people_a_day=3"]) == NewContacts(people_a_day=3.0)
    with pytest.raises(UsageError, match="'single_account' cannot be put into a table; there are: extra_records, table_walk"):
        pattern("single_account", [])


def test_the_folder_has_log_and_truth(tmp_path: Path) -> None:
    table = mail_table(tmp_path / "mails")
    truth = inject(Contacts(), table, "new_contacts", ["people_a_day=1"], 30, 3, tmp_path / "out")
    [harvest] = truth.harvests
    assert (truth.scenario, truth.learning_days, truth.people, truth.honest_clients) == ("new_contacts in contacts", 30, 5, 4)
    assert truth.accesses == 5 * 2 * 160 + harvest.accesses
    assert (tmp_path / "out" / "access.log").read_bytes().count(b"\n") == truth.accesses
    assert harvest.clients[0] in {"m0", "m1", "m2", "m3", "m4"}


@pytest.mark.parametrize(
    ("after", "seed", "why"),
    [(None, -1, "a seed is a whole number from 0 up"), (160, 1, "has 160 days; the harvest cannot begin after 160")],
)
def test_what_cannot_be_done_is_said(tmp_path: Path, after: int | None, seed: int, why: str) -> None:
    table = mail_table(tmp_path / "mails")
    with pytest.raises(UsageError, match=why):
        inject(Contacts(), table, "new_contacts", [], after, seed, tmp_path / "out")
    assert not (tmp_path / "out").exists()
