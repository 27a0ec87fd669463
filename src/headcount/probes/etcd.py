"""etcd: is authentication on, and what do the keys hold?

Source: etcd documentation, gRPC gateway (version, kv/range, auth/authenticate), v2 API (keys), role-based access control.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import first, keeping, over
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import Answer, Web, version_in
from headcount.probes.wire import EndedError, Line

_CERTIFICATES = (
    "# etcd's command line, or the same keys in its YAML file\n--client-cert-auth\n--trusted-ca-file=/etc/etcd/ca.crt\n"
    "--cert-file=/etc/etcd/server.crt\n--key-file=/etc/etcd/server.key\n--listen-client-urls=https://127.0.0.1:2379"
)
_MOST_VALUE = 1 << 16
_REFUSED = {401, 403}
_NAMELESS = "user name is empty"
"""What the gateway answers with status 400 where it wants a user; any other 400 is no lock."""


class Etcd:
    """One for the shelf."""

    name = "etcd"
    schemes: Mapping[str, int] = {"etcd": 2379}
    advice: Mapping[str, Advice] = {
        "etcd/no-authentication": Advice(
            Severity.HIGH,
            "Whoever reaches it reads and changes every key: settings, secrets, and all that a Kubernetes cluster keeps in it.",
            f"{_CERTIFICATES}\n# and, for users and roles:\netcdctl user add root && etcdctl auth enable",
            "etcdctl --endpoints=HOST:PORT get / --prefix --limit=1   # must fail",
        ),
        "etcd/v2-open": Advice(
            Severity.HIGH,
            "The old interface (v2) answers without a password: it has users and keys of its own.",
            "# etcd's command line\n--enable-v2=false",
            "curl -s -o /dev/null -w '%{http_code}' http://HOST:PORT/v2/keys/   # must be 404 or 401",
        ),
        "etcd/weak-password": Advice(
            Severity.HIGH,
            "A user and password from the list of weak ones open it.",
            "etcdctl user passwd root",
            "etcdctl --endpoints=HOST:PORT --user=THE-WEAK-ONE get / --prefix --limit=1   # must fail",
        ),
        "etcd/no-tls": Advice(
            Severity.MEDIUM,
            "Keys, values and passwords can be read on the way.",
            _CERTIFICATES,
            "curl -s http://HOST:PORT/version   # must not answer",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        del target
        seen = Seen("etcd", unit="keys")
        with keeping(seen):
            web, hello = first(line, "/version")
            told = hello.json()
            if not isinstance(told, dict) or "etcdserver" not in told:
                raise EndedError("it does not answer as etcd does")
            over(web, seen, self.name)
            seen.version = version_in(str(told["etcdserver"]))
            with web.kept():
                _newer(web, line, seen, weak)
                _older(web, line, seen)
        return seen


def _newer(web: Web, line: Line, seen: Seen, weak: Sequence[Credential]) -> None:
    """Version 3: a flat space of keys behind one gateway."""
    minor = seen.version.removeprefix("3.").partition(".")[0]
    base = {"0": "/v3alpha", "1": "/v3alpha", "2": "/v3alpha", "3": "/v3beta"}.get(minor, "/v3")
    most = min(line.bounds.rows, 100)
    answer = _range(web, base, most)
    if answer.status in _REFUSED or (answer.status == 400 and _NAMELESS in answer.text()):
        seen.reader = Reader.NOBODY
        if not _let_in(web, base, weak):
            return
        answer = _range(web, base, most)
        seen.reader = Reader.WEAK
        seen.weaknesses["etcd/weak-password"] = ""
    elif answer.status == 200:
        seen.reader = Reader.ANYONE
        seen.weaknesses["etcd/no-authentication"] = ""
    if not answer.whole:
        answer = _range(web, base, 3)
    told = answer.json()
    if not isinstance(told, dict):
        return
    count = str(told.get("count", "0"))
    seen.estimate = int(count) if count.isdecimal() and len(count) < 20 else None
    found = told.get("kvs")
    rows: list[object] = [
        {"key": _plain(one.get("key")), "value": _parsed(_plain(one.get("value")))}
        for one in (found if isinstance(found, list) else [])
        if isinstance(one, dict)
    ]
    if rows:
        seen.samples.append(Sample("keys", rows))


def _range(web: Web, base: str, most: int) -> Answer:
    asked = msgspec.json.encode({"key": "AA==", "range_end": "AA==", "limit": most, "serializable": True})
    return web.ask("POST", f"{base}/kv/range", asked, {"Content-Type": "application/json"})


def _let_in(web: Web, base: str, weak: Sequence[Credential]) -> bool:
    for one in weak:
        asked = msgspec.json.encode({"name": one.user, "password": one.password})
        answer = web.ask("POST", f"{base}/auth/authenticate", asked, {"Content-Type": "application/json"})
        told = answer.json()
        if answer.status == 200 and isinstance(told, dict) and isinstance(told.get("token"), str):
            web.headers["Authorization"] = told["token"]
            return True
    return False


def _older(web: Web, line: Line, seen: Seen) -> None:
    """Version 2: a tree of its own, with a password of its own; only its root and no subtree is asked for."""
    web.headers.pop("Authorization", None)
    answer = web.get("/v2/keys/")
    told = answer.json() if answer.status == 200 else None
    node = told.get("node") if isinstance(told, dict) else None
    nodes = node.get("nodes") if isinstance(node, dict) else None
    if not isinstance(nodes, list) or not nodes:
        return
    seen.reader = Reader.ANYONE
    seen.weaknesses["etcd/v2-open"] = f"{len(nodes)} keys or folders at its root"
    seen.estimate = (seen.estimate or 0) + len(nodes)
    rows: list[object] = [
        {"key": str(one.get("key", "")), "value": _parsed(str(one.get("value", ""))[:_MOST_VALUE])}
        for one in nodes[: line.bounds.rows]
        if isinstance(one, dict)
    ]
    seen.samples.append(Sample("keys of v2", rows))


def _plain(told: object) -> str:
    if not isinstance(told, str):
        return ""
    try:
        return base64.b64decode(told, validate=True)[:_MOST_VALUE].decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _parsed(text: str) -> Any:  # noqa: ANN401  # whatever a value holds
    """A value that is JSON is taken apart."""
    if text[:1] not in {"{", "["}:
        return text
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return text
