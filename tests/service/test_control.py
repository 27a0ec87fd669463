from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import urllib3

from headcount.errors import ConfigError
from headcount.model.kind import Kind
from headcount.model.verdict import Action, Verdict
from headcount.policy.keys import hash_key
from headcount.service.control import Control, ControlServer, bound
from headcount.service.status import Status
from tests.sources.taps.certificates import self_signed

KEY = "k" * 32
WITH_KEY = f"Bearer {KEY}"


class Desk:
    """Verdicts in a list."""

    def __init__(self) -> None:
        self.all: list[Verdict] = []
        self.asked = threading.Event()

    @property
    def newest(self) -> int:
        return len(self.all)

    def verdicts(self, after: int) -> list[Verdict]:
        self.asked.set()
        return [verdict for verdict in self.all if verdict.number > after]

    def order(self, lens: str, client: str, action: Action, mask: tuple[Kind, ...], seconds: int) -> Verdict:
        self.all.append(Verdict(len(self.all) + 1, lens, client, action, 0, seconds * 1_000_000, "person", mask))
        return self.all[-1]

    def lift(self, lens: str, client: str) -> Verdict | None:
        found = next((v for v in self.all if (v.lens, v.client) == (lens, client)), None)
        return msgspec.structs.replace(found, lifted=True) if found else None


class Door:
    """A running control server and its parts."""

    def __init__(self, keys: tuple[str, ...] = (hash_key(KEY),)) -> None:
        self.status, self.desk = Status(), Desk()
        self.control = Control(self.status, self.desk, keys)
        self.server = ControlServer(self.control, "127.0.0.1:0")
        self.pool = urllib3.PoolManager(retries=urllib3.Retry(connect=20, backoff_factor=0.02))

    def ask(self, method: str, path: str, body: bytes | None = None, authorization: str = "") -> urllib3.BaseHTTPResponse:
        headers = {"Authorization": authorization} if authorization else {}
        return self.pool.request(method, f"http://{self.server.address}{path}", body=body, headers=headers)

    def close(self) -> None:
        self.pool.clear()
        self.server.close()


@pytest.fixture
def door() -> Iterator[Door]:
    made = Door()
    yield made
    made.close()


def test_health_and_metrics_need_no_key(door: Door) -> None:
    assert (door.ask("GET", "/healthz").status, door.ask("GET", "/readyz").status) == (200, 503)
    door.status.ready()
    assert door.ask("GET", "/readyz").json() == {"ready": True, "problems": []}
    door.status.problem("ledger", "the disk is full; make room")
    answer = door.ask("GET", "/readyz")
    assert (answer.status, answer.json()["problems"]) == (503, [{"part": "ledger", "what": "the disk is full; make room"}])
    assert b'headcount_problem{part="ledger"} 1.0' in door.ask("GET", "/metrics").data


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer wrong" * 4, f"Basic {KEY}", f"Bearer {hash_key(KEY)}"])
def test_verdicts_need_the_key(door: Door, value: str) -> None:
    door.desk.order("account", "a", Action.BLOCK, (), 60)
    for method, path in (("GET", "/v1/verdicts"), ("POST", "/v1/verdicts"), ("DELETE", "/v1/verdicts/account/a")):
        answer = door.ask(method, path, authorization=value)
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="headcount"')
    assert len(door.desk.all) == 1


def test_which_gate_asked_last_and_what_it_has(door: Door) -> None:
    url = f"http://{door.server.address}/v1/verdicts?after=7"
    for more in ({}, {"X-Headcount-Gate": "edge-1%20%D9%85 127.0.0.1:4280"}, {"X-Headcount-Gate": "n" * 500}):
        assert door.pool.request("GET", url, headers={"Authorization": WITH_KEY} | more).status == 200
    door.ask("GET", "/v1/verdicts?after=9", authorization="Bearer wrong")
    gates = door.status.snapshot().gates
    assert list(gates) == ["127.0.0.1", "edge-1 \u0645 127.0.0.1:4280", "n" * 120]
    assert {heard for _, heard in gates.values()} == {7}


def test_without_keys_nobody_is_told() -> None:
    door = Door(())
    try:
        assert door.ask("GET", "/v1/verdicts", authorization=WITH_KEY).status == 403
    finally:
        door.close()


