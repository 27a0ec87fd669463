"""Files come and go, grow, are renamed and cut off, and the scan is killed: everything is counted once."""

from __future__ import annotations

import bz2
import gzip
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard

from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import Callers
from headcount.catalog.tokens import Tokenizer
from headcount.cli import main
from headcount.intake import count_files
from headcount.ledger.embedded import EmbeddedLedger
from tests.made import content, line, shop

Count = Callable[..., dict[str, Any]]

KILLER = """
import os, random, signal, sys, time
from pathlib import Path
import headcount.intake.files
from headcount.cli import main
from headcount.sources.taps.file import FileTap

headcount.intake.files.COMMIT_BYTES = 20_000
FileTap.__init__.__defaults__ = (0, 1, 16_384)  # start_offset, start_line, block_size

def start(ledger):
    child = os.fork()
    if not child:
        os._exit(main(["scan", *sys.argv[2:], "--ledger", ledger, "--key", "key", "--quiet", "--no-detect"]))
    return child

assert os.waitpid(start("compiling"), 0)[1] == 0  # what is compiled on first use is compiled now
began = time.monotonic()
assert os.waitpid(start("undisturbed"), 0)[1] == 0
whole = time.monotonic() - began
draw, kills, rounds = random.Random(7), 0, 0
while kills < int(sys.argv[1]):
    ended = False
    rounds += 1
    while not ended:
        child = start(f"round-{rounds}")
        time.sleep(draw.random() * whole * 0.6)
        if kills < int(sys.argv[1]):
            os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        ended = os.WIFEXITED(status)
        assert not ended or os.WEXITSTATUS(status) == 0, status
        kills += not ended
print(kills, rounds)
"""
"""Kills scans (fork, then SIGKILL) at random moments until so many have hit, each time going on with the same ledger."""


@pytest.fixture
def count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Count:
    """`headcount scan ... --ledger ledger`; returns the coverage."""
    monkeypatch.chdir(tmp_path)

    def run(*paths: str, ledger: str = "ledger", code: int = 0) -> dict[str, Any]:
        arguments = ["scan", *paths, "--ledger", ledger, "--key", "key", "--json", "-", "--no-detect"]
        capfdbinary.readouterr()
        assert main(arguments) == code
        coverage: dict[str, Any] = json.loads(capfdbinary.readouterr().out)["coverage"]
        assert coverage["lines"] == coverage["accesses"] + coverage["skipped"]
        return coverage

    return run


def _at_once(count: Count, rows: list[str]) -> dict[str, list[tuple[Any, ...]]]:
    Path("at-once.log").write_text("".join(rows))
    count("at-once.log", ledger="at-once")
    return content(Path("at-once"))


