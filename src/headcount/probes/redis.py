"""Redis and Valkey: is there a password, who may do what, and what do the values hold?

Source: Redis serialization protocol specification (RESP2); Redis documentation, Security and ACL.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import keeping
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import version_in
from headcount.probes.wire import EndedError, Line, Wire

_CONFIG = "requirepass A-LONG-RANDOM-PASSWORD\nprotected-mode yes\nbind 127.0.0.1 -::1"
_DANGEROUS = ("config", "debug", "flushall", "module", "replicaof", "script", "shutdown", "slaveof")
_MOST_LINE = 1 << 20
_MOST_DEPTH = 8
_MOST_ITEMS = 10_000


class _FaultError(Exception):
    """The store answered with an error."""

    def __init__(self, said: bytes) -> None:
        self.word = said.split(b" ", 1)[0].decode("ascii", "replace")
        super().__init__(self.word)


class Redis:
    """One for the shelf."""

    name = "redis"
    schemes: Mapping[str, int] = {"redis": 6379, "rediss": 6379, "valkey": 6379, "valkeys": 6379}
    advice: Mapping[str, Advice] = {
        "redis/no-password": Advice(
            Severity.HIGH,
            "Whoever reaches it reads every key and value, without a password.",
            _CONFIG,
            "redis-cli -h HOST -p PORT ping   # must answer NOAUTH",
        ),
        "redis/weak-password": Advice(
            Severity.HIGH,
            "A password from the list of weak ones opens it.",
            _CONFIG,
            "redis-cli -h HOST -p PORT -a THE-WEAK-ONE ping   # must answer WRONGPASS",
        ),
        "redis/dangerous-commands": Advice(
            Severity.HIGH,
            "Whoever reads it may also run commands that change its configuration or load code.",
            "user default on >A-LONG-RANDOM-PASSWORD ~* &* +@all -@dangerous",
            "redis-cli -h HOST -p PORT acl getuser default   # must show -@dangerous",
        ),
        "redis/no-tls": Advice(
            Severity.MEDIUM,
            "What goes to and from it can be read on the way.",
            "tls-port 6379\nport 0\ntls-cert-file /etc/redis/tls/redis.crt\ntls-key-file /etc/redis/tls/redis.key\n"
            "tls-ca-cert-file /etc/redis/tls/ca.crt",
            "redis-cli --tls -h HOST -p PORT ping",
        ),
        "redis/protected-mode-off": Advice(
            Severity.MEDIUM,
            "Without a password nothing but the network keeps strangers away, since protected mode is off.",
            "protected-mode yes",
            "redis-cli -h HOST -p PORT config get protected-mode   # must answer yes",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        seen, tls = Seen("Redis", unit="keys"), target.scheme in {"rediss", "valkeys"}
        with keeping(seen), line.open(tls=tls) as wire:
            self._ask(wire, line, seen, weak, tls=tls)
        return seen

    def _ask(self, wire: Wire, line: Line, seen: Seen, weak: Sequence[Credential], *, tls: bool) -> None:
        word = _first_word(wire)
        seen.encrypted = tls
        if not tls:
            seen.weaknesses["redis/no-tls"] = ""
        if word == "PONG":
            seen.reader = Reader.ANYONE
            seen.weaknesses["redis/no-password"] = ""
        else:
            seen.reader = Reader.NOBODY
            if word == "DENIED":
                seen.keeps = "is in protected mode, which keeps other machines out"
            if word == "DENIED" or not _let_in(wire, weak):
                return
            seen.reader = Reader.WEAK
            seen.weaknesses["redis/weak-password"] = ""
        self._inside(wire, line, seen)

    def _inside(self, wire: Wire, line: Line, seen: Seen) -> None:
        told = dict(
            part.split(":", 1) for part in _text(_try(wire, "INFO", "server")).splitlines() if ":" in part and part[0] != "#"
        )
        if "valkey_version" in told:
            seen.product = "Valkey"
        seen.version = version_in(told.get("valkey_version") or told.get("redis_version", ""))
        config = _try(wire, "CONFIG", "GET", "protected-mode")
        if isinstance(config, list) and config:
            seen.weaknesses["redis/dangerous-commands"] = "CONFIG"
            if _text(config[-1]) == "no":
                seen.weaknesses["redis/protected-mode-off"] = ""
        size = _try(wire, "DBSIZE")
        seen.estimate = size if isinstance(size, int) else None
        self._sample(wire, line, seen)

    @staticmethod
    def _sample(wire: Wire, line: Line, seen: Seen) -> None:
        """Values of some keys: SCAN changes nothing, and no key's idle time matters to us."""
        rows: list[object] = []
        cursor, rounds = "0", 0
        try:
            while len(rows) < line.bounds.rows and rounds < 50:
                rounds += 1
                told = _try(wire, "SCAN", cursor, "COUNT", "100")
                if not isinstance(told, list) or len(told) != 2 or not isinstance(told[1], list):
                    break
                cursor = _text(told[0])
                for key in told[1][: line.bounds.rows - len(rows)]:
                    rows += _value(wire, _text(key))
                if cursor == "0":
                    break
        finally:  # what was read before a bound ends the look counts
            if rows:
                seen.samples.append(Sample("keys", rows[: line.bounds.rows]))


