from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from headcount.lab import background_folder
from headcount.lab.backgrounds.contacts import Contacts
from headcount.lab.backgrounds.interface import Background
from headcount.lab.looks import looks, times
from headcount.lab.turned import NewContacts
from headcount.lab.turning import turn
from headcount.lab.world import DAY, World
from headcount.ledger.window import Window
from headcount.model.finding import Finding
from tests.lab.tables import mail_table

HOUR = 3_600_000_000


class _Crowded:
    """Finds every client that was shown three people or more, and tells the busiest of all together with it."""

    name = "crowded"
    false_per_10k = 1.0

    def find(self, window: Window) -> Sequence[Finding]:
        rows = [row for row in window.clients.to_pylist() if row["records"] >= 3]
        return [
            Finding(
                self.name, row["lens"], row["name"], row["client"], row["records"], None, row["first"], row["last"], 2.0, 1.0,
                f"was shown {row['records']}.", ("/people/{id}",), "SELECT 1",
            )
            for row in rows
        ]  # fmt: skip  # one finding, field by field


def _turned(tmp_path: Path) -> tuple[Background, World]:
    background = Contacts().read(mail_table(tmp_path / "mails"), 1)
    return background, turn(background, NewContacts(people_a_day=40.0), 1)


def test_looks_see_what_has_been_until_then_and_tell_it_once(tmp_path: Path) -> None:
    background, world = _turned(tmp_path)
    background_folder.write(background, world, "x", tmp_path / "out")
    [one] = world.harvesters[0].clients.tolist()
    begin = int(world.events.at[world.events.planted].min())
    until = [begin, begin + 2 * HOUR, begin + 24 * HOUR, world.end]
    [look] = looks(world, tmp_path / "out", until, [_Crowded()])
    assert (look.alarm.client, look.alarm.detector, look.alarm.members) == (one, "crowded", ())
    met = [len({*world.events.subject[(world.events.client == one) & (world.events.at < moment)].tolist()}) for moment in until]
    assert look.alarm.at == until[next(n for n, people in enumerate(met) if people >= 3)] - 1
    assert look.sentence.startswith(f"account {world.clients.name[one]} ") or look.sentence.startswith("was shown ")


def test_times_are_dense_at_first(tmp_path: Path) -> None:
    background = Contacts().read(mail_table(tmp_path / "mails", days=160), 1)
    world = background.world
    days = [(time - world.start) / DAY - world.learning_days for time in times(world, (0.5, 3.0), 14.0)]
    assert days == [0.5, 3.0, 17.0, 31.0, 40.0]
    assert [(time - world.start) / DAY for time in times(world, (400.0,), 14.0)] == [160.0]
