"""The whole service on a followed log: verdicts, metrics, reload, stop."""

from __future__ import annotations

import io
import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from headcount import config as composition
from headcount.config import Config, load
from headcount.config.overlay import overlaid
from headcount.errors import ConfigError, LedgerError
from headcount.incident.cases import Cases
from headcount.ledger.postures import newest
from headcount.model.verdict import Action
from headcount.policy.keys import hash_key
from headcount.service.joining import Service
from headcount.service.logs import Log
from tests.made import HARVESTER, harvested_shop, line
from tests.probes.doubles.elasticsearch import Double, citizens
from tests.probes.doubles.elasticsearch import running as answering

KEY = "a key that is long enough for this"
CONFIG = """
[policy]
mode = "{mode}"

[[routes]]
template = "/users/{{id}}"
subject = "id"
entity = "users"
records = "people"

[[budgets]]
name = "people"
people = 20
period = "day"
lens = "account"

[serve]
ledger = "{folder}/ledger"
listen = "127.0.0.1:0"
keys = ["{key}"]
{more}

[[taps]]
kind = "file"
paths = ["{folder}/access.log"]
"""


class Running:
    """A service in a thread."""

    def __init__(
        self, folder: Path, lines: Sequence[str] = (), more: str = "", overlay: Callable[[Config], Config] = lambda base: base
    ) -> None:
        self.folder, self.more = folder, more
        (folder / "access.log").write_text("".join(lines))
        self.configure("observe")
        config = load(folder / "headcount.toml")
        key = folder / "ledger.key"
        tokens = composition.tokenizer(config, None, key)
        self.log = io.StringIO()
        self.service = Service(config, tokens, key, folder / "headcount.toml", Log(self.log), overlay)
        self.thread = threading.Thread(target=self.service.run)

    def configure(self, mode: str) -> None:
        text = CONFIG.format(mode=mode, folder=self.folder, key=hash_key(KEY), more=self.more)
        (self.folder / "headcount.toml").write_text(text)

    def append(self, account: str, people: int, status: int = 200) -> None:
        second = int(time.time() - 1_772_442_000)  # since the start of made logs: now, so that the day's budget counts it
        with (self.folder / "access.log").open("a") as file:
            file.writelines(line("192.0.2.1", second, f"/users/{n}", account=account, status=status) for n in range(people))

    def ask(self, path: str) -> bytes:
        address = self.service._servers[0].address
        request = urllib.request.Request(f"http://{address}{path}", headers={"Authorization": f"Bearer {KEY}"})  # our own
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310  # as above
            return bytes(answer.read())

    def verdicts(self) -> list[tuple[str, str, bool]]:
        told = [json.loads(text) for text in self.ask("/v1/verdicts?after=0").splitlines()]
        return [(one["client"], one["action"], one.get("observe", False)) for one in told]


def _until(holds: Callable[[], object]) -> None:
    until = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    made = Running(tmp_path)
    made.append("nobody", 1)
    made.thread.start()
    try:
        yield made
    finally:
        made.service.stop()
        made.thread.join(120)


def test_whoever_goes_over_a_budget_has_a_verdict_and_a_new_mode_holds_at_once(running: Running) -> None:
    _until(lambda: running.service.status.snapshot().counts.get("commits"))
    running.append("ann", 20)
    running.append("bob", 21)
    _until(running.verdicts)
    assert running.verdicts() == [("bob", Action.BLOCK, True)]
    running.configure("enforce")
    running.service.reload()
    running.append("eve", 21)
    _until(lambda: len(running.verdicts()) > 1)
    assert ("eve", Action.BLOCK, False) in running.verdicts()
    assert b"headcount_reloads_total 1.0" in running.ask("/metrics")
    running.service.stop()
    running.thread.join(120)
    with composition.ledger(running.folder / "ledger", running.service._tokens, read_only=True) as ledger:
        assert ledger.connection.execute(
            "SELECT name, count(*) FROM shown JOIN client USING (client) GROUP BY ALL ORDER BY ALL"
        ).fetchall() == [
            ("ann", 20),
            ("bob", 21),
            ("eve", 21),
            ("nobody", 1),
        ]


