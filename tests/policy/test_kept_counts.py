from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.errors import ConfigError
from headcount.model.seen import Seen
from headcount.model.verdict import Action, Decision
from headcount.policy import kept_counts
from headcount.policy.book import BudgetBook
from headcount.policy.budget import Budget
from headcount.policy.judge import MemoryJudge
from headcount.policy.kept_counts import KeptCounts

HOUR, DAY = 3_600_000_000, 86_400_000_000
NOW = 1_800_000_000_000_000
BUDGETS = (Budget("daily", 3, new=2, observe=False), Budget("hourly", 10, period=HOUR, observe=False))


def name(client: str) -> str:
    return f"token-of-{len(client)}-{client[::-1]}"


def judge(*budgets: Budget) -> MemoryJudge:
    return MemoryJudge(BudgetBook(budgets or BUDGETS))


def shows(to: MemoryJudge, client: str, *records: int, now: int = NOW) -> Decision:
    return to.decide(Seen((("account", client),), "GET /users/{id}", people=True, kinds=(), entity="", records=records), now)


Keep = Callable[..., MemoryJudge]


@pytest.fixture
def keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keep]:
    """A judge that goes on from `tmp_path/counts`; the earlier one has been closed."""
    monkeypatch.setattr(kept_counts, "EVERY", 0.01)
    made: list[MemoryJudge] = []

    def make(*budgets: Budget, naming: Callable[[str], str] = name, now: int = NOW) -> MemoryJudge:
        if made:
            made.pop().close()
        one = judge(*budgets)
        one.keeping = KeptCounts(tmp_path / "counts", one, naming, said.append, lambda: now * 1000)
        made.append(one)
        return one

    said.clear()
    yield make
    for one in made:
        one.close()


said: list[str] = []


def written(one: MemoryJudge) -> KeptCounts:
    """Everything that was counted is in the file."""
    kept = one.keeping
    assert isinstance(kept, KeptCounts)
    until(lambda: not kept._waiting)
    return kept


def until(holds: Callable[[], object]) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end, "it did not come to hold"
        time.sleep(0.002)


def test_the_next_start_goes_on_where_this_one_ended(keep: Keep) -> None:
    one = keep()
    assert shows(one, "ann", 1, 2).remaining == 0
    shows(one, "bob", 7)
    again = keep()
    assert shows(again, "ann", 2).remaining == 0
    assert shows(again, "ann", 3).action is Action.BLOCK
    assert shows(again, "ann", 1).action is Action.ALLOW, "seen before"
    assert shows(again, "bob", 8).remaining == 0
    assert shows(again, "eve", 8).remaining == 1


def test_what_was_written_before_a_kill_is_there(keep: Keep, tmp_path: Path) -> None:
    one = keep()
    shows(one, "ann", 1)
    written(one)
    killed = (tmp_path / "counts").read_bytes()
    shows(one, "ann", 2)
    written(one)
    longer = (tmp_path / "counts").read_bytes()
    assert longer.startswith(killed)
    for size in (len(killed), len(killed) + 5, len(longer) - 1):
        keep().close()
        (tmp_path / "counts").write_bytes(longer[:size])
        again = keep()
        assert shows(again, "ann", 1).remaining == 1, "what was cut short is left out"
        assert shows(again, "ann", 5).remaining == 0
        written(again)
        assert shows(keep(), "ann", 5).remaining == 0, "and what came after it stands in its place"
        (tmp_path / "counts").unlink()


