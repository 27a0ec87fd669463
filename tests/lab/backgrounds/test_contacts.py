from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from headcount.errors import UsageError
from headcount.lab.backgrounds.contacts import Contacts
from headcount.lab.world import DAY
from tests.lab.tables import mail_table


def test_senders_are_clients_and_receivers_records(tmp_path: Path) -> None:
    background = Contacts().read(mail_table(tmp_path / "mails", senders=4, days=130), 1)
    world = background.world
    assert (world.clients.name, len(world.events), world.days) == (["m0", "m1", "m2", "m3"], 4 * 2 * 130, 130)
    assert background.known.tolist() == [0, 1, 2, 3]
    assert set(background.since.tolist()) == {world.start}
    mine = world.events.take(world.events.client == 1)
    assert set(mine.subject.tolist()) == {2, 3}
    assert (background.role, background.programs, background.opening) == ("", (), None)


def test_the_empty_last_days_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "mails").write_text(f"1 2 5\n3 9 {526 * 86_400 - 1}\n1 4 {526 * 86_400}\n")
    background = Contacts().read(tmp_path / "mails", 1)
    assert np.diff(background.world.events.at).tolist() == [526 * DAY - 6_000_000]
    assert (background.world.clients.name, background.known.tolist()) == (["m1", "m3"], [1, 2, 3, 4, 9])


def test_what_is_no_such_table_is_said(tmp_path: Path) -> None:
    (tmp_path / "mails").write_text("1 2 3\n1 two 3\n")
    with pytest.raises(UsageError, match="a line is not three whole numbers"):
        Contacts().read(tmp_path / "mails", 1)
