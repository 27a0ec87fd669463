"""Kafka and brokers that speak as it does: does it show its topics to strangers, and what do the messages hold?

Only the address in the inventory is asked: what other brokers of the cluster lead is not counted. No group is joined, and no
position is kept, so that nobody's reading is changed.

Source: Apache Kafka documentation: protocol guide, security (SASL, TLS, authorization and ACLs).
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import msgspec

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import keeping
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.kafka_session import SASL_AUTHENTICATE, SASL_HANDSHAKE, WRONG, Cursor, Session, records, text
from headcount.probes.places import place
from headcount.probes.scram import Scram
from headcount.probes.seen import Sample, Seen
from headcount.probes.wire import EndedError, Line

_MOST_PARTITIONS = 500
_MOST_VALUE = 1 << 16
_LOCK = (
    "# server.properties\nlisteners=SASL_SSL://:9093\nsecurity.inter.broker.protocol=SASL_SSL\n"
    "sasl.enabled.mechanisms=SCRAM-SHA-512\nauthorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer\n"
    "allow.everyone.if.no.acl.found=false"
)


class Kafka:
    """One for the shelf."""

    name = "kafka"
    schemes: Mapping[str, int] = {"kafka": 9092}
    advice: Mapping[str, Advice] = {
        "kafka/no-sasl": Advice(
            Severity.HIGH,
            "Whoever reaches it reads the messages of the topics that it shows, and may write others among them.",
            _LOCK,
            "kafka-topics.sh --bootstrap-server HOST:PORT --list   # must fail",
        ),
        "kafka/weak-password": Advice(
            Severity.HIGH,
            "A user and password from the list of weak ones open it.",
            "kafka-configs.sh --alter --add-config 'SCRAM-SHA-512=[password=A-LONG-RANDOM-PASSWORD]' --entity-type users "
            "--entity-name THE-USER",
            "kafka-topics.sh --bootstrap-server HOST:PORT --command-config WEAK.properties --list   # must fail",
        ),
        "kafka/no-tls": Advice(
            Severity.MEDIUM,
            "Messages and logins can be read on the way.",
            "# server.properties\nlisteners=SASL_SSL://:9093\nssl.keystore.location=/etc/kafka/server.jks",
            "openssl s_client -connect HOST:PORT </dev/null",
        ),
        "kafka/anonymous": Advice(
            Severity.LOW,
            "Whoever reaches it may connect without a password, though it shows no topic.",
            _LOCK,
            "kafka-topics.sh --bootstrap-server HOST:PORT --list   # must fail",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        del target
        seen = Seen("Kafka", unit="messages")
        with keeping(seen):
            self._look(line, seen, weak)
        return seen

    def _look(self, line: Line, seen: Seen, weak: Sequence[Credential]) -> None:
        tls = not _speaks_in_the_clear(line)
        with line.open(tls=tls) as wire:
            session = Session(wire)
            session.hello()
            seen.encrypted = tls
            if not tls:
                seen.weaknesses["kafka/no-tls"] = ""
            try:
                topics = session.topics()
            except EndedError as error:
                if type(error) is not EndedError:
                    raise
                line.patience()
            else:
                _opened(session, line, seen, topics)
                return
        ways = _mechanisms(line, tls=tls)
        if not ways:
            raise EndedError(WRONG)
        seen.reader = Reader.NOBODY
        for one in weak[:6]:
            with line.open(tls=tls) as wire:
                session = Session(wire)
                if _enter(session, one, ways):
                    seen.reader, seen.weaknesses["kafka/weak-password"] = Reader.WEAK, f"user {one.user}"
                    _count(session, line, seen, session.topics())
                    return


def _speaks_in_the_clear(line: Line) -> bool:
    """Whether this listener does: it takes either TLS or none."""
    try:
        with line.open() as wire:
            Session(wire).hello()
    except EndedError as error:
        if type(error) is not EndedError:
            raise
        line.patience()
        return False
    return True


def _opened(session: Session, line: Line, seen: Seen, topics: Mapping[str, Sequence[int]]) -> None:
    """It talks to strangers: about topics, or about nothing."""
    if not topics:
        seen.reader, seen.keeps = Reader.NOBODY, "shows no topic to strangers"
        seen.weaknesses["kafka/anonymous"] = ""
        return
    seen.reader, seen.weaknesses["kafka/no-sasl"] = Reader.ANYONE, ""
    _count(session, line, seen, topics)
    seen.weaknesses["kafka/no-sasl"] = f"{len(topics)} topics, such as {', '.join(map(place, [*topics][:5]))}"


def _count(session: Session, line: Line, seen: Seen, topics: Mapping[str, Sequence[int]]) -> None:
    """How many messages the partitions hold that this broker leads, and what the first of them are."""
    wanted: dict[str, Sequence[int]] = {}
    left = _MOST_PARTITIONS
    for name, places in topics.items():
        wanted[name] = places[:left]
        left -= len(wanted[name])
    first, end = session.offsets(wanted, -2), session.offsets(wanted, -1)
    held = {part: max(0, end[part] - offset) for part, offset in first.items() if part in end}
    seen.estimate = sum(held.values())
    fullest: dict[str, tuple[str, int]] = {}
    for part in sorted((part for part, count in held.items() if count), key=lambda part: -held[part]):
        fullest.setdefault(part[0], part)
    chosen = [*fullest.values()][: line.bounds.containers]
    if not chosen or not line.bounds.rows:
        return
    fetched = session.fetch({part: first[part] for part in chosen}, _MOST_VALUE)
    share = max(1, line.bounds.rows // len(chosen))
    for part, data in fetched.items():
        rows = [_row(key, value) for (key, value), _ in zip(records(data), range(share), strict=False)]
        if rows:
            seen.samples.append(Sample(part[0], rows))


def _row(key: bytes, value: bytes) -> dict[str, object]:
    """One message; a value that was written with a schema registry has five bytes before it."""
    plain = value[5:] if value[:1] == b"\0" and len(value) > 5 else value
    told: object
    try:
        told = msgspec.json.decode(plain)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        told = plain[:_MOST_VALUE].decode("utf-8", "replace")
    return {"key": key.decode("utf-8", "replace"), "value": told}


def _mechanisms(line: Line, *, tls: bool) -> frozenset[str]:
    """The ways of logging in that it offers; none where it asks for no login, or is no Kafka."""
    with line.open(tls=tls) as wire:
        return _offered(Session(wire).ask(SASL_HANDSHAKE, text("PLAIN")))


def _offered(answer: Cursor) -> frozenset[str]:
    error = answer.number(2)
    ways = frozenset(answer.items(answer.text))
    return ways if error in {0, 33} else frozenset()


def _enter(session: Session, one: Credential, ways: frozenset[str]) -> bool:
    """Whether a credential opens it, in the best way that both know."""
    way = next((way for way in ("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN") if way in ways), "")
    if not way or not _offered(session.ask(SASL_HANDSHAKE, text(way))):
        return False
    if way == "PLAIN":
        return _said(session, b"\0" + one.user.encode() + b"\0" + one.password.encode()) is not None
    exchange = Scram(one.user, one.password, way.removeprefix("SCRAM-").replace("-", "").lower())
    challenge = _said(session, exchange.first())
    return challenge is not None and _said(session, exchange.last(challenge)) is not None


def _said(session: Session, data: bytes) -> bytes | None:
    """The answer to one step of a login; None where that failed."""
    try:
        answer = session.ask(SASL_AUTHENTICATE, struct.pack("!i", len(data)) + data)
    except EndedError as error:
        if type(error) is not EndedError:
            raise
        return None
    wrong = answer.number(2)
    answer.text()
    return None if wrong else answer.data()
