"""The probe of LDAP on a real OpenLDAP: open, with rules that hide entries, with a weak password, and with TLS."""

from __future__ import annotations

import base64
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from headcount.model.posture import Reader, Store
from headcount.probes.interface import Credential, Target
from headcount.probes.ldap import LDAP
from headcount.probes.looking import look
from headcount.probes.wire import Bounds
from tests.gates.authority import certificate
from tests.probes.doubles.elasticsearch import citizens
from tests.services.proxies import free_port, program, running

BASE, ADMIN = "dc=example,dc=org", "cn=admin,dc=example,dc=org"
CITIZENS = citizens(60)
WEAK = [Credential(ADMIN, "admin"), Credential(ADMIN, "changeme")]
CONFIG = """
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
"""
STORE = f"""
database mdb
suffix "{BASE}"
rootdn "{ADMIN}"
rootpw changeme
directory FOLDER
maxsize 10485760
"""


def _text(name: str, value: object) -> str:
    return f"{name}:: {base64.b64encode(str(value).encode()).decode()}"


def _entries() -> str:
    first = f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: made\ndc: example\n"
    people = [
        "\n".join(
            (
                f"dn: uid=u{place},{BASE}",
                "objectClass: inetOrgPerson",
                f"uid: u{place}",
                _text("cn", one["xm"]),
                _text("sn", one["xm"]),
                _text("mobile", one["sjh"]),
                _text("employeeNumber", one["sfzh"]),
                _text("street", one["dz"]),
                f"mail: u{place}@example.com",
                "userPassword: never-real",
            )
        )
        for place, one in enumerate(CITIZENS)
    ]
    return "\n\n".join((first, *people)) + "\n"


@contextmanager
def _slapd(folder: Path, before: str = "", after: str = "", scheme: str = "ldap") -> Iterator[int]:
    where, port = program("slapd"), free_port()
    (folder / "data").mkdir(parents=True)
    (folder / "slapd.conf").write_text(CONFIG + before + STORE.replace("FOLDER", str(folder / "data")) + after)
    (folder / "made.ldif").write_text(_entries())
    fill = ["slapadd", "-f", str(folder / "slapd.conf"), "-l", str(folder / "made.ldif"), "-q"]
    subprocess.run([program("slapadd"), *fill[1:]], check=True, capture_output=True)
    command = [where, "-d", "0", "-f", str(folder / "slapd.conf"), "-h", f"{scheme}://127.0.0.1:{port}"]
    with running(command, folder / "slapd", lambda: socket.create_connection(("127.0.0.1", port), 1).close()):
        yield port


def _look(port: int, weak: list[Credential] | None = None, scheme: str = "ldap") -> Store:
    [store] = look([Target(scheme, "127.0.0.1", port)], {"ldap": weak or []}, Bounds(pause=0.0), [LDAP()]).stores
    return store


def _codes(store: Store) -> list[str]:
    return [one.code for one in store.weaknesses]


def test_an_open_one(tmp_path: Path) -> None:
    with _slapd(tmp_path) as port:
        store = _look(port, WEAK)
    assert (store.product, store.reader, store.estimate, store.unit) == ("OpenLDAP", Reader.ANYONE, 61, "entries")
    assert (store.encrypted, store.grade, store.sampled, store.problem) == (False, 4, 61, "")
    assert {"national_id.cn", "phone", "email"} <= {kind.kind for kind in store.kinds}
    assert _codes(store) == ["ldap/anonymous-read", "ldap/password-hashes", "ldap/no-tls"]
    told = msgspec.json.encode(store).decode()
    assert not [value for one in CITIZENS for value in one.values() if str(value) in told]


def test_one_that_hides_its_entries_and_a_weak_password(tmp_path: Path) -> None:
    with _slapd(tmp_path, after="access to attrs=userPassword by anonymous auth by * none\naccess to * by users read\n") as port:
        locked, tried, opened = _look(port), _look(port, WEAK[:1]), _look(port, WEAK)
    for store in (locked, tried):
        assert (store.reader, store.sampled, store.problem) == (Reader.NOBODY, 0, "")
        assert _codes(store) == ["ldap/no-tls", "ldap/anonymous-bind"]
    assert (opened.reader, opened.estimate, opened.grade) == (Reader.WEAK, 61, 4)
    assert _codes(opened)[0] == "ldap/weak-password"


def test_one_that_lets_nobody_in_without_a_name(tmp_path: Path) -> None:
    with _slapd(tmp_path, before="require authc\ndisallow bind_anon\n") as port:
        store = _look(port)
    assert (store.reader, store.sampled, _codes(store)) == (Reader.NOBODY, 0, ["ldap/no-tls"])


@pytest.mark.parametrize("scheme", ["ldap", "ldaps"])
def test_tls(tmp_path: Path, scheme: str) -> None:
    certificate(tmp_path, "server")
    files = f"TLSCertificateFile {tmp_path}/server.pem\nTLSCertificateKeyFile {tmp_path}/server.key\n"
    with _slapd(tmp_path, before=files, scheme=scheme) as port:
        store = _look(port, scheme=scheme)
    assert (store.encrypted, store.reader, store.estimate) == (True, Reader.ANYONE, 61)
    assert "ldap/no-tls" not in _codes(store)