def test_nobody_is_named_in_it(keep: Keep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = keep()
    shows(one, "ann.example", 1)
    written(one)
    monkeypatch.setattr(kept_counts, "SMALL", 0)
    before = (tmp_path / "counts").stat().st_ino
    shows(one, "ann.example", 2)
    until(lambda: (tmp_path / "counts").stat().st_ino != before)
    for kept in tmp_path.iterdir():
        assert kept.stat().st_mode & 0o777 == 0o600
        assert b"ann.example" not in kept.read_bytes()
    monkeypatch.undo()
    again = keep()
    assert shows(again, "ann.example", 3).action is Action.BLOCK


def test_under_another_key_it_begins_anew(keep: Keep) -> None:
    shows(keep(), "ann", 1, 2)
    other = keep(naming=lambda client: f"other-{client}")
    assert shows(other, "ann", 3).remaining == 1


def test_a_budget_of_another_period_begins_anew(keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    one = keep(Budget("daily", 3, observe=False), Budget("gone", 3, observe=False))
    monkeypatch.setattr(kept_counts, "SMALL", -1)
    shows(one, "ann", 1, 2)
    until(lambda: written(one)._whole)
    assert shows(keep(Budget("daily", 3, period=HOUR, observe=False)), "ann", 1).remaining == 2


def test_what_has_run_out_is_not_written_again(keep: Keep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = keep(Budget("hourly", 3, period=HOUR, observe=False))
    for client in range(500):
        shows(one, f"client {client}", client)
    written(one)
    full = (tmp_path / "counts").stat().st_size
    later = keep(Budget("hourly", 3, period=HOUR, observe=False), now=NOW + 2 * HOUR)
    monkeypatch.setattr(kept_counts, "SMALL", -1)
    shows(later, "ann", 1, now=NOW + 2 * HOUR)
    until(lambda: (tmp_path / "counts").stat().st_size < full / 10)


def test_two_processes_keep_their_counts_apart(keep: Keep, tmp_path: Path) -> None:
    shows(keep(), "ann", 1)
    beside = judge()
    beside.keeping = KeptCounts(tmp_path / "counts", beside, name, said.append)
    assert shows(beside, "ann", 2).remaining == 1
    beside.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["counts", "counts.1"]


def test_a_fork_takes_a_file_of_its_own(keep: Keep, tmp_path: Path) -> None:
    one = keep()
    shows(one, "ann", 1)
    kept = written(one)
    assert kept._thread is not None
    kept._stop.set()
    kept._thread.join()  # a fork takes no thread along
    kept.forked()
    parents = os.open(tmp_path / "counts", os.O_RDWR)
    fcntl.flock(parents, fcntl.LOCK_EX)
    before = (tmp_path / "counts").read_bytes()
    shows(one, "ann", 2)
    written(one)
    os.close(parents)
    assert (tmp_path / "counts").read_bytes() == before
    assert (tmp_path / "counts.1").stat().st_size > 0


def test_a_full_disk_stops_nothing_and_is_told_once(keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    one, write = keep(), os.write

    def full(file: int, data: bytes) -> int:
        write(file, data[:7])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    shows(one, "ann", 1)
    kept = one.keeping
    assert isinstance(kept, KeptCounts)
    until(lambda: kept.problem)
    shows(one, "ann", 2)
    time.sleep(0.05)
    assert said == ["counts cannot be kept for the next start (No space left on device); counting goes on"]
    monkeypatch.setattr(os, "write", write)
    until(lambda: not kept.problem)
    assert shows(keep(), "ann", 3).action is Action.BLOCK


def test_what_was_given_up_is_written_with_the_whole(keep: Keep, monkeypatch: pytest.MonkeyPatch) -> None:
    one = keep()
    kept = written(one)
    monkeypatch.setattr(kept_counts, "MOST_WAITING", 0)
    shows(one, "ann", 1, 2)
    until(lambda: not kept.lost)
    assert shows(keep(), "ann", 3).action is Action.BLOCK


def test_a_place_that_cannot_be_written_is_told_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"see state of \[gate\]"):
        KeptCounts(tmp_path / "nowhere" / "counts", judge(), name, said.append)


steps = st.lists(
    st.tuples(
        st.sampled_from(["shows", "shows", "shows", "restart", "anew"]),
        st.integers(0, 3 * HOUR),
        st.sampled_from("ab"),
        st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True),
    ),
    max_size=25,
)


@settings(max_examples=30, deadline=None)
@given(steps=steps)
def test_one_that_was_restarted_decides_as_one_that_was_not(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, str, list[int]]]
) -> None:
    path, now = tmp_path_factory.mktemp("counts") / "counts", NOW
    steady, one = judge(), judge()

    def clock() -> int:
        return now * 1000

    kept = one.keeping = KeptCounts(path, one, name, said.append, clock)
    try:
        for what, pause, client, records in steps:
            now += pause
            if what == "restart":
                one.close()
                one = judge()
                kept = one.keeping = KeptCounts(path, one, name, said.append, clock)
            elif what == "anew":
                kept._append()
                kept._write_anew()
            else:
                assert shows(one, client, *records, now=now) == shows(steady, client, *records, now=now)
    finally:
        one.close()
