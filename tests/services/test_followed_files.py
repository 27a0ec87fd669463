"""A followed log is rotated in every way while serving is killed at random moments: nobody is lost, nobody is counted twice."""

from __future__ import annotations

import gzip
import multiprocessing
import os
import random
import shutil
import signal
import time
from pathlib import Path

import duckdb

from headcount.service import loop as serving
from headcount.service.loop import Loop
from headcount.sources.taps.follow import FollowTap
from tests.made import line
from tests.service.serving import TOKENS, parts

KILLS = int(os.environ.get("HEADCOUNT_KILLS", "15"))
"""Kills in one run; more by the environment."""


def serve(folder: Path) -> None:
    """Follow `folder/access.log` until SIGTERM; `folder/ready` says that something was committed."""
    serving.LOOK_AHEAD = 0.1
    tap = FollowTap("web", [str(folder / "access.log")], look=0.05, poll=0.01, linger=1.0)
    loop = Loop(parts(folder, [tap], opened=lambda _: (folder / "ready").touch()))
    signal.signal(signal.SIGTERM, lambda *_: loop.stop())
    loop.run()


class Site:
    """Writes numbered lines, half of one now and then, and rotates its log."""

    def __init__(self, folder: Path, draw: random.Random) -> None:
        self.log, self.draw, self.written = folder / "access.log", draw, 0

    def append(self, lines: int, path: Path | None = None) -> None:
        with (path or self.log).open("ab") as file:
            for _ in range(lines):
                text = line(f"192.0.2.{self.written % 50}", self.written // 100, f"/users/{self.written}").encode()
                cut = self.draw.randrange(len(text))
                file.write(text[:cut])
                if self.draw.random() < 0.05:
                    file.flush()
                    time.sleep(0.001)
                file.write(text[cut:])
                self.written += 1

    def rotate(self) -> None:
        if not self.log.exists():
            return
        for path in sorted(self.log.parent.glob("access.log.*"), key=lambda path: -int(path.name.split(".")[2])):
            name = path.name.split(".")
            path.rename(path.with_name(".".join([*name[:2], str(int(name[2]) + 1), *name[3:]])))
        self.draw.choice([self._rename, self._go_on, self._truncate, self._compress])(self.log.with_name("access.log.1"))

    def _rename(self, old: Path) -> None:
        self.log.rename(old)

    def _go_on(self, old: Path) -> None:
        self.log.rename(old)
        self.append(9)
        self.append(5, old)

    def _truncate(self, old: Path) -> None:
        shutil.copyfile(self.log, old)
        os.truncate(self.log, 0)

    def _compress(self, old: Path) -> None:
        packed, at = old.with_name(old.name + ".gz"), self.log.stat()
        packed.write_bytes(gzip.compress(self.log.read_bytes()))
        os.utime(packed, ns=(at.st_atime_ns, at.st_mtime_ns))
        self.log.unlink()


def _stopped(child: multiprocessing.process.BaseProcess, number: signal.Signals) -> int | None:
    os.kill(child.pid or 0, number)
    child.join(120)
    return child.exitcode


def _wait(path: Path) -> None:
    until = time.monotonic() + 180
    while not path.exists():
        assert time.monotonic() < until, "nothing was committed"
        time.sleep(0.05)


def test_kills_and_rotations(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["headcount.service.loop", "tests.service.serving"])
    draw = random.Random(int(os.environ.get("HEADCOUNT_SEED", "5")))  # noqa: S311  # made traffic
    site, kills, rotations = Site(tmp_path, draw), 0, 0
    site.append(20)
    child = context.Process(target=serve, args=(tmp_path,))
    child.start()
    _wait(tmp_path / "ready")
    assert _stopped(child, signal.SIGTERM) == 0
    while kills < KILLS:
        child = context.Process(target=serve, args=(tmp_path,))
        child.start()
        until = time.monotonic() + draw.random()
        while time.monotonic() < until:
            site.append(draw.randrange(1, 50))
            time.sleep(draw.random() * 0.02)
            if draw.random() < 0.03:
                site.rotate()
                rotations += 1
        assert _stopped(child, signal.SIGKILL) == -signal.SIGKILL
        kills += 1
        site.append(draw.randrange(50))
        if draw.random() < 0.5:
            site.rotate()
            rotations += 1
    child = context.Process(target=serve, args=(tmp_path,))
    child.start()
    expected = set(TOKENS.tokens_of("users", [str(number).encode() for number in range(site.written)]))
    time.sleep(3)
    assert _stopped(child, signal.SIGTERM) == 0
    with duckdb.connect(str(tmp_path / "ledger"), read_only=True) as ledger:
        shown = [record for (record,) in ledger.execute("SELECT record FROM disclosure").fetchall()]
        [(requests,)] = ledger.execute("SELECT sum(requests) FROM traffic").fetchall()
    print(f"{kills} kills, {rotations} rotations, {site.written} lines")  # noqa: T201  # shown with -s
    assert (len(expected - set(shown)), len(shown) - len(set(shown))) == (0, 0)
    assert (len(shown), requests) == (site.written, site.written)
