"""The probe of SMB on a real Samba: shares for guests, shares that are only listed, and none for strangers."""

from __future__ import annotations

import json
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from headcount.model.posture import Reader
from tests.services.probing import PERSONAL, codes, kinds, looked, people
from tests.services.proxies import free_port, program, running

PLACES = ("lock directory", "state directory", "cache directory", "private dir", "pid directory", "ncalrpc dir")
SETTINGS = """
[global]
server role = standalone server
interfaces = 127.0.0.1/8
bind interfaces only = yes
load printers = no
disable spoolss = yes
disable netbios = yes
log file = {folder}/smbd.log
passdb backend = tdbsam:{folder}/passdb.tdb
{places}
{more}
[backup]
path = {folder}/files
guest ok = {guest}
[staff]
path = {folder}/files
guest ok = no
"""


@contextmanager
def _samba(*, guest: bool, more: str = "") -> Iterator[int]:
    where, port = program("smbd"), free_port()
    if os.getuid() != 0:
        pytest.skip("smbd wants to be started by root")
    with tempfile.TemporaryDirectory(prefix="headcount-smb-") as name:
        folder = Path(name)
        (folder / "files" / "deep").mkdir(parents=True)
        for place in (folder, folder / "files", folder / "files" / "deep"):
            place.chmod(0o755)
        for own in PLACES:
            (folder / own.replace(" ", "-")).mkdir()
        lines = [json.dumps(one, ensure_ascii=False) for one in people(90)]
        (folder / "files" / "customers.jsonl").write_text("\n".join(lines[:60]) + "\n", "utf-8")
        (folder / "files" / "deep" / "more.jsonl").write_text("\n".join(lines[60:]) + "\n", "utf-8")
        (folder / "files" / "logo.png").write_bytes(b"\x89PNG")
        places = "\n".join(f"{place} = {folder}/{place.replace(' ', '-')}" for place in PLACES)
        told = SETTINGS.format(folder=folder, places=places, more=more, guest="yes" if guest else "no")
        (folder / "smb.conf").write_text(told)
        command = [where, "--foreground", "--configfile", str(folder / "smb.conf"), "--port", str(port)]
        with running(command, folder / "run", lambda: socket.create_connection(("127.0.0.1", port), 1).close()):
            yield port


def test_a_share_for_guests() -> None:
    with _samba(guest=True, more="map to guest = Bad User") as port:
        store = looked("smb", port)
    assert (store.product, store.reader, store.estimate, store.unit) == ("SMB server", Reader.ANYONE, 3, "files")
    assert (store.encrypted, store.sampled, store.grade, store.problem) == (False, 90, 4, "")
    assert kinds(store) >= PERSONAL
    assert codes(store) == ["guest-shares", "lists-shares", "no-encryption"]
    assert [one.detail for one in store.weaknesses[:2]] == ["backup", "backup, staff"]


def test_shares_that_are_only_listed() -> None:
    with _samba(guest=False) as port:
        store = looked("smb", port)
    assert (store.reader, store.encrypted, store.sampled, store.problem) == (Reader.NOBODY, True, 0, "")
    assert (codes(store), store.sentence) == (["lists-shares"], "SMB server opens no share to strangers.")


def test_nothing_for_strangers() -> None:
    with _samba(guest=True, more="restrict anonymous = 2") as port:
        store = looked("smb", port)
    assert (store.reader, store.sampled, codes(store)) == (Reader.NOBODY, 0, [])
