"""The probe of RabbitMQ's management on a real RabbitMQ: guest from outside and inside, and a broker without guest."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.model.posture import Reader
from headcount.probes.interface import Credential
from tests.services.probing import asked, codes, kinds, looked, people
from tests.services.proxies import free_port, program, running

SERVER = next(iter(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server")), None)
STRONG = Credential("keeper", "a-long-and-random-one")
GUEST = [Credential("admin", "letmein"), Credential("guest", "guest")]


def _shown(one: Credential) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(f'{one.user}:{one.password}'.encode()).decode()}"}


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A broker with queues named after made people, messages in them, and a user of its own beside guest."""
    if SERVER is None:
        pytest.skip("rabbitmq-server is not installed (see tests/services/install.sh)")
    folder = tmp_path_factory.mktemp("rabbitmq")
    names, port = free_port(), free_port()
    (folder / "plugins").write_text("[rabbitmq_management].")
    (folder / "rabbitmq.conf").write_text(
        f"listeners.tcp.1 = 127.0.0.1:{free_port()}\nmanagement.tcp.port = {port}\nmanagement.tcp.ip = 127.0.0.1\n"
    )
    settings = {
        "HOME": folder,
        "ERL_EPMD_PORT": names,
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RUNNING_UNDER_SYSTEMD": "true",
        "RABBITMQ_NODENAME": "made@localhost",
        "RABBITMQ_DIST_PORT": free_port(),
        "RABBITMQ_MNESIA_BASE": folder / "data",
        "RABBITMQ_LOG_BASE": folder / "log",
        "RABBITMQ_ENABLED_PLUGINS_FILE": folder / "plugins",
        "RABBITMQ_CONFIG_FILE": folder / "rabbitmq",
        "RABBITMQ_CONF_ENV_FILE": "/dev/null",
    }
    known = [f"{name}={value}" for name, value in settings.items()]

    def names_answer() -> None:
        subprocess.run([program("epmd"), "-port", str(names), "-names"], check=False, capture_output=True)

    def answers() -> None:
        asked(port, "GET", "/api/overview", headers=_shown(GUEST[1]))

    with (
        running([program("epmd"), "-port", str(names), "-address", "127.0.0.1"], folder / "epmd", names_answer),
        running([program("env"), *known, str(SERVER)], folder / "server", answers),
    ):

        def put(path: str, body: object, method: str = "PUT") -> None:
            asked(port, method, f"/api/{path}", body, {**_shown(GUEST[1]), "Content-Type": "application/json"})

        put(f"users/{STRONG.user}", {"password": STRONG.password, "tags": "administrator"})
        for one in people(12):
            queue = f"inbox.{one['email']}"
            put(f"queues/%2F/{queue}", {"durable": False})
            message = {"properties": {}, "routing_key": queue, "payload": json.dumps(one), "payload_encoding": "string"}
            put("exchanges/%2F/amq.default/publish", message, "POST")
        yield port


def test_guest_comes_in_and_nothing_is_taken(broker: int) -> None:
    store = looked("rabbitmq", broker, GUEST)
    assert (store.product, store.reader, store.unit) == ("RabbitMQ", Reader.WEAK, "messages")
    assert re.fullmatch(r"\d+\.\d+\.\d+", store.version)
    assert store.supported is (False if store.version.startswith("3.") else store.supported)
    assert kinds(store) >= {"email"}
    assert (codes(store), store.weaknesses[0].detail) == (["weak-password", "no-tls"], "as an administrator")
    listed = json.loads(asked(broker, "GET", "/api/queues", headers=_shown(GUEST[1])))
    assert (
        sum(one.get("message_stats", {}).get("get_no_ack", 0) + one.get("message_stats", {}).get("get", 0) for one in listed) == 0
    )


def test_nobody_without_a_credential(broker: int) -> None:
    store = looked("rabbitmq", broker)
    assert (store.reader, store.version, store.sampled, store.problem) == (Reader.NOBODY, "", 0, "")


def test_one_without_guest(broker: int) -> None:
    asked(broker, "PUT", "/api/users/guest", {"password_hash": "", "tags": "administrator"}, _shown(STRONG))
    store = looked("rabbitmq", broker, GUEST)
    assert (store.reader, codes(store)) == (Reader.NOBODY, ["no-tls"])


def test_its_port_for_messages(broker: int) -> None:
    told = json.loads(asked(broker, "GET", "/api/overview", headers=_shown(STRONG)))
    [port] = [one["port"] for one in told["listeners"] if one["protocol"] == "amqp"]
    closed, opened = looked("amqp", port), looked("amqp", port, [STRONG])
    assert (closed.product, closed.reader, closed.problem) == ("RabbitMQ", Reader.NOBODY, "")
    assert codes(closed) == ["no-tls"]
    assert (opened.reader, codes(opened), opened.weaknesses[0].detail) == (
        Reader.WEAK,
        ["weak-password", "no-tls"],
        "user keeper",
    )
    assert looked("amqp", port, GUEST[:1]).reader is Reader.NOBODY
