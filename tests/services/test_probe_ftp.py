"""The probe of FTP on a real vsftpd: open to anonymous, closed, and with TLS."""

from __future__ import annotations

import csv
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.ftp import FTP
from headcount.probes.interface import Credential, Target
from headcount.probes.looking import look
from headcount.probes.wire import Bounds
from tests.gates.authority import certificate
from tests.probes.doubles.elasticsearch import citizens
from tests.services.proxies import free_port, program, running

CITIZENS = citizens(80)
WEAK = [Credential("app", "changeme")]
SETTINGS = """
listen=YES
background=NO
listen_address=127.0.0.1
listen_port={port}
anon_root={files}
secure_chroot_dir={empty}
seccomp_sandbox=NO
ftp_username=daemon
nopriv_user=nobody
xferlog_enable=NO
max_login_fails=1
delay_failed_login=0
{more}
"""


@contextmanager
def _vsftpd(more: str) -> Iterator[tuple[int, Path]]:
    where, port = program("vsftpd"), free_port()
    if os.getuid() != 0:
        pytest.skip("vsftpd wants to be started by root")
    with tempfile.TemporaryDirectory(prefix="headcount-ftp-") as name:
        folder = Path(name)
        for place in (folder, folder / "files", folder / "files" / "backup", folder / "empty"):
            place.mkdir(exist_ok=True)
            place.chmod(0o755)
        with (folder / "files" / "backup" / "citizens.csv").open("w", encoding="utf-8", newline="") as out:
            table = csv.DictWriter(out, list(CITIZENS[0]))
            table.writeheader()
            table.writerows(CITIZENS)
        (folder / "files" / "logo.png").write_bytes(b"\x89PNG")
        told = SETTINGS.format(port=port, files=folder / "files", empty=folder / "empty", more=more.replace("FOLDER", name))
        (folder / "vsftpd.conf").write_text(told)
        command = [where, str(folder / "vsftpd.conf")]
        with running(command, folder / "log", lambda: socket.create_connection(("127.0.0.1", port), 1).close()):
            yield port, folder


def _look(port: int, weak: list[Credential] | None = None) -> Store:
    [store] = look([Target("ftp", "127.0.0.1", port)], {"ftp": weak or []}, Bounds(pause=0.0), [FTP()]).stores
    return store


def _codes(store: Store) -> list[str]:
    return [one.code for one in store.weaknesses]


def test_an_open_one() -> None:
    with _vsftpd("anonymous_enable=YES") as (port, _):
        store = _look(port, WEAK)
    assert (store.product, store.reader, store.estimate, store.unit) == ("vsFTPd", Reader.ANYONE, 2, "files")
    assert (store.encrypted, store.sampled, store.grade, store.problem) == (False, 80, 4, "")
    assert {"person_name", "national_id.cn", "phone", "address"} <= {kind.kind for kind in store.kinds}
    assert _codes(store) == ["ftp/anonymous", "ftp/no-tls"]
    assert store.version.startswith("3.")
    told = msgspec.json.encode(store).decode()
    assert not [value for one in CITIZENS for value in one.values() if str(value) in told]


def test_a_closed_one() -> None:
    with _vsftpd("anonymous_enable=NO\nlocal_enable=YES") as (port, _):
        alone, tried = _look(port), _look(port, WEAK)
    for store in (alone, tried):
        assert (store.reader, store.sampled, store.problem, _codes(store)) == (Reader.NOBODY, 0, "", ["ftp/no-tls"])


def test_tls() -> None:
    with tempfile.TemporaryDirectory() as folder:
        certificate(Path(folder), "server")
        files = f"rsa_cert_file={folder}/server.pem\nrsa_private_key_file={folder}/server.key"
        with _vsftpd(f"anonymous_enable=YES\nssl_enable=YES\nallow_anon_ssl=YES\n{files}") as (port, _):
            store = _look(port)
    assert (store.encrypted, store.reader, store.estimate, _codes(store)) == (True, Reader.ANYONE, 2, ["ftp/anonymous"])