def test_what_people_set_in_the_console_goes_before_the_file(tmp_path: Path) -> None:
    text: list[str | None] = ['[[budgets]]\nname = "people"\npeople = 2\nmode = "enforce"\n']

    def overlay(base: Config) -> Config:
        if text[0] is None:
            raise LedgerError("the disk is gone")
        return overlaid(base, text[0])

    made = Running(tmp_path, overlay=overlay)
    made.append("ann", 3)
    made.thread.start()
    try:
        _until(lambda: made.service.status.snapshot().counts.get("commits"))
        _until(made.verdicts)
        assert made.verdicts() == [("ann", Action.BLOCK, False)]
        assert ([one.people for one in made.service.base.budgets], [one.people for one in made.service.config.budgets]) == (
            [20],
            [2],
        )
        text[0] = '[[budgets]]\nname = "people"\npeople = 5\n'
        made.service.take_over()
        made.append("bob", 5)
        made.append("eve", 6)
        _until(lambda: len(made.verdicts()) > 1)
        assert made.verdicts()[1:] == [("eve", Action.BLOCK, True)]
        text[0] = '[[budgets]]\nname = "people"\n'
        with pytest.raises(ConfigError, match="a budget needs people or new"):
            made.service.take_over()
        assert [one.people for one in made.service.config.budgets] == [5]
        made.service.reload()
        assert "configuration" in made.service.status.snapshot().problems
        text[0] = None
        with pytest.raises(ConfigError, match="the console's store cannot be read, so nothing was taken over"):
            made.service.take_over()
        text[0] = ""
        made.service.reload()
        assert [one.people for one in made.service.config.budgets] == [20]
    finally:
        made.service.stop()
        made.thread.join(120)


def test_a_start_with_rules_of_the_console_that_fit_no_more(tmp_path: Path) -> None:
    made = Running(tmp_path, overlay=lambda base: overlaid(base, '[[rules]]\nname = "x"\naction = "mask"\nrole = "gone"\n'))
    made.thread.start()
    try:
        _until(lambda: made.service.status.snapshot().ready)
        assert made.service.status.snapshot().problems["console rules"].startswith("they do not fit headcount.toml")
        assert made.service.config == made.service.base
    finally:
        made.service.stop()
        made.thread.join(120)


def test_a_bad_file_changes_nothing(running: Running) -> None:
    _until(lambda: running.service.status.snapshot().ready)
    (running.folder / "headcount.toml").write_text("[[budgets]]\nname = 3\n")
    running.service.reload()
    assert "configuration" in running.service.status.snapshot().problems


def test_what_the_detectors_find_becomes_incidents_beside_the_ledger(tmp_path: Path) -> None:
    made = Running(tmp_path, harvested_shop(), 'detect_every = "1s"')
    made.thread.start()
    try:
        _until(lambda: made.service.status.snapshot().counts.get("detections"))
    finally:
        made.service.stop()
        made.thread.join(120)
    with Cases(tmp_path / "ledger.incidents") as cases:
        [incident] = cases.list()
        assert [client.name for client in incident.clients] == [HARVESTER]
        assert {change.what for change in cases.changes()} == {"opened", "joined"}
        assert cases.verify() == []


def test_stores_are_looked_at_at_their_hours(tmp_path: Path) -> None:
    with answering(Double({"citizens": (9, citizens(9))})) as double:
        url = f"elasticsearch://127.0.0.1:{double.server_address[1]}"
        made = Running(tmp_path, more=f'[probe]\nown = true\nevery = "6h"\n\n[[stores]]\nurl = "{url}"\n')
        made.thread.start()
        try:
            _until(lambda: "store opened" in made.log.getvalue())
            made.more = '[probe]\nown = true\nevery = "often"\n'
            made.configure("observe")
            made.service.reload()
            assert "[probe] every" in made.log.getvalue()
        finally:
            made.service.stop()
            made.thread.join(120)
    assert url not in made.log.getvalue()
    with composition.ledger(tmp_path / "ledger", made.service._tokens, read_only=True) as ledger:
        found = newest(ledger)
    assert found is not None
    assert [(store.url, store.open, store.grade) for store in found.stores] == [(url, True, 4)]
