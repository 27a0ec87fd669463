from __future__ import annotations

import io
from pathlib import Path

import pytest

from headcount.config import Config, load
from headcount.errors import ConfigError
from headcount.service.logs import Log
from headcount.service.reload import PART, Reloader
from headcount.service.status import Status

ONE = '[[agreements]]\nname = "export"\naddresses = ["192.0.2.1"]\n'
TWO = ONE + '[[agreements]]\nname = "robot"\naddresses = ["192.0.2.2"]\n'


class Running:
    """A service that only remembers what was put in force."""

    def __init__(self, path: Path) -> None:
        path.write_text(ONE)
        self.path, self.status, self.log = path, Status(), io.StringIO()
        self.in_force: list[Config] = []
        self.refusal = ""
        fixed = frozenset({"routes"})
        self.reloader = Reloader(path, load(path), self.apply, fixed, self.status, Log(self.log))

    def apply(self, config: Config) -> None:
        if self.refusal:
            raise ConfigError(self.refusal)
        self.in_force.append(config)


@pytest.fixture
def running(tmp_path: Path) -> Running:
    return Running(tmp_path / "headcount.toml")


def test_a_changed_file_is_taken_over(running: Running) -> None:
    running.path.write_text(TWO)
    assert running.reloader.reload()
    assert [agreement.name for agreement in running.in_force[0].agreements] == ["export", "robot"]
    assert running.status.snapshot().counts == {"reloads": 1}


def test_a_bad_file_leaves_the_old_one_and_says_where(running: Running) -> None:
    running.path.write_text(ONE + "adresses = []\n")
    assert not running.reloader.reload()
    assert (running.in_force, [a.name for a in running.reloader.config.agreements]) == ([], ["export"])
    assert running.status.snapshot().problems == {PART: "the changed file was not taken over; the log says where it is wrong"}
    assert "headcount.toml:4: there is no key `adresses`" in running.log.getvalue()
    running.path.write_text(TWO)
    assert running.reloader.reload()
    assert running.status.snapshot().problems == {}


def test_what_needs_a_new_start_is_refused_as_a_whole(running: Running) -> None:
    running.path.write_text(TWO + '[[routes]]\ntemplate = "/a/{id}"\nsubject = "id"\n')
    assert not running.reloader.reload()
    assert running.in_force == []
    assert "a change of routes needs a new start" in running.log.getvalue()


def test_what_cannot_be_put_in_force_and_a_file_that_is_gone(running: Running) -> None:
    running.refusal = "alerts[1] (slack): give one of url and url_file"
    assert not running.reloader.reload()
    assert "give one of url" in running.log.getvalue()
    running.path.unlink()
    assert not running.reloader.reload()
    assert "cannot be read" in running.log.getvalue()
