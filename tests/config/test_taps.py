"""`[[taps]]` as it is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from headcount.config import load
from headcount.errors import ConfigError

FILES = """
[[taps]]
kind = "file"
name = "shop"
paths = ["/var/log/shop/*.log"]
start = "end"

[[taps]]
kind = "stdin"
"""


def test_a_tap_is_called_by_its_name_or_its_kind(tmp_path: Path) -> None:
    (tmp_path / "headcount.toml").write_text(FILES)
    shop, stdin = load(tmp_path / "headcount.toml").taps
    assert (shop.called, shop.paths, shop.start, shop.linger) == ("shop", ["/var/log/shop/*.log"], "end", "60s")
    assert (stdin.called, stdin.format) == ("stdin", "")


@pytest.mark.parametrize(("key", "value"), [("kind", '"fax"'), ("start", '"middle"'), ("path", '"/log"')])
def test_what_there_is_not_is_told_with_its_line(tmp_path: Path, key: str, value: str) -> None:
    kind = "" if key == "kind" else 'kind = "file"\n'
    (tmp_path / "headcount.toml").write_text(f"[[taps]]\n{kind}{key} = {value}\n")
    with pytest.raises(ConfigError, match=r"headcount\.toml:"):
        load(tmp_path / "headcount.toml")
