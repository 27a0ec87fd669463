"""Scanning: what `headcount scan` says of a log, asked for as a user would."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from headcount.errors import HeadcountError


def scan(log: Path, answer: Path, config: Path | None, *, detect: bool = True) -> bytes:
    """Scan a log in a process of its own, and give back the JSON, which is also written to `answer`.

    Args:
        log: to read.
        answer: file to write; the process works in its folder, so that no other `headcount.toml` is taken.
        config: `headcount.toml`; None: the one in that folder, or none.
        detect: whether the detectors look, too.

    Raises:
        HeadcountError: the scan failed; with what it said.
    """
    words = ["scan", str(log.resolve()), "--json", str(answer.resolve()), "--quiet", "--fail-on", "never"]
    words += ["--config", str(config.resolve())] if config else []
    command = [sys.executable, "-m", "headcount", *words, *([] if detect else ["--no-detect"])]
    done = subprocess.run(command, cwd=answer.parent, capture_output=True, text=True, check=False)  # noqa: S603  # ourselves
    if done.returncode:
        raise HeadcountError(done.stderr.strip().removeprefix("headcount: ") or f"the scan of {log} failed")
    return answer.read_bytes()
