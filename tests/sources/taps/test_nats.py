"""The NATS tap without a server; with one: tests/services/test_nats_tap.py."""

from __future__ import annotations

import pytest

from headcount.sources.taps.interface import Lag

pytest.importorskip("nats", reason="the package nats-py is not installed: headcount[live]")
from headcount.sources.taps.nats import NatsTap
from tests.services.brokers import free_port


def test_a_server_that_is_away() -> None:
    tap = NatsTap([f"nats://never:real@127.0.0.1:{free_port()}"], "access", durable="headcount")
    tap.resume({"nats:access": ("7@2023-11-14T22:13:20+00:00", 9)})
    assert tap.take(0.0, 1000) == []
    assert tap.problem == "NATS cannot be read (NoServersError)"
    assert tap.take(0.0, 1000) == []
    assert tap.lag() == Lag(None, None)
    tap.committed({"nats:access": "7@2023-11-14T22:13:20+00:00"})
    tap.close()
