"""A scan of the lab in this process: `test_scanning.py` has the one in a process of its own, which costs a second more."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

from headcount.cli import main
from headcount.errors import HeadcountError


def scan(log: Path, answer: Path, config: Path | None, *, detect: bool = True) -> bytes:
    """What `headcount.lab.scanning.scan` gives back."""
    words = ["scan", str(log.resolve()), "--json", str(answer.resolve()), "--quiet", "--fail-on", "never"]
    words += ["--config", str(config.resolve())] if config else []
    said = io.StringIO()
    with contextlib.chdir(answer.parent), contextlib.redirect_stderr(said):
        code = main([*words, *([] if detect else ["--no-detect"])])
    if code:
        raise HeadcountError(said.getvalue().strip().removeprefix("headcount: "))
    return answer.read_bytes()
