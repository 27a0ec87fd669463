from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from headcount.config import Config
from headcount.config.console import ConsoleConfig
from headcount.config.incidents import IncidentsConfig
from headcount.config.live import PolicyConfig, ServeConfig
from headcount.config.taps import TapConfig
from headcount.errors import ConfigError
from headcount.service.shard import key_of, ledger_of, serve_shard, shard_config, shared_tap

TAP = TapConfig("kafka", servers=["127.0.0.1:1"], topics=["access"], group="people", member="one")


def config(folder: Path, **serve: object) -> Config:
    return Config(
        serve=msgspec.structs.replace(ServeConfig(shards=str(folder), listen="127.0.0.1:4281"), **serve),
        policy=PolicyConfig(store=str(folder / "verdicts")),
        incidents=IncidentsConfig(store=str(folder / "incidents")),
        taps=[TAP],
    )


def test_a_shard_has_a_ledger_a_partition_and_an_address_of_its_own(tmp_path: Path) -> None:
    own = shard_config(config(tmp_path, socket="/run/headcount.sock"), 3)
    assert own.serve.ledger == str(tmp_path / "access-3.ledger") == str(ledger_of(config(tmp_path), 3))
    assert (own.serve.listen, own.serve.socket, own.serve.shards) == ("127.0.0.1:4285", "/run/headcount.sock.3", "")
    assert own.taps == [TapConfig("kafka", servers=["127.0.0.1:1"], topics=["access"], partitions=[3])]
    assert shard_config(config(tmp_path, listen="127.0.0.1:0"), 3).serve.listen == "127.0.0.1:0"
    assert shard_config(config(tmp_path, listen=""), 3).serve.listen == ""
    assert key_of(config(tmp_path)) == tmp_path / "key"


def test_what_does_not_fit_is_refused(tmp_path: Path) -> None:
    good, replace = config(tmp_path), msgspec.structs.replace
    assert shared_tap(good) == TAP
    for wrong, why in (
        (config(tmp_path, ledger="a"), "a ledger or shards, not both"),
        (config(tmp_path, leader="postgresql://a"), "needs no leader"),
        (replace(good, taps=[TAP, TAP]), "exactly one tap"),
        (replace(good, taps=[replace(TAP, group="")]), "with a group and one topic"),
        (replace(good, taps=[TapConfig("file", paths=["a"])]), "of kind kafka"),
        (replace(good, policy=PolicyConfig()), r"needs store of \[policy\] and of \[incidents\]"),
        (replace(good, incidents=IncidentsConfig()), r"needs store of \[policy\] and of \[incidents\]"),
        (replace(good, console=ConsoleConfig(listen="127.0.0.1:1")), "has no console"),
    ):
        with pytest.raises(ConfigError, match=why):
            shared_tap(wrong)


def test_a_shard_that_cannot_begin_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = msgspec.json.encode(config(tmp_path / "nowhere"))
    with pytest.raises(SystemExit) as ended:
        serve_shard(told, 2)
    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("headcount: shard 2: ")
