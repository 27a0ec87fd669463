from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from headcount.cli import parts
from headcount.config import Config, KeyConfig, ScanConfig
from headcount.errors import LedgerError, UsageError
from headcount.sources import SOURCES


def _options(**given: object) -> argparse.Namespace:
    plain: dict[str, object] = {"format": None, "log_format": None, "config": None, "key": None}
    return argparse.Namespace(**{**plain, **given})


def test_the_local_configuration_is_taken_when_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert parts.settings(_options()) == Config()
    Path("headcount.toml").write_text('[key]\nfile = "here"\n')
    Path("other.toml").write_text('[key]\nfile = "there"\n')
    assert parts.settings(_options()).key.file == "here"
    assert parts.settings(_options(config=Path("other.toml"))).key.file == "there"


def test_the_source_is_what_is_named_and_none_is_recognised() -> None:
    own = Config(scan=ScanConfig(log_format="$msec $request"), jsonl={"time": "at", "target": "path"})
    assert parts.source_of(_options(), Config()) is None
    for source in SOURCES:
        assert parts.source_of(_options(format=source.name), own) is source
    mapped = parts.source_of(_options(format="jsonl"), own)
    assert mapped is not None
    assert mapped.name == "jsonl"
    by_format = parts.source_of(_options(log_format="$remote_addr [$time_local] $request_uri"), own)
    by_config = parts.source_of(_options(), own)
    assert by_format is not None
    assert by_config is not None
    line = b"192.0.2.1 [02/Mar/2026:09:00:00 +0000] /orders/1\n"
    assert (by_format.recognise(line), by_config.recognise(line)) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"format": "combined", "log_format": "%h %t %r"}, "exclude each other"),
        ({"format": "jsonl"}, "needs a field map"),
        ({"format": "morse"}, "there is no format 'morse'; there are: "),
        ({"log_format": "%h"}, "log format"),
    ],
)
def test_a_format_that_cannot_be_is_said(options: dict[str, object], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        parts.source_of(_options(**options), Config())


def test_the_key_is_the_named_one_then_the_configured_one_then_that_beside_the_ledger(tmp_path: Path) -> None:
    ledger, named, configured = tmp_path / "ledger", tmp_path / "named", tmp_path / "configured"
    config = Config(key=KeyConfig(file=str(configured)))
    by_name = parts.tokenizer(_options(key=named), config, ledger).key_id
    by_config = parts.tokenizer(_options(), config, ledger).key_id
    beside = parts.tokenizer(_options(), Config(), ledger).key_id
    assert sorted(path.name for path in tmp_path.iterdir()) == ["configured", "ledger.key", "named"]
    assert len({by_name, by_config, beside}) == 3
    assert parts.tokenizer(_options(), Config(), ledger).key_id == beside
    assert parts.tokenizer(_options(), Config(), None).key_id != parts.tokenizer(_options(), Config(), None).key_id


def test_a_ledger_whose_key_is_lost_gets_no_new_one(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger"
    ledger.touch()
    with pytest.raises(LedgerError, match=r"ledger was written under a key, and .*ledger\.key is not there"):
        parts.tokenizer(_options(), Config(), ledger)
    assert [path.name for path in tmp_path.iterdir()] == ["ledger"]


def test_a_ledger_that_cannot_be_a_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a directory; name a file"):
        parts.tokenizer(_options(), Config(), tmp_path)
    with pytest.raises(UsageError, match="there is no directory"):
        parts.tokenizer(_options(), Config(), tmp_path / "nowhere" / "ledger")
    with pytest.raises(UsageError, match="there is no such ledger; make one with: headcount scan PATH --ledger"):
        parts.asked_ledger(_options(ledger=tmp_path / "ledger"))


def test_an_argument_is_written_as_the_ledger_writes_text() -> None:
    assert parts.plain("J\u00fcrgen \udcff\udc80") == "J\u00fcrgen \\xff\\x80"
