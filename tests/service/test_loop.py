"""The serving loop: what it counts is what a scan counts, whatever fails on the way."""

from __future__ import annotations

import errno
import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import Callers
from headcount.errors import LedgerError
from headcount.intake import count_files, live
from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.access import AccessBatch
from headcount.model.seen import Seen
from headcount.model.verdict import Decision
from headcount.policy.judge import MemoryJudge
from headcount.service import loop as serving
from headcount.service.dead_letters import DeadLetters
from headcount.service.loop import Loop
from headcount.service.status import Status
from headcount.sources.taps.follow import FollowTap
from headcount.sources.taps.interface import Piece
from headcount.sources.taps.standard_input import StandardInputTap
from tests.made import content, line, shop
from tests.service.serving import TOKENS, ToldTap, parts, run_until


@pytest.fixture(autouse=True)
def no_look_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "LOOK_AHEAD", 0.3)
    monkeypatch.setattr(serving, "_PAUSES", (0.01,))


@pytest.fixture
def scanned(tmp_path: Path) -> Callable[[bytes], dict[str, list[tuple[Any, ...]]]]:
    def scan(text: bytes) -> dict[str, list[tuple[Any, ...]]]:
        (tmp_path / "whole.log").write_bytes(text)
        with EmbeddedLedger(tmp_path / "scanned", TOKENS.key_id) as ledger:
            count_files([str(tmp_path / "whole.log")], ledger, Catalogue(TOKENS, Callers(TOKENS)))
            ledger.name_clients()
        return content(tmp_path / "scanned")

    return scan


def _texts(text: str, lines: int) -> Iterator[bytes]:
    rows = text.splitlines(keepends=True)
    return ("".join(rows[start : start + lines]).encode() for start in range(0, len(rows), lines))


def _without(told: dict[str, list[tuple[Any, ...]]], *names: str) -> dict[str, list[tuple[Any, ...]]]:
    return {name: rows for name, rows in told.items() if name not in names}


def test_a_followed_file_comes_to_what_a_scan_of_it_comes_to(tmp_path: Path, scanned: Callable[..., Any]) -> None:
    text = "".join(shop(6000, 5)).encode()
    log = tmp_path / "access.log"
    log.write_bytes(text)
    served = parts(tmp_path, [FollowTap("web", [str(log)], poll=0.01)])
    loop = Loop(served)
    run_until(loop, lambda: served.status.snapshot().counts.get("commits") and loop._flow._held == 0)
    assert content(tmp_path / "ledger") == scanned(text)


def test_so_does_a_stream_in_small_pieces_that_is_stopped_and_started_again(tmp_path: Path, scanned: Callable[..., Any]) -> None:
    text = "".join(shop(6000, 6))
    texts = list(_texts(text, 97))
    Loop(parts(tmp_path, [ToldTap("told", texts[:30])])).run()
    tap = ToldTap("told", texts)
    Loop(parts(tmp_path, [tap])).run()
    found, expected = content(tmp_path / "ledger"), scanned(text.encode())
    assert _without(found, "files") == _without(expected, "files")
    assert [row[:3] for row in found["files"]] == [(6001, 6000, 1)]
    assert tap.acknowledged[-1] == {"only": "6001"}


def test_a_scan_goes_on_where_serving_stopped_and_the_other_way_round(tmp_path: Path, scanned: Callable[..., Any]) -> None:
    rows, log = shop(3000, 7), tmp_path / "access.log"
    for number, part in enumerate((rows[:1000], rows[1000:2000], rows[2000:])):
        with log.open("a") as file:
            file.write("".join(part))
        if number == 1:
            with EmbeddedLedger(tmp_path / "ledger", TOKENS.key_id) as ledger:
                count_files([str(log)], ledger, Catalogue(TOKENS, Callers(TOKENS)))
        else:
            served = parts(tmp_path, [FollowTap("web", [str(log)], poll=0.01)])
            lines = len(part)
            run_until(Loop(served), lambda s=served, n=lines: s.status.snapshot().counts.get("lines", 0) >= n)
    assert _without(content(tmp_path / "ledger"), "traffic") == _without(scanned("".join(rows).encode()), "traffic")


def test_standard_input_is_counted_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "input").write_bytes("".join(line("192.0.2.1", n, f"/users/{n}") for n in range(500)).encode())
    with (tmp_path / "input").open("rb") as file:
        served = parts(tmp_path, [StandardInputTap("stdin", file.fileno())])
        Loop(served).run()
    counts = served.status.snapshot().counts
    assert (counts["lines"], counts["accesses"], counts["disclosures"]) == (500, 500, 500)


