"""The probe of InfluxDB on a real InfluxDB 1: open, locked, and with a weak password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from headcount.model.posture import Reader
from tests.services.probing import WEAK, asked, codes, kinds, looked, people
from tests.services.proxies import free_port, program, running

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@contextmanager
def _influx(folder: Path, password: str = "") -> Iterator[int]:
    port = free_port()
    folder.mkdir(exist_ok=True)
    (folder / "influxdb.conf").write_text(
        f'reporting-disabled = true\nbind-address = "127.0.0.1:{free_port()}"\n[meta]\ndir = "{folder}/meta"\n'
        f'[monitor]\nstore-enabled = false\n[data]\ndir = "{folder}/data"\nwal-dir = "{folder}/wal"\n[http]\n'
        f'bind-address = "127.0.0.1:{port}"\n'
        f"auth-enabled = {'true' if password else 'false'}\n"
    )
    with running(
        [program("influxd"), "-config", str(folder / "influxdb.conf")], folder / "log", lambda: asked(port, "GET", "/ping")
    ):
        shown = {"u": "root", "p": password} if password else {}
        if password:
            _query(port, f"CREATE USER root WITH PASSWORD '{password}' WITH ALL PRIVILEGES")
        _query(port, "CREATE DATABASE clinic", **shown)
        lines = [
            f'visit,email={one["email"]} name="{one["name"]}",phone="{one["phone"]}",id_number="{one["id_number"]}" {at + 1}'
            for at, one in enumerate(people(40))
        ]
        asked(port, "POST", f"/write?{urlencode({'db': 'clinic', **shown})}", "\n".join(lines).encode())
        yield port


def _query(port: int, query: str, **shown: str) -> bytes:
    return asked(port, "POST", f"/query?{urlencode(shown)}", urlencode({"q": query}).encode(), FORM)


def test_an_open_one(tmp_path: Path) -> None:
    with _influx(tmp_path) as port:
        store = looked("influxdb", port)
    assert (store.product, store.reader, store.estimate, store.unit) == ("InfluxDB", Reader.ANYONE, 40, "series")
    assert store.version.startswith("1.")
    assert kinds(store) >= {"email", "phone", "national_id.cn"}
    assert {kind.path for kind in store.kinds} >= {"clinic.visit: email", "clinic.visit: phone"}
    assert (store.sampled, codes(store)) == (40, ["no-password", "no-tls"])


def test_a_locked_one(tmp_path: Path) -> None:
    with _influx(tmp_path, "a-long-and-random-one") as port:
        store = looked("influxdb", port, WEAK)
    assert (store.reader, store.sampled, store.problem, codes(store)) == (Reader.NOBODY, 0, "", ["no-tls"])


def test_one_with_a_weak_password(tmp_path: Path) -> None:
    with _influx(tmp_path, "changeme") as port:
        store = looked("influxdb", port, WEAK)
    assert (store.reader, store.estimate, codes(store)) == (Reader.WEAK, 40, ["weak-password", "no-tls"])
