from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from headcount.model.seen import Seen
from headcount.model.verdict import Action
from headcount.policy.book import BudgetBook
from headcount.policy.budget import Budget
from headcount.policy.counted import Counted
from headcount.policy.judge import MemoryJudge
from headcount.policy.sharing import MOST_WAITING, Sharing

DAY = 86_400_000_000
NOW = 1_800_000_000_000_000


class Server:
    """A real redis-server that can be taken away and brought back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--save", ""]
        self.process = subprocess.Popen([*command, "--appendonly", "no"], stdout=subprocess.DEVNULL)
        until(self._answers)

    def _answers(self) -> bool:
        with socket.create_connection(("127.0.0.1", self.port), 1):
            return True

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def until(holds: Callable[[], object], seconds: float = 10) -> None:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while True:
        try:
            if holds():
                return
        except OSError:
            pass
        assert time.monotonic() < end, "it did not come to hold"
        time.sleep(0.005)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    made = Server(tmp_path)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def gate() -> Iterator[Callable[[str], MemoryJudge]]:
    made: list[MemoryJudge] = []

    def make(url: str, people: int = 3) -> MemoryJudge:
        judge = MemoryJudge(BudgetBook([Budget("daily", people, 1000, observe=False)]))
        judge.sharing = Sharing(url, judge.hear, DAY, timeout=0.2, retry=0.05)
        made.append(judge)
        return judge

    yield make
    for judge in made:
        judge.close()


def seen(*records: int) -> Seen:
    return Seen((("account", "ann"),), "GET /users/{id}", people=True, kinds=(), entity="people", records=records)


def sharing_of(judge: MemoryJudge) -> Sharing:
    assert isinstance(judge.sharing, Sharing)
    return judge.sharing


def test_two_gates_count_together(server: Server, gate: Callable[[str], MemoryJudge]) -> None:
    one, other = gate(server.url), gate(server.url)
    assert one.decide(seen(1, 2), NOW).action is Action.ALLOW
    until(lambda: other.decide(seen(1), NOW).remaining == 1)
    assert other.decide(seen(3), NOW).remaining == 0
    until(lambda: one.decide(seen(1), NOW).remaining == 0)
    assert one.decide(seen(4), NOW).action is Action.BLOCK
    assert one.decide(seen(3), NOW).action is Action.ALLOW, "shown through the other gate"


def test_a_gate_that_starts_anew_knows_what_was_counted(server: Server, gate: Callable[[str], MemoryJudge]) -> None:
    one = gate(server.url)
    for person in range(3):
        one.decide(seen(person), NOW)
    one.close()
    late = gate(server.url)
    assert sharing_of(late).wait(10)
    assert late.decide(seen(7), NOW).action is Action.BLOCK
    assert late.decide(seen(2), NOW).action is Action.ALLOW


def test_gates_go_on_alone_while_it_is_away_and_catch_up_afterwards(server: Server, gate: Callable[[str], MemoryJudge]) -> None:
    one, other = gate(server.url), gate(server.url)
    one.decide(seen(1), NOW)
    until(lambda: other.decide(seen(1), NOW).remaining == 2)
    server.stop()
    one.decide(seen(2), NOW)
    until(lambda: sharing_of(one).problem)
    assert one.decide(seen(3), NOW).remaining == 0
    assert one.decide(seen(4), NOW).action is Action.BLOCK
    assert other.decide(seen(5), NOW).action is Action.ALLOW, "it cannot know"
    server.start()
    until(lambda: other.decide(seen(1), NOW).remaining == 0)
    assert other.decide(seen(3), NOW).action is Action.ALLOW
    assert other.decide(seen(6), NOW).action is Action.BLOCK
    until(lambda: not sharing_of(one).problem)
    assert sharing_of(one).lost == 0


def test_too_much_waiting_is_given_up_oldest_first(gate: Callable[[str], MemoryJudge]) -> None:
    sharing = sharing_of(gate("redis://127.0.0.1:1/0"))
    until(lambda: sharing.problem)
    for person in range(MOST_WAITING + 510):  # up to 500 of them are on their way at any moment
        sharing.tell(Counted("daily", "ann", (person,), NOW))
    assert 10 <= sharing.lost <= 510 + 500


def test_entries_of_others_in_the_stream_are_passed_over(server: Server, gate: Callable[[str], MemoryJudge]) -> None:
    one, other = gate(server.url), gate(server.url)
    writer = sharing_of(one)._writer.client
    writer.xadd("headcount:counted", {"gate": "x", "counted": b"\xc1"})
    writer.xadd("headcount:counted", {"something": "else"})
    one.decide(seen(1), NOW)
    until(lambda: other.decide(seen(1), NOW).remaining == 2)