def test_a_commit_that_fails_is_made_again_and_nothing_is_counted_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scanned: Callable[..., Any]
) -> None:
    text, commit, calls, told = "".join(shop(4000, 8)), EmbeddedLedger._commit, list[int](), list[str]()

    def failing(ledger: EmbeddedLedger) -> None:
        calls.append(1)
        if len(calls) in {2, 3, 5}:
            raise LedgerError("no room")
        commit(ledger)
        if len(calls) == 4:
            raise LedgerError("told of a failure after it was done")

    monkeypatch.setattr(EmbeddedLedger, "_commit", failing)
    served = parts(tmp_path, [ToldTap("told", list(_texts(text, 150)))], trouble=lambda _, what: told.append(what))
    Loop(served).run()
    monkeypatch.undo()
    assert _without(content(tmp_path / "ledger"), "files") == _without(scanned(text.encode()), "files")
    assert [what for what in told if what] == ["no room", "no room", "told of a failure after it was done", "no room"]
    assert served.status.snapshot().counts["lines"] == 4001


def test_a_line_that_the_door_fails_on_is_put_aside_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disclose = Catalogue.disclose

    def failing(catalogue: Catalogue, batch: AccessBatch, file: int) -> dict[str, pa.RecordBatch]:
        if any(re.search(rb"/(?:31|77)$", target) for target in batch.target.to_list()):
            raise ZeroDivisionError
        return disclose(catalogue, batch, file)

    monkeypatch.setattr(Catalogue, "disclose", failing)
    text = "".join(line("192.0.2.1", n, f"/users/{n}") for n in range(100))
    served = parts(tmp_path, [ToldTap("told", list(_texts(text, 40)))])
    Loop(served).run()
    told = served.status.snapshot()
    assert (told.counts["disclosures"], told.dead_letters) == (98, {"headcount failed on it": 2})
    letters = [json.loads(text) for text in (tmp_path / "dead").read_text().splitlines()]
    assert [(letter["tap"], letter["stream"], letter["line"]) for letter in letters] == [
        ("told", "only", 32),
        ("told", "only", 78),
    ]
    with duckdb.connect(str(tmp_path / "ledger"), read_only=True) as ledger:
        assert ledger.execute("SELECT lines, accesses, skipped FROM source_file").fetchall() == [(100, 98, 2)]


def test_the_judge_is_heard_while_a_long_piece_is_counted(tmp_path: Path) -> None:
    text = "".join(line("192.0.2.1", n // 50, f"/users/{n}") for n in range(10_000)).encode()
    heard = list[tuple[int, int]]()

    def judged() -> None:
        counts = served.status.snapshot().counts
        heard.append((counts["lines"], counts.get("commits", 0)))

    served = parts(tmp_path, [ToldTap("told", [text])], judged=judged)
    Loop(served).run()
    assert heard == [(4096, 0), (8192, 0), (10_000, 0)]


def test_what_was_told_before_a_failure_in_the_same_piece_is_not_told_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_LINES", 20)
    disclose, shown = Catalogue.disclose, list[int]()

    def failing(catalogue: Catalogue, batch: AccessBatch, file: int) -> dict[str, pa.RecordBatch]:
        if any(re.search(rb"/(?:31|33|77)$", target) for target in batch.target.to_list()):
            raise ZeroDivisionError
        return disclose(catalogue, batch, file)

    class Hearing(MemoryJudge):
        def shown(self, seen: Seen, records: Sequence[int], kinds: Collection[str], now: int, *, past: bool = False) -> Decision:
            shown.extend(records)
            return super().shown(seen, records, kinds, now, past=past)

    monkeypatch.setattr(Catalogue, "disclose", failing)
    text = "".join(line("192.0.2.1", n, f"/users/{n}") for n in range(100)).encode()
    served = parts(tmp_path, [ToldTap("told", [text])], Hearing())
    Loop(served).run()
    told = served.status.snapshot()
    assert (told.counts["lines"], told.counts["disclosures"], told.dead_letters) == (100, 97, {"headcount failed on it": 3})
    assert (len(shown), len(set(shown))) == (97, 97)
    assert sorted(json.loads(text)["line"] for text in (tmp_path / "dead").read_text().splitlines()) == [32, 34, 78]


def test_it_ends_with_an_error_when_it_has_to_stop_and_cannot_commit(tmp_path: Path) -> None:
    class Full(DeadLetters):
        def put(self, *_: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    told = list[str]()
    served = parts(
        tmp_path,
        [ToldTap("told", [line("192.0.2.1", 0, "/users/1").encode()])],
        dead_letters=Full(None, Status()),
        trouble=lambda _, what: told.append(what),
    )
    with pytest.raises(LedgerError, match="make room"):
        run_until(Loop(served), lambda: len(told) > 3)
    assert set(told) == {"cannot write (No space left on device); make room, it is tried again"}
    with duckdb.connect(str(tmp_path / "ledger"), read_only=True) as ledger:
        assert ledger.execute("SELECT count(*) FROM disclosure").fetchall() == [(0,)]


class SilentTap(ToldTap):
    """Never brings anything, and never ends."""

    def take(self, wait: float, most: int) -> Sequence[Piece]:
        del wait, most
        return []


def test_the_ledger_is_looked_after_while_nothing_comes(tmp_path: Path) -> None:
    given: list[EmbeddedLedger] = []
    loop = Loop(parts(tmp_path, [SilentTap("silent")], tidy=given.append))
    run_until(loop, lambda: len(given) > 2)
    assert len(given) > 2
    assert len(set(map(id, given))) == 1
