"""`headcount serve` with a console: the first admin, a look, a kill, and the look is counted once."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from headcount import cli
from headcount import config as composition
from headcount.config import Config
from headcount.console.state import State
from headcount.ledger.trace import count_client
from tests.console.signing.entrance import token
from tests.made import line

CONFIG = """
[[routes]]
template = "/customers/{id}"
subject = "id"
entity = "people"
records = "people"

[serve]
ledger = "people.ledger"
listen = "127.0.0.1:0"

[console]
listen = "127.0.0.1:0"
second_factor = "optional"

[[taps]]
kind = "file"
paths = ["access.log"]
"""
_PATIENCE = 60.0


@contextmanager
def _served(folder: Path, stop: signal.Signals) -> Iterator[str]:
    """The first line that serve writes, while it runs; then it is ended by a signal."""
    with subprocess.Popen([sys.executable, "-m", "headcount", "serve"], cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            yield process.stderr.readline()
        finally:
            process.send_signal(stop)
            process.communicate(timeout=_PATIENCE)


def _until(browser: httpx.Client, path: str, status: int = 200) -> httpx.Response:
    deadline = time.monotonic() + _PATIENCE
    while (answer := browser.get(path)).status_code != status and time.monotonic() < deadline:
        time.sleep(0.2)
    assert answer.status_code == status, answer.text
    return answer


def test_from_the_set_up_link_to_a_look_that_outlives_a_kill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    lines = [line("198.51.100.1", second, f"/customers/{second % 9}", account="bob") for second in range(60)]
    Path("access.log").write_text("".join(lines))
    Path("headcount.toml").write_text(CONFIG)
    with _served(tmp_path, signal.SIGKILL) as told:
        found = re.search(r"make the first admin within an hour: (http://127\.0\.0\.1:\d+)(/set-up/[\w-]+)", told)
        assert found, told
        with httpx.Client(base_url=found[1]) as browser:
            fields = {"login": "ann", "password": "four amber herons", "again": "four amber herons"}
            held = {"forgery_token": token(browser.get(found[2]).text)}
            assert browser.post(found[2], data=fields | held).status_code == 303
            assert _until(browser, "/").status_code == 200
            _until(browser, "/clients/account/bob")
            assert [user["login"] for user in browser.get("/api/v1/users").json()["rows"]] == ["ann"]
            log = browser.get("/api/v1/log?what=look").json()["rows"]
            assert {one["detail"].partition(" at ")[0] for one in log} == {"client account:bob"}
    with _served(tmp_path, signal.SIGTERM) as told:
        assert "first admin" not in told
        deadline = time.monotonic() + _PATIENCE
        while _waiting(tmp_path) and time.monotonic() < deadline:
            time.sleep(0.2)
    tokens = composition.tokenizer(Config(), Path("people.ledger.key"), None)
    with composition.ledger(Path("people.ledger"), tokens, read_only=True) as ledger:
        [count] = count_client(ledger, "headcount:ann")
        [bob] = count_client(ledger, "bob")
    assert (count.records, count.requests, count.routes) == (1, len(log), (("/console/clients/{client}", 1),))
    assert (bob.requests, bob.records) == (60, 9)


def _waiting(folder: Path) -> bool:
    with State(folder / "people.ledger.console") as state:
        return bool(state.looks.pending(0))


def test_a_console_that_other_machines_reach_without_tls_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("access.log").write_text("")
    Path("headcount.toml").write_text(CONFIG.replace('[console]\nlisten = "127.0.0.1:0"', '[console]\nlisten = "0.0.0.0:0"'))
    assert cli.main(["serve"]) == 2
    assert "is reached from other machines" in capsys.readouterr().err
