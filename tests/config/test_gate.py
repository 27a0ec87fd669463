from __future__ import annotations

from pathlib import Path

import pytest

from headcount.config import load
from headcount.config.gate import GateConfig
from headcount.errors import ConfigError


def test_nothing_is_believed_and_nothing_listens_to_the_world_unless_told() -> None:
    said = GateConfig()
    assert said.listen == "127.0.0.1:4280"
    assert said.trusted_proxies == ("127.0.0.1", "::1")
    assert (said.account_header, said.appsec_account_header, said.keys) == ("", "", [])
    assert (said.fail, said.unreadable) == ("open", "pass")


def test_files_are_seen_from_the_folder_of_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "headcount.toml").write_text('[gate]\nstate = "kept"\nsocket = "/run/gate.sock"\n')
    said = load(tmp_path / "headcount.toml").gate
    assert (said.state, said.socket, said.ledger) == (str(tmp_path / "kept"), "/run/gate.sock", "")


@pytest.mark.parametrize("line", ['fail = "shut"', "trusted_proxies = 5", 'listen = ["a"]', "unknown = 1"])
def test_a_mistake_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    (tmp_path / "headcount.toml").write_text(f"[gate]\n{line}\n")
    with pytest.raises(ConfigError, match=r"headcount\.toml:2"):
        load(tmp_path / "headcount.toml")
