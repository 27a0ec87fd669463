from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from headcount import cli
from headcount.cli import gate
from headcount.policy.keys import fits


def test_the_hash_of_a_key_fits_that_key_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a-key-that-only-tests-know-0000\n"))
    assert cli.main(["gate", "--hash-key"]) == 0
    hashed = capsys.readouterr().out.strip()
    assert fits("a-key-that-only-tests-know-0000", [hashed])
    assert not fits("a-key-that-only-tests-know-0001", [hashed])


def test_a_short_key_is_refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("password\n"))
    assert cli.main(["gate", "--hash-key"]) == 2
    assert "at least 24 characters" in capsys.readouterr().err


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_key_is_made(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", _Terminal())
    assert cli.main(["gate", "--hash-key"]) == 0
    said = capsys.readouterr()
    assert fits(said.err.strip().removeprefix("key for the program: "), [said.out.strip()])


@pytest.mark.parametrize(
    ("words", "listen", "socket"),
    [
        ([], "127.0.0.1:1", ""),
        (["--listen", "127.0.0.1:2"], "127.0.0.1:2", ""),
        (["--socket", "/run/x"], "127.0.0.1:1", "/run/x"),
    ],
)
def test_options_say_where_it_listens(tmp_path: Path, words: list[str], listen: str, socket: str) -> None:
    (tmp_path / "headcount.toml").write_text('[gate]\nlisten = "127.0.0.1:1"\n')
    options = cli.parser(["gate"]).parse_args(["gate", "--config", str(tmp_path / "headcount.toml"), *words])
    said = gate._settings(options).gate
    assert (said.listen, said.socket) == (listen, socket)
    assert options.run is gate.run


def test_a_bad_address_is_a_usage_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "headcount.toml").write_text("[gate]\n")
    assert cli.main(["gate", "--config", str(tmp_path / "headcount.toml"), "--listen", "nowhere"]) == 2
    assert "[gate] listen" in capsys.readouterr().err
