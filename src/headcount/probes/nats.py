"""NATS: may strangers connect and read what streams keep; and does its monitoring tell who is connected?

Source: NATS documentation, client protocol (INFO, CONNECT, PING, SUB, PUB, MSG), JetStream wire API (STREAM.LIST,
STREAM.MSG.GET), and monitoring (varz, connz). Live subjects are not listened to: a listener can be noticed by those who send.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import enter, first, keeping, over
from headcount.probes.excerpts import rows
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.nats_session import RefusedError, Session
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import Answer, version_in
from headcount.probes.wire import EndedError, Line

_USERS = "# nats-server.conf\nauthorization {\n  users = [{user: app, password: A-BCRYPT-HASH}]\n}\nlisten: 127.0.0.1:4222"
_MOST_MESSAGES = 40


class Nats:
    """One for the shelf."""

    name = "nats"
    schemes: Mapping[str, int] = {"nats": 4222, "nats-monitoring": 8222}
    advice: Mapping[str, Advice] = {
        "nats/no-authentication": Advice(
            Severity.HIGH,
            "Whoever reaches it listens to every subject, sends to every subject, and reads what streams keep.",
            _USERS,
            "nats --server nats://HOST:PORT rtt   # must fail: authorization violation",
        ),
        "nats/weak-password": Advice(
            Severity.HIGH,
            "A user and password, or a token, from the list of weak ones open it.",
            _USERS,
            "nats --server nats://THE-WEAK-ONE@HOST:PORT rtt   # must fail: authorization violation",
        ),
        "nats/monitoring-open": Advice(
            Severity.MEDIUM,
            "Whoever reaches its monitoring sees who is connected, from where, and to which subjects they listen.",
            "# nats-server.conf\nhttp: 127.0.0.1:8222",
            "curl -s http://HOST:PORT/varz   # from another machine: no answer",
        ),
        "nats/no-tls": Advice(
            Severity.MEDIUM,
            "Messages and passwords can be read on the way.",
            "# nats-server.conf\ntls {\n  cert_file: /etc/nats/server.crt\n  key_file: /etc/nats/server.key\n}",
            "openssl s_client -connect HOST:PORT </dev/null   # after its INFO: a certificate",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        monitoring = target.scheme == "nats-monitoring"
        seen = Seen("NATS monitoring" if monitoring else "NATS", unit="connections" if monitoring else "messages")
        with keeping(seen):
            if monitoring:
                self._monitoring(line, seen)
            else:
                self._client(line, seen, weak)
        return seen

    def _monitoring(self, line: Line, seen: Seen) -> None:
        web, hello = first(line, "/varz")
        with web.kept():
            answer = enter(web, seen, (), "/varz", _fits, name=self.name, had=hello)
            over(web, seen, self.name)
            if answer is None:
                return
            told = answer.json()
            seen.version = version_in(str(told.get("version", "")))
            seen.weaknesses["nats/monitoring-open"] = ""
            seen.estimate = told["connections"] if isinstance(told.get("connections"), int) else None
            listed = web.get(f"/connz?auth=1&subs=1&limit={max(1, min(line.bounds.rows, 100))}").json()
            connections = listed.get("connections") if isinstance(listed, dict) else None
            wanted = ("name", "ip", "authorized_user", "subscriptions_list")
            found = [
                {field: one.get(field) for field in wanted}
                for one in (connections if isinstance(connections, list) else [])
                if isinstance(one, dict)
            ]
            if found:
                seen.samples.append(Sample("connections", found))

    @staticmethod
    def _client(line: Line, seen: Seen, weak: Sequence[Credential]) -> None:
        for attempt in [None, *weak]:
            with line.open() as wire:
                session = Session(wire)
                seen.version = version_in(str(session.info.get("version", "")))
                seen.encrypted = session.encrypted
                if not session.encrypted:
                    seen.weaknesses["nats/no-tls"] = ""
                if attempt is None and session.info.get("auth_required") is True:
                    seen.reader = Reader.NOBODY
                    continue
                try:
                    session.connect(attempt.user if attempt else "", attempt.password if attempt else "")
                except RefusedError:
                    seen.reader = Reader.NOBODY
                    continue
                seen.reader = Reader.WEAK if attempt else Reader.ANYONE
                seen.weaknesses["nats/weak-password" if attempt else "nats/no-authentication"] = ""
                _streams(session, line, seen)
                return


def _fits(answer: Answer) -> bool:
    told = answer.json()
    return isinstance(told, dict) and "server_id" in told


def _streams(session: Session, line: Line, seen: Seen) -> None:
    """What streams keep: their list, and a few messages each, which changes no consumer's place."""
    told = session.ask("$JS.API.STREAM.LIST", {})
    listed = told.get("streams") if told else None
    if not isinstance(listed, list):
        return
    seen.estimate = 0
    left = min(line.bounds.rows, _MOST_MESSAGES)
    for one in listed[: line.bounds.containers]:
        config, state = (one.get("config"), one.get("state")) if isinstance(one, dict) else (None, None)
        if not isinstance(config, dict) or not isinstance(state, dict):
            raise EndedError("it does not answer as NATS does")
        name, count, start = str(config.get("name", "")), state.get("messages"), state.get("first_seq")
        if not isinstance(count, int) or not isinstance(start, int) or not name.isprintable() or set(name) & set(" .*>"):
            continue
        seen.estimate += count
        found: list[object] = []
        for number in range(start, start + min(count, left, 20)):
            message = session.message(name, number)
            found += rows(message, 5) if message else []
        left -= min(count, left, 20)
        if found:
            seen.samples.append(Sample(name, found))