def test_a_person_sets_and_lifts(door: Door) -> None:
    body = b'{"lens": "account", "client": "a/b", "action": "mask", "mask": ["phone"], "seconds": 60}'
    made = door.ask("POST", "/v1/verdicts", body, authorization=WITH_KEY)
    assert (made.status, made.json()["number"], made.json()["mask"]) == (201, 1, ["phone"])
    (line,) = door.ask("GET", "/v1/verdicts?after=0", authorization=WITH_KEY).data.splitlines()
    assert msgspec.json.decode(line, type=Verdict) == door.desk.all[0]
    nothing = door.ask("GET", "/v1/verdicts?after=1", authorization=WITH_KEY)
    assert (nothing.status, nothing.data, nothing.headers["X-Headcount-Newest"]) == (200, b"", "1")
    assert door.ask("DELETE", "/v1/verdicts/account/a%2Fb", authorization=WITH_KEY).json()["lifted"] is True
    assert door.ask("DELETE", "/v1/verdicts/account/nobody", authorization=WITH_KEY).status == 404


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"\xff", 400),
        (b'{"lens": "shoe", "client": "a", "action": "block", "seconds": 1}', 400),
        (b'{"lens": "account", "client": "", "action": "block", "seconds": 1}', 400),
        (b'{"lens": "account", "client": "a", "action": "block", "seconds": 0}', 400),
        (b'{"lens": "account", "client": "a", "action": "block", "seconds": 1, "more": 1}', 400),
        (b"[" * 20_000, 413),
    ],
)
def test_what_is_no_order(door: Door, body: bytes, status: int) -> None:
    assert door.ask("POST", "/v1/verdicts", body, authorization=WITH_KEY).status == status
    assert door.desk.all == []


def test_a_gate_that_waits_is_woken_by_the_next_verdict(door: Door) -> None:
    said: list[bytes] = []
    waiting = threading.Thread(
        target=lambda: said.append(door.ask("GET", "/v1/verdicts?after=0&wait=30", authorization=WITH_KEY).data)
    )
    waiting.start()
    assert door.desk.asked.wait(30)
    door.desk.order("account", "a", Action.BLOCK, (), 60)
    door.control.changed()
    waiting.join(20)
    assert [msgspec.json.decode(line, type=Verdict).client for line in said[0].splitlines()] == ["a"]
    assert door.ask("GET", "/v1/verdicts?after=x", authorization=WITH_KEY).status == 400


def test_a_gate_that_waits_is_answered_when_the_service_ends(capfd: pytest.CaptureFixture[str]) -> None:
    door = Door()
    said: list[int] = []
    path = "/v1/verdicts?after=0&wait=30"
    waiting = threading.Thread(target=lambda: said.append(door.ask("GET", path, authorization=WITH_KEY).status))
    waiting.start()
    assert door.desk.asked.wait(30)
    door.close()
    waiting.join(20)
    assert (said, capfd.readouterr().err) == ([200], "")


def test_mutual_tls(tmp_path: Path) -> None:
    for name in ("server", "stranger"):
        (tmp_path / name).mkdir()
    own, strange = self_signed(tmp_path / "server"), self_signed(tmp_path / "stranger")
    running = ControlServer(Control(Status(), Desk()), "127.0.0.1:0", *own, own[0])
    known = urllib3.PoolManager(ca_certs=own[0], cert_file=own[0], key_file=own[1])
    other = urllib3.PoolManager(ca_certs=own[0], cert_file=strange[0], key_file=strange[1])
    url = f"https://{running.address}/healthz"
    try:
        assert known.request("GET", url, retries=urllib3.Retry(connect=20, backoff_factor=0.02)).status == 200
        with pytest.raises(urllib3.exceptions.HTTPError):
            other.request("GET", url, retries=False)
    finally:
        known.clear()
        other.clear()
        running.close()


def test_a_unix_socket_is_its_owners(tmp_path: Path) -> None:
    for _ in range(2):  # a socket that an earlier run left is no hindrance
        with bound(str(tmp_path / "control.sock")) as made:
            assert made.getsockname() == str(tmp_path / "control.sock")
            assert stat.S_IMODE((tmp_path / "control.sock").stat().st_mode) == 0o600


@pytest.mark.parametrize("listen", ["127.0.0.1", "127.0.0.1:x", "256.0.0.1:80", "127.0.0.1:99999", ":0", "/nowhere/at/all.sock"])
def test_where_it_cannot_listen(listen: str) -> None:
    with pytest.raises(ConfigError, match="cannot listen on"):
        bound(listen)