_READ = {
    "string": ("GETRANGE", "0", "16383"),
    "hash": ("HSCAN", "0", "COUNT", "50"),
    "list": ("LRANGE", "0", "19"),
    "set": ("SSCAN", "0", "COUNT", "20"),
    "zset": ("ZRANGE", "0", "19"),
    "stream": ("XRANGE", "-", "+", "COUNT", "10"),
}
"""Reading command by type; the key stands after its first word."""


def _value(wire: Wire, key: str) -> list[object]:
    """What one key holds, as rows with the key beside it."""
    kind = _text(_try(wire, "TYPE", key))
    told = _try(wire, _READ[kind][0], key, *_READ[kind][1:]) if kind in _READ else None
    if kind == "string" and told is not None:
        return [{"key": key, "value": _text(told)}]
    items = told[1] if kind in {"hash", "set"} and isinstance(told, list) and len(told) == 2 else told
    if not isinstance(items, list):
        return [{"key": key}]
    if kind == "hash":
        return [{"key": key, **_pairs(items)}]
    if kind == "stream":
        return [_pairs(entry[1]) for entry in items if isinstance(entry, list) and len(entry) == 2 and isinstance(entry[1], list)]
    return [{"key": key, "member": _text(item)} for item in items]


def _pairs(flat: Sequence[object]) -> dict[str, str]:
    texts = [_text(item) for item in flat]
    return dict(zip(texts[::2], texts[1::2], strict=False))


def _first_word(wire: Wire) -> str:
    """What it answers to a stranger: PONG, or that it wants a password, more rights, or another address."""
    try:
        word = _text(_call(wire, "PING"))
    except _FaultError as fault:
        word = fault.word
    if word not in {"PONG", "DENIED", "NOAUTH", "NOPERM"}:
        raise EndedError("it does not answer as Redis does")
    return word


def _let_in(wire: Wire, weak: Sequence[Credential]) -> bool:
    for one in weak:
        words = ("AUTH", one.user, one.password) if one.user else ("AUTH", one.password)
        try:
            _call(wire, *words)
        except _FaultError:
            continue
        return True
    return False


def _try(wire: Wire, *words: str) -> object:
    """An answer; None where the store refuses."""
    try:
        return _call(wire, *words)
    except _FaultError:
        return None


def _call(wire: Wire, *words: str) -> object:
    parts = [word.encode("utf-8", "surrogateescape") for word in words]
    wire.send(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%b\r\n" % (len(part), part) for part in parts))
    return _answer(wire)


def _answer(wire: Wire, depth: int = 0) -> object:
    line = wire.until(b"\r\n")[:-2]
    mark, rest = line[:1], line[1:]
    if mark == b"-":
        raise _FaultError(rest)
    if mark == b"+":
        return rest
    if mark in b":$*" and rest.removeprefix(b"-").isdigit() and len(rest) < 20:
        size = int(rest)
        if mark == b":":
            return size
        if size < 0:
            return None
        if mark == b"$" and size <= _MOST_LINE:
            return wire.exactly(size + 2)[:-2]
        if mark == b"*" and size <= _MOST_ITEMS and depth < _MOST_DEPTH:
            return [_answer(wire, depth + 1) for _ in range(size)]
    raise EndedError("it does not answer as Redis does")


def _text(told: object) -> str:
    return told.decode("utf-8", "replace") if isinstance(told, bytes) else "" if told is None else str(told)
