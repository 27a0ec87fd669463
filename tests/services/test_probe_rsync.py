"""The probe of rsync on a real daemon: open and locked modules, a weak password, one that shows nothing."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.interface import Credential, Target
from headcount.probes.looking import look
from headcount.probes.rsync import Rsync
from headcount.probes.wire import Bounds
from tests.probes.doubles.elasticsearch import citizens
from tests.services.proxies import free_port, program, running

CITIZENS = citizens(90)
WEAK = [Credential("app", "wrong"), Credential("app", "changeme")]
LOCKED = "auth users = app\nsecrets file = FOLDER/secrets\n"


@contextmanager
def _rsync(folder: Path, **modules: str) -> Iterator[int]:
    """Modules by name, each with further lines; all show the same files."""
    where, port = program("rsync"), free_port()
    files = folder / "files"
    (files / "deep").mkdir(parents=True)
    lines = [json.dumps(one, ensure_ascii=False) for one in CITIZENS]
    (files / "citizens.jsonl").write_text("\n".join(lines[:60]) + "\n", "utf-8")
    (files / "deep" / "more.jsonl").write_text("\n".join(lines[60:]) + "\n", "utf-8")
    (files / "logo.png").write_bytes(b"\x89PNG")
    (files / "link.csv").symlink_to("/etc/hostname")
    (folder / "secrets").write_text("app:changeme\n")
    (folder / "secrets").chmod(0o600)
    told = ["use chroot = no", f"pid file = {folder}/pid", "reverse lookup = no"]
    for name, more in modules.items():
        told += [f"[{name}]", f"path = {files}", more.replace("FOLDER", str(folder))]
    (folder / "rsyncd.conf").write_text("\n".join(told) + "\n")
    command = [where, "--daemon", "--no-detach", f"--port={port}", "--address=127.0.0.1", f"--config={folder}/rsyncd.conf"]
    with running(command, folder / "log", lambda: socket.create_connection(("127.0.0.1", port), 1).close()):
        yield port


def _look(port: int, weak: list[Credential] | None = None, path: str = "") -> Store:
    [store] = look([Target("rsync", "127.0.0.1", port, path)], {"rsync": weak or []}, Bounds(pause=0.0), [Rsync()]).stores
    return store


def _codes(store: Store) -> list[str]:
    return [one.code for one in store.weaknesses]


def test_an_open_module_beside_a_locked_one(tmp_path: Path) -> None:
    with _rsync(tmp_path, backup="comment = nightly", locked=LOCKED) as port:
        store = _look(port, WEAK)
    assert (store.product, store.reader, store.estimate, store.unit) == ("rsync", Reader.ANYONE, 3, "files")
    assert (store.encrypted, store.sampled, store.grade, store.problem) == (False, 90, 4, "")
    assert {"person_name", "national_id.cn", "phone", "address"} <= {kind.kind for kind in store.kinds}
    assert _codes(store) == ["rsync/open-module", "rsync/no-tls", "rsync/shows-modules"]
    assert [store.weaknesses[0].detail, store.weaknesses[2].detail] == ["backup", "backup, locked"]
    told = msgspec.json.encode(store).decode()
    assert not [value for one in CITIZENS for value in one.values() if str(value) in told]


def test_a_locked_one_and_a_weak_password(tmp_path: Path) -> None:
    with _rsync(tmp_path, locked=LOCKED) as port:
        locked, tried, opened = _look(port), _look(port, WEAK[:1]), _look(port, WEAK)
    for store in (locked, tried):
        assert (store.reader, store.sampled, store.problem) == (Reader.NOBODY, 0, "")
        assert _codes(store) == ["rsync/no-tls", "rsync/shows-modules"]
    assert (opened.reader, opened.estimate, opened.sampled, opened.grade) == (Reader.WEAK, 3, 90, 4)
    assert _codes(opened)[0] == "rsync/weak-password"


@pytest.mark.parametrize(("path", "reader"), [("", Reader.NOBODY), ("/hidden", Reader.ANYONE)])
def test_a_module_that_is_not_shown_is_found_only_by_its_name(tmp_path: Path, path: str, reader: Reader) -> None:
    with _rsync(tmp_path, hidden="list = no") as port:
        store = _look(port, path=path)
    assert (store.reader, "rsync/shows-modules" in _codes(store)) == (reader, False)
    assert reader is Reader.ANYONE or store.sentence == "rsync shows no module to strangers."


def test_a_module_that_is_not_for_this_address(tmp_path: Path) -> None:
    with _rsync(tmp_path, backup="hosts allow = 192.0.2.1") as port:
        store = _look(port)
    assert (store.reader, store.sentence) == (Reader.NOBODY, "rsync opens no module to strangers.")
