"""The probe of etcd on a real etcd: open, locked, with a weak password, and locked with its old interface open."""

from __future__ import annotations

import base64
import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from headcount.model.posture import Reader
from tests.services.probing import PERSONAL, WEAK, asked, codes, kinds, looked, people
from tests.services.proxies import free_port, program, running


@contextmanager
def _etcd(folder: Path, password: str = "", *settings: str) -> Iterator[int]:
    port = free_port()
    here, peers = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{free_port()}"
    addresses = ["--listen-client-urls", here, "--advertise-client-urls", here, "--listen-peer-urls", peers]
    told = ["--initial-advertise-peer-urls", peers, "--initial-cluster", f"default={peers}"]
    command = [program("etcd"), "--data-dir", str(folder / "data"), *addresses, *told, "--unsafe-no-fsync", *settings]
    with running(command, folder / "etcd", lambda: asked(port, "GET", "/health")):
        for at, one in enumerate(people(40)):
            key = base64.b64encode(f"/registry/person/{at}".encode()).decode()
            asked(port, "POST", "/v3/kv/put", {"key": key, "value": base64.b64encode(json.dumps(one).encode()).decode()})
        if password:
            tool = [program("etcdctl"), "--endpoints", here]
            for words in (["user", "add", f"root:{password}"], ["user", "grant-role", "root", "root"], ["auth", "enable"]):
                subprocess.run([*tool, *words], check=True, capture_output=True, env={"ETCDCTL_API": "3"})
        yield port


def test_an_open_one(tmp_path: Path) -> None:
    with _etcd(tmp_path) as port:
        before = json.loads(asked(port, "POST", "/v3/kv/range", {"key": "AA==", "range_end": "AA==", "limit": 1}))
        store = looked("etcd", port)
        after = json.loads(asked(port, "POST", "/v3/kv/range", {"key": "AA==", "range_end": "AA==", "limit": 1}))
    assert (store.product, store.reader, store.estimate, store.unit) == ("etcd", Reader.ANYONE, 40, "keys")
    assert store.version.count(".") == 2
    assert kinds(store) >= PERSONAL
    assert store.grade == 4
    assert (store.sampled, store.encrypted) == (40, False)
    assert codes(store) == ["no-authentication", "no-tls"]
    assert before["header"]["revision"] == after["header"]["revision"]


def test_a_locked_one(tmp_path: Path) -> None:
    with _etcd(tmp_path, "a-long-and-random-one") as port:
        store = looked("etcd", port, WEAK)
    assert (store.reader, store.sampled, store.problem, codes(store)) == (Reader.NOBODY, 0, "", ["no-tls"])


def test_one_with_a_weak_password(tmp_path: Path) -> None:
    with _etcd(tmp_path, "changeme") as port:
        assert looked("etcd", port).reader is Reader.NOBODY
        store = looked("etcd", port, WEAK)
    assert (store.reader, store.estimate, codes(store)) == (Reader.WEAK, 40, ["weak-password", "no-tls"])
    assert kinds(store) >= PERSONAL


def test_the_old_interface_has_a_lock_of_its_own(tmp_path: Path) -> None:
    with _etcd(tmp_path, "a-long-and-random-one", "--enable-v2=true") as port:
        for at, one in enumerate(people(20)):
            value = f"value={json.dumps(one)}".encode()
            asked(port, "PUT", f"/v2/keys/person{at}", value, {"Content-Type": "application/x-www-form-urlencoded"})
        store = looked("etcd", port)
    assert (store.reader, store.estimate, codes(store)) == (Reader.ANYONE, 20, ["v2-open", "no-tls"])
    assert kinds(store) >= PERSONAL


def test_one_that_wants_a_certificate(tmp_path: Path) -> None:
    ask = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=etcd.example -keyout k -out c"
    subprocess.run([program("openssl"), *ask.split()], cwd=tmp_path, check=True, capture_output=True)
    port = free_port()
    here, peers = f"https://127.0.0.1:{port}", f"http://127.0.0.1:{free_port()}"
    command = [program("etcd"), "--data-dir", str(tmp_path / "data"), "--listen-client-urls", here]
    command += ["--advertise-client-urls", here, "--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers]
    command += ["--initial-cluster", f"default={peers}"]
    command += [f"--cert-file={tmp_path}/c", f"--key-file={tmp_path}/k", "--client-cert-auth", f"--trusted-ca-file={tmp_path}/c"]

    def answers() -> None:
        socket.create_connection(("127.0.0.1", port), 5).close()

    with running(command, tmp_path / "etcd", answers):
        store = looked("etcd", port, WEAK)
    assert (store.reader, store.encrypted, store.problem, codes(store)) == (Reader.NOBODY, True, "", [])
    assert store.sentence == "etcd asks for a client certificate."
