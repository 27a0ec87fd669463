"""Taps, joined as `[[taps]]` says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from headcount.config.tap_parts import formats, taps
from headcount.config.taps import TapConfig
from headcount.errors import ConfigError
from headcount.policy.keys import hash_key
from headcount.sources.taps.interface import LiveTap
from tests.services.brokers import free_port


def declared(**keys: Any) -> TapConfig:  # noqa: ANN401 - whatever a table may hold
    return msgspec.convert(keys, TapConfig)


def built(folder: Path, **keys: Any) -> LiveTap:  # noqa: ANN401 - as above
    (tap,) = taps([declared(**keys)], folder / "ledger")
    return tap


@pytest.mark.parametrize(
    ("package", "kind", "keys"),
    [
        ("", "FollowTap", {"kind": "file", "paths": ["access.log"]}),
        ("", "StandardInputTap", {"kind": "stdin"}),
        ("confluent_kafka", "KafkaTap", {"kind": "kafka", "servers": ["127.0.0.1:1"], "topics": ["a"], "group": "g"}),
        ("nats", "NatsTap", {"kind": "nats", "servers": ["nats://127.0.0.1:1"], "stream": "a", "durable": "d"}),
        ("redis", "RedisStreamsTap", {"kind": "redis", "url": "redis://127.0.0.1:1/0", "streams": ["a"], "start": "end"}),
        ("", "SyslogTap", {"kind": "syslog", "listen": "127.0.0.1:0", "senders": ["192.0.2.0/24"]}),
        ("uvicorn", "HttpPushTap", {"kind": "http", "listen": "127.0.0.1:0", "records": "record"}),
    ],
)
def test_every_kind(package: str, kind: str, keys: dict[str, Any], tmp_path: Path) -> None:
    if package:
        pytest.importorskip(package, reason=f"the package {package} is not installed: headcount[live]")
    tap = built(tmp_path, **keys, name="edge")
    assert (type(tap).__name__, tap.name) == (kind, "edge")
    tap.close()


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"kind": "kafka", "servers": ["a:1"]}, "the tap kafka of kind kafka needs topics"),
        (
            {"kind": "kafka", "servers": ["a:1"], "topics": ["a"], "group": "g", "partitions": [1]},
            "the tap kafka: a group shares the partitions out",
        ),
        ({"kind": "http"}, "the tap http of kind http needs listen"),
        ({"kind": "http", "listen": "4318"}, "listens on an address such as 127.0.0.1:4318, not on '4318'"),
        ({"kind": "http", "listen": "127.0.0.1:0", "keys": ["secret"]}, "the tap http: key 1 is no hash of a key"),
        ({"kind": "http", "listen": "192.0.2.1:4318"}, "listening on 192.0.2.1 needs keys"),
        ({"kind": "syslog", "listen": "127.0.0.1:0", "most_spooled": 1000}, "needs most_spooled of at least 33,554,432 bytes"),
    ],
)
def test_what_cannot_be_built(keys: dict[str, Any], says: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=re.escape(says)):
        built(tmp_path, **keys)


def test_a_key_is_asked_for_and_the_spool_lies_beside_the_ledger(tmp_path: Path) -> None:
    pytest.importorskip("uvicorn", reason="the package uvicorn is not installed: headcount[live]")
    from headcount.sources.taps.http_push import HttpPushTap  # noqa: PLC0415 - needs the package

    key = "k" * 30
    tap = built(tmp_path, kind="http", name="push", listen=f"127.0.0.1:{free_port()}", keys=[hash_key(key)])
    assert isinstance(tap, HttpPushTap)
    assert tap._allowed is not None
    assert (tap._allowed(key.encode()), tap._allowed(b"other")) == (True, False)
    assert (tmp_path / "ledger.push").is_dir()
    tap.close()


def test_two_taps_of_one_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="two taps are called stdin"):
        taps([declared(kind="stdin"), declared(kind="stdin")], tmp_path / "ledger")


def test_formats() -> None:
    known, told = formats([declared(kind="stdin", name="a", format="jsonl"), declared(kind="stdin")], {"time": "t", "path": "p"})
    assert set(told) == {"a"}
    assert told["a"] is known["jsonl"]
    with pytest.raises(ConfigError, match="names the format none"):
        formats([declared(kind="stdin", format="none")], {})
