"""MongoDB: does it list its databases to strangers, and what do the documents hold?

Source: MongoDB manual: wire protocol (OP_MSG), database commands (hello, buildInfo, listDatabases, listCollections, dbStats,
find), SASL conversation of the driver specifications (authentication, SCRAM).
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from headcount.model.posture import Reader, Severity
from headcount.probes.bson import WRONG, decode, encode
from headcount.probes.entering import keeping
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.scram import Scram
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import version_in
from headcount.probes.wire import EndedError, Line, Wire

_OP_MSG = 2013
_MOST_MESSAGE = 4 << 20
_UNAUTHORIZED = {13, 8000}
_ITS_OWN = {"admin", "config", "local"}
_MOST_DATABASES = 10
_LOCK = "# /etc/mongod.conf\nsecurity:\n  authorization: enabled\nnet:\n  bindIp: 127.0.0.1"


class MongoDB:
    """One for the shelf."""

    name = "mongodb"
    schemes: Mapping[str, int] = {"mongodb": 27017}
    advice: Mapping[str, Advice] = {
        "mongodb/no-authorization": Advice(
            Severity.HIGH,
            "Whoever reaches it reads, changes and deletes every document, without a password.",
            _LOCK,
            "mongosh --host HOST --port PORT --eval 'db.adminCommand({listDatabases: 1})'   # must say: requires authentication",
        ),
        "mongodb/weak-password": Advice(
            Severity.HIGH,
            "A user and password from the list of weak ones open it.",
            'use admin\ndb.changeUserPassword("THE-USER", passwordPrompt())',
            "mongosh --host HOST --port PORT -u THE-USER   # the weak password must fail",
        ),
        "mongodb/no-tls": Advice(
            Severity.MEDIUM,
            "Documents and logins can be read on the way.",
            "# /etc/mongod.conf\nnet:\n  tls:\n    mode: requireTLS\n    certificateKeyFile: /etc/mongodb/server.pem",
            "openssl s_client -connect HOST:PORT </dev/null",
        ),
        "mongodb/tls-optional": Advice(
            Severity.LOW,
            "It also takes connections without encryption, so that a client that forgets it sends documents in the clear.",
            "# /etc/mongod.conf\nnet:\n  tls:\n    mode: requireTLS",
            "mongosh --host HOST --port PORT --eval 'db.hello()'   # without --tls: must fail",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        del target
        seen = Seen("MongoDB", unit="documents")
        with keeping(seen):
            _how(line, seen)
            with line.open(tls=bool(seen.encrypted)) as wire:
                self._ask(_Session(wire), line, seen, weak)
        return seen

    def _ask(self, session: _Session, line: Line, seen: Seen, weak: Sequence[Credential]) -> None:
        seen.version = version_in(str(session.ask("admin", {"buildInfo": 1}).get("version")))
        listed = session.ask("admin", {"listDatabases": 1, "nameOnly": True})
        seen.reader = Reader.ANYONE
        if listed.get("ok") != 1:
            if listed.get("code") not in _UNAUTHORIZED:
                seen.reader = Reader.UNKNOWN
                raise EndedError(WRONG)
            seen.reader = Reader.NOBODY
            if not any(session.enter(one) for one in weak):
                return
            seen.reader = Reader.WEAK
            seen.weaknesses["mongodb/weak-password"] = ""
            listed = session.ask("admin", {"listDatabases": 1, "nameOnly": True})
        else:
            seen.weaknesses["mongodb/no-authorization"] = ""
        names = [str(one.get("name")) for one in _documents(listed.get("databases"))]
        self._sample(session, line, seen, [name for name in names if name not in _ITS_OWN][:_MOST_DATABASES])

    @staticmethod
    def _sample(session: _Session, line: Line, seen: Seen, names: Sequence[str]) -> None:
        held = {name: _number(session.ask(name, {"dbStats": 1}).get("objects")) for name in names}
        seen.estimate = sum(held.values())
        found = [
            (name, str(one.get("name")))
            for name in sorted(names, key=lambda name: -held[name])
            for one in _batch(session.ask(name, {"listCollections": 1, "nameOnly": True, "authorizedCollections": True}))
            if one.get("type") != "view" and not str(one.get("name")).startswith("system.")
        ][: line.bounds.containers]
        for name, collection in found:
            share = max(1, line.bounds.rows // len(found)) if line.bounds.rows else 0
            wanted = {"find": collection, "limit": share, "batchSize": share, "singleBatch": True, "maxTimeMS": 4000}
            rows = _batch(session.ask(name, wanted))[:share] if share else []
            if rows:
                seen.samples.append(Sample(f"{name}.{collection}", rows))


@dataclass(slots=True)
class _Session:
    """One connection."""

    wire: Wire
    _number: int = 0

    def ask(self, database: str, command: Mapping[str, object]) -> dict[str, object]:
        """One command and its answer.

        Raises:
            EndedError: it does not keep to the protocol.
        """
        self._number += 1
        body = b"\0\0\0\0\0" + encode({**command, "$db": database})
        self.wire.send(struct.pack("<iiii", len(body) + 16, self._number, 0, _OP_MSG) + body)
        size, _, _, kind = struct.unpack("<iiii", self.wire.exactly(16))
        if kind != _OP_MSG or not 26 <= size <= _MOST_MESSAGE:
            raise EndedError(WRONG)
        told = self.wire.exactly(size - 16)
        if told[4] != 0:
            raise EndedError(WRONG)
        return decode(told[5:])

    def enter(self, one: Credential) -> bool:
        """Whether a credential opens it, by either kind of SCRAM."""
        old = hashlib.md5(f"{one.user}:mongo:{one.password}".encode(), usedforsecurity=False).hexdigest()
        ways = (("SCRAM-SHA-256", Scram(one.user, one.password)), ("SCRAM-SHA-1", Scram(one.user, old, "sha1")))
        for mechanism, exchange in ways:
            began = self.ask("admin", {"saslStart": 1, "mechanism": mechanism, "payload": exchange.first()})
            challenge, number = began.get("payload"), began.get("conversationId")
            if began.get("ok") != 1 or not isinstance(challenge, bytes):
                continue
            more = {"saslContinue": 1, "conversationId": _number(number), "payload": exchange.last(challenge)}
            told = self.ask("admin", more)
            if told.get("ok") == 1 and not told.get("done"):
                told = self.ask("admin", {**more, "payload": b""})
            if told.get("ok") == 1 and told.get("done"):
                return True
        return False


def _how(line: Line, seen: Seen) -> None:
    """Find out whether it wants to be asked over TLS."""
    tls, clear = _answers(line, tls=True), _answers(line, tls=False)
    if not (tls or clear):
        raise EndedError(WRONG)
    seen.encrypted = tls
    if clear:
        seen.weaknesses["mongodb/tls-optional" if tls else "mongodb/no-tls"] = ""


def _answers(line: Line, *, tls: bool) -> bool:
    """Whether it says hello, over TLS or in the clear."""
    try:
        with line.open(tls=tls) as wire:
            session = _Session(wire)
            return any(session.ask("admin", {name: 1}).get("ok") == 1 for name in ("hello", "isMaster"))
    except EndedError as error:
        if type(error) is not EndedError:
            raise
        line.patience()
        return False


def _batch(answer: Mapping[str, object]) -> list[dict[str, object]]:
    cursor = answer.get("cursor")
    return _documents(cursor.get("firstBatch")) if isinstance(cursor, dict) else []


def _documents(told: object) -> list[dict[str, object]]:
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def _number(told: object) -> int:
    return max(0, int(told)) if isinstance(told, int | float) and abs(told) < 1e18 else 0