def test_the_same_file_twice_counts_once(count: Count) -> None:
    rows = shop(300, 1)
    Path("access.log").write_text("".join(rows))
    assert count("access.log")["lines"] == 301
    before = content(Path("ledger"))
    again = count("access.log")
    assert (again["lines"], again["files"][0]["note"]) == (0, "continued after line 301, counted before")
    assert content(Path("ledger")) == before


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(lambda text: text.index("\n", len(text) // 2) + 1, id="after a line feed"),
        pytest.param(lambda text: text.index("\n", len(text) // 2), id="before a line feed"),
        pytest.param(lambda text: text.index("\n", len(text) // 2) - 40, id="inside a line"),
        pytest.param(lambda text: text.index("\n") + 30, id="inside the second line"),
    ],
)
def test_a_grown_file_is_read_from_where_it_ended(count: Count, end: Callable[[str], int]) -> None:
    rows = shop(400, 2)
    text = "".join(rows)
    Path("access.log").write_text(text[: end(text)])
    first = count("access.log")
    Path("access.log").write_text(text)
    second = count("access.log")
    assert first["accesses"] + second["accesses"] == 400
    assert second["skipped"] <= 1
    assert content(Path("ledger")) == _at_once(count, rows)
    assert count("access.log")["lines"] == 0


def test_a_line_that_is_still_being_written_is_counted_when_it_is_whole(count: Count) -> None:
    whole = line("192.0.2.7", 0, "/orders/4711")
    for so_far in (20, 60, len(whole) - 2):
        Path("access.log").write_text(whole + whole[:so_far])
        coverage = count("access.log")
        assert coverage["reasons"] == {"not in the format of this file": 1}
    Path("access.log").write_text(whole + whole)
    assert count("access.log")["files"][0]["note"] == "continued after line 1, counted before"
    assert [row[-1] for row in content(Path("ledger"))["shown"]] == [1, 2]
    assert content(Path("ledger"))["files"] == [(2, 2, 0, 2 * len(whole))]
    assert content(Path("ledger"))["skipped"] == []


def _renamed(text: bytes) -> None:
    Path("access.log.1").write_bytes(text)


def _gzipped(text: bytes) -> None:
    Path("access.log.2.gz").write_bytes(gzip.compress(text))


def _zstd(text: bytes) -> None:
    Path("access.log.3.zst").write_bytes(zstandard.compress(text))


def _bzip2(text: bytes) -> None:
    Path("access.log.4.bz2").write_bytes(bz2.compress(text))


@pytest.mark.parametrize("rotate", [_renamed, _gzipped, _zstd, _bzip2])
def test_a_rotated_file_is_known_again(count: Count, rotate: Callable[[bytes], None]) -> None:
    old, new = shop(300, 3), shop(200, 4, begin=5000)
    Path("access.log").write_text("".join(old[:250]))
    count("access.log")
    rotate("".join(old).encode())
    Path("access.log").write_text("".join(new))
    coverage = count(".")
    notes = {file["path"]: file["note"] for file in coverage["files"] if "access.log" in file["path"]}
    assert sorted(notes.values()) == ["", "continued after line 250, counted before"]
    assert sum(file["lines"] for file in coverage["files"] if "access.log" in file["path"]) == 51 + 201
    shown = [row[:-1] for row in content(Path("ledger"))["shown"]]
    Path("access.log").unlink()
    Path("both.txt").write_text("".join(old + new))
    count("both.txt", ledger="at-once")
    assert shown == [row[:-1] for row in content(Path("at-once"))["shown"]]


def test_a_file_that_was_emptied_and_written_again_is_new(count: Count) -> None:
    Path("access.log").write_text("".join(shop(300, 5)))
    count("access.log")
    Path("access.log").write_text("".join(shop(300, 6, begin=9000)))
    coverage = count("access.log")
    assert (coverage["lines"], coverage["files"][0]["note"]) == (301, "")
    assert len(content(Path("ledger"))["files"]) == 2


def test_files_in_any_order_give_one_ledger(count: Count) -> None:
    for number in range(3):
        Path(f"{number}.log").write_text("".join(shop(200, number, begin=2000 * number)))
    coverage = count("2.log", "0.log", "1.log")
    assert [file["path"] for file in coverage["files"]] == ["0.log", "1.log", "2.log"]
    count("1.log", "2.log", "0.log", ledger="other")
    assert content(Path("ledger")) == content(Path("other"))


def test_two_files_with_equal_beginnings_are_two_files(count: Count) -> None:
    beginning = "".join(line("192.0.2.1", second, "/orders/1") for second in range(80))
    assert len(beginning) > 4096
    Path("a.log").write_text(beginning + "".join(line("192.0.2.2", 100 + n, f"/orders/{n}") for n in range(1000, 1050)))
    Path("b.log").write_text(beginning + "".join(line("192.0.2.3", 100 + n, f"/orders/{n}") for n in range(1000, 1050)))
    assert count("a.log", "b.log")["lines"] == 260
    assert count("b.log", "a.log")["lines"] == 0
    shown = content(Path("ledger"))["shown"]
    assert [sum(row[2] == address for row in shown) for address in ("192.0.2.1", "192.0.2.2", "192.0.2.3")] == [160, 50, 50]


def test_a_file_cut_off_in_transfer_is_read_to_its_end_when_it_is_whole(count: Count) -> None:
    rows = shop(2000, 8)
    packed = gzip.compress("".join(rows).encode())
    Path("access.log.gz").write_bytes(packed[: len(packed) // 2])
    first = count("access.log.gz")
    assert first["files"][0]["note"].startswith("cut-off gzip: read ")
    assert 0 < first["accesses"] < 2000
    Path("access.log.gz").write_bytes(packed)
    assert first["accesses"] + count("access.log.gz")["accesses"] == 2000
    assert content(Path("ledger")) == _at_once(count, rows)


def test_standard_input_is_counted_each_time(count: Count, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = shop(200, 9)
    Path("access.log").write_text("".join(rows))
    for _ in range(2):
        with Path("access.log").open() as piped:
            monkeypatch.setattr(sys, "stdin", piped)
            coverage = count("-")
        assert (coverage["lines"], coverage["files"][0]["path"]) == (201, "<stdin>")
    assert content(Path("ledger"))["files"] == [content(Path("ledger"))["files"][0]] * 2
    assert count("access.log")["lines"] == 0


def test_a_named_pipe_is_read_once_and_counted_each_time(count: Count) -> None:
    rows = shop(3000, 10)
    text = "".join(rows).encode()
    assert len(text) > 4 * 65_536  # more than a pipe holds
    os.mkfifo("pipe")
    for _ in range(2):
        writer = threading.Thread(target=Path("pipe").write_bytes, args=(text,))
        writer.start()
        assert count("pipe")["lines"] == 3001
        writer.join(10)
        assert not writer.is_alive()
    assert len(content(Path("ledger"))["files"]) == 2


def test_a_pipe_with_a_long_line_can_be_committed_on_the_way(count: Count, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = shop(2000, 11)
    text = "".join(rows[:1000]).encode() + b"x" * (1 << 20) + b"y\n" + "".join(rows[1000:]).encode()
    monkeypatch.setattr("headcount.intake.files.COMMIT_BYTES", 1)
    os.mkfifo("pipe")
    writer = threading.Thread(target=Path("pipe").write_bytes, args=(text,))
    writer.start()
    coverage = count("pipe")
    writer.join(10)
    assert coverage["reasons"] == {"line longer than 1 MiB": 1, "not in the format of this file": 1}
    assert coverage["accesses"] == 2000


def test_what_cannot_be_read_stops_nothing_else(count: Count) -> None:
    Path("good.log").write_text("".join(shop(50, 12)))
    Path("damaged.gz").write_bytes(b"\x1f\x8b\x08 this is not what gzip writes")
    Path("empty.log").touch()
    Path("other.txt").write_text("a diary\nand no log\n")
    Path("void").mkdir()
    coverage = count("missing.log", "damaged.gz", "empty.log", "other.txt", "void", "*.nothing", "good.log", "\udcff.log")
    assert {file["path"]: file["note"] for file in coverage["files"]} == {
        "missing.log": "no such file",
        "void": "directory without files",
        "*.nothing": "no file matches this pattern",
        "\\xff.log": "no such file",
        "damaged.gz": "damaged gzip",
        "empty.log": "empty",
        "other.txt": "no format fits its lines; name one with --format or --log-format",
        "good.log": "",
    }
    assert (coverage["lines"], coverage["accesses"]) == (51, 50)


def test_skipped_lines_are_shown_by_number_and_never_by_text(count: Count) -> None:
    rows = shop(100, 13)
    for place in range(0, 100, 10):
        rows[place] = "somebody wrote here: carol@example.org\n"
    Path("access.log").write_text("".join(rows))
    coverage = count("access.log")
    assert coverage["reasons"] == {"not in the format of this file": 10}
    assert [(e["path"], e["line"]) for e in coverage["examples"]] == [("access.log", n) for n in (1, 11, 21)]
    assert "carol" not in json.dumps(coverage)


def test_times_that_no_calendar_can_show_are_skipped(count: Count) -> None:
    years = "".join(
        line("192.0.2.1", 0, f"/orders/{number}").replace("02/Mar/2026:09:00:00 +0000", time)
        for number, time in enumerate(("31/Dec/9999:23:59:59 -1200", "01/Jan/0001:00:00:00 +1200", "02/Mar/2099:09:00:00 +0000"))
    )
    Path("access.log").write_text(years + line("192.0.2.1", 0, "/orders/7").replace("/2026", "/1950"))
    coverage = count("access.log")
    assert coverage["reasons"] == {"time not readable": 2}
    assert (coverage["first"], coverage["last"]) == ("1950-03-02T09:00:00Z", "2099-03-02T09:00:00Z")


def test_a_file_name_may_be_any_bytes(count: Count) -> None:
    name = os.fsdecode(b"log\xff\xfe")
    Path(name).write_text(line("192.0.2.1", 0, "/orders/7"))
    assert count(name)["files"][0]["path"] == "log\\xff\\xfe"


def test_progress_tells_bytes_and_lines(tmp_path: Path) -> None:
    tokens = Tokenizer(bytes(16))
    path = tmp_path / "access.log"
    path.write_text("".join(shop(100, 14)))
    told = list[tuple[int, int]]()
    with EmbeddedLedger(None, tokens.key_id) as ledger:
        tally = count_files(
            [str(path)], ledger, Catalogue(tokens, Callers(tokens)), progress=lambda done, lines: told.append((done, lines))
        )
    assert told == [(path.stat().st_size, 101)]
    assert (tally.bytes, tally.lines, tally.reasons, tally.readable) == (
        path.stat().st_size,
        101,
        {"not in the format of this file": 1},
        1,
    )


def test_a_killed_scan_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    names = []
    for number in range(4):
        names.append(f"{number}.log")
        (tmp_path / names[-1]).write_text("".join(shop(500, number, begin=4000 * number)))
    run = subprocess.run(
        [sys.executable, "-c", KILLER, "25", *names], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    assert run.returncode == 0, run.stderr
    kills, rounds = map(int, run.stdout.split())
    assert kills == 25
    undisturbed = content(tmp_path / "undisturbed")
    assert len(undisturbed["shown"]) > 1250
    for number in range(1, rounds + 1):
        assert content(tmp_path / f"round-{number}") == undisturbed
