"""Made people for real stores, and one look at such a store."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping, Sequence

import msgspec

from headcount.model.posture import Store
from headcount.probes import PROBES
from headcount.probes.interface import Credential, Target
from headcount.probes.looking import look, probe_for
from headcount.probes.wire import Bounds
from tests.probes.doubles.elasticsearch import citizens

WEAK = (Credential("admin", "letmein"), Credential("root", "changeme"), Credential("guest", "guest"))
PERSONAL = {"email", "national_id.cn", "phone"}


def people(count: int) -> list[dict[str, str]]:
    """Nobody: name, id number, phone, e-mail address and home, in documentation ranges and with check digits that fit."""
    found = []
    for at, one in enumerate(citizens(count)):
        told = {"name": str(one["xm"]), "id_number": str(one["sfzh"]), "phone": str(one["sjh"]), "address": str(one["dz"])}
        found.append(told | {"email": f"anna.meyer{at}@example.com"})
    return found


def looked(url_scheme: str, port: int, weak: Sequence[Credential] = (), path: str = "") -> Store:
    """What the probe of a scheme finds on loopback; none of its words repeats a made person."""
    probe = probe_for(url_scheme)
    assert probe is not None
    weak_ones = {probe.name: list(weak)}
    [store] = look([Target(url_scheme, "127.0.0.1", port, path)], weak_ones, Bounds(pause=0.0), PROBES).stores
    told = msgspec.json.encode(store).decode()
    assert [value for one in people(100) for value in one.values() if value in told] == []
    assert [one.password for one in weak if f'"{one.password}"' in told] == []
    return store


def codes(store: Store) -> list[str]:
    """Its weaknesses, most severe first, by the part of their names after the store's."""
    return [one.code.partition("/")[2] for one in store.weaknesses]


def kinds(store: Store) -> set[str]:
    """The kinds seen."""
    return {kind.kind for kind in store.kinds}


def asked(port: int, method: str, path: str, body: object = None, headers: Mapping[str, str] = {}) -> bytes:  # never changed
    """One request of a test's own, whose answer must be a good one."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        connection.request(method, path, data, dict(headers))
        answer = connection.getresponse()
        told = answer.read()
        if answer.status >= 300:
            raise OSError(f"{method} {path}: {answer.status} {told[:300]!r}")
        return told
    finally:
        connection.close()
