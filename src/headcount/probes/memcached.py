"""memcached: does it answer whoever asks, and what do its items hold?

Source: memcached's text protocol (doc/protocol.txt): version, authentication, stats, lru_crawler metadump, get; its binary
protocol (stat), which alone it speaks with SASL.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote_to_bytes

from headcount.model.posture import Reader, Severity
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import version_in
from headcount.probes.wire import EndedError, Line, Wire

_MOST_VALUE = 1 << 16
_WRONG = "it does not answer as memcached does"


class Memcached:
    """One for the shelf."""

    name = "memcached"
    schemes: Mapping[str, int] = {"memcached": 11211}
    advice: Mapping[str, Advice] = {
        "memcached/open": Advice(
            Severity.HIGH,
            "Whoever reaches it reads and changes every item: the text protocol knows no password.",
            "# /etc/memcached.conf\n-l 127.0.0.1\n-U 0",
            "printf 'version\\r\\nquit\\r\\n' | nc HOST PORT   # from another machine: no answer",
        ),
        "memcached/weak-password": Advice(
            Severity.HIGH,
            "A user and password from the list of weak ones open it.",
            "# the file that -Y names in /etc/memcached.conf\nTHE-USER:A-LONG-RANDOM-PASSWORD",
            "printf 'version\\r\\nquit\\r\\n' | nc HOST PORT   # must answer unauthenticated, and the weak one must not help",
        ),
        "memcached/no-tls": Advice(
            Severity.MEDIUM,
            "What goes to and from it can be read on the way.",
            "# /etc/memcached.conf (built with TLS)\n-Z\n-o ssl_chain_cert=/etc/memcached/tls.crt,ssl_key=/etc/memcached/tls.key",
            "openssl s_client -connect HOST:PORT </dev/null",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be. With SASL no credential is tried: that it is asked for is all that is found out."""
        del target
        seen = Seen("memcached", unit="items")
        try:
            try:
                with line.open() as wire:
                    self._ask(wire, line, seen, weak)
            except EndedError as error:
                silent = type(error) is EndedError and error.why != _WRONG and seen.reader is Reader.UNKNOWN
                if not (silent and _wants_sasl(line)):
                    raise
                seen.reader, seen.encrypted, seen.weaknesses["memcached/no-tls"] = Reader.NOBODY, False, ""
        except EndedError as error:
            error.seen = error.seen or (seen if seen.reader is not Reader.UNKNOWN else None)
            raise
        return seen

    def _ask(self, wire: Wire, line: Line, seen: Seen, weak: Sequence[Credential]) -> None:
        entered: Credential | None = None
        word, version = _version(wire)
        if (word, version) == ("CLIENT_ERROR", "unauthenticated"):
            seen.reader, seen.encrypted, seen.weaknesses["memcached/no-tls"] = Reader.NOBODY, False, ""
            entered = next((one for one in weak if _let_in(wire, one)), None)
            if entered is None:
                return
            seen.reader, seen.weaknesses["memcached/weak-password"] = Reader.WEAK, ""
            word, version = _version(wire)
        if word != "VERSION":
            raise EndedError(_WRONG)
        seen.version, seen.encrypted, seen.weaknesses["memcached/no-tls"] = version_in(version), False, ""
        if seen.reader is Reader.UNKNOWN:
            seen.reader, seen.weaknesses["memcached/open"] = Reader.ANYONE, ""
        self._sample(wire, line, seen, entered)

    @staticmethod
    def _sample(wire: Wire, line: Line, seen: Seen, entered: Credential | None) -> None:
        wire.send(b"stats\r\n")
        stats = dict(row[5:].split(" ", 1) for row in _rows(wire, "END") if row.startswith("STAT ") and row.count(" ") >= 2)
        items = stats.get("curr_items", "")
        seen.estimate = int(items) if items.isdecimal() else None
        with line.open() as listing:  # hung up on when there are enough: it would list them all
            if entered is not None:
                _let_in(listing, entered)
            keys = _keys(listing, line.bounds.rows)
        rows: list[object] = [{"key": key.decode("utf-8", "replace"), "value": _value(wire, key)} for key in keys]
        if rows:
            seen.samples.append(Sample("items", rows))


def _version(wire: Wire) -> tuple[str, str]:
    wire.send(b"version\r\n")
    word, _, rest = wire.until(b"\r\n", 512)[:-2].decode("ascii", "replace").partition(" ")
    return word, rest.strip()


def _let_in(wire: Wire, one: Credential) -> bool:
    """Whether a credential opens it: it is sent as an item, which is how the text protocol has it."""
    told = f"{one.user} {one.password}".encode()
    wire.send(b"set auth 0 0 %d\r\n%b\r\n" % (len(told), told))
    return wire.until(b"\r\n", 512) == b"STORED\r\n"


def _wants_sasl(line: Line) -> bool:
    """Whether it speaks the binary protocol, and refuses to tell its numbers without a login."""
    try:
        with line.open() as wire:
            wire.send(struct.pack("!BBHBBHIIQ", 0x80, 0x10, 0, 0, 0, 0, 0, 0, 0))
            magic, code, _, _, _, status, _, _, _ = struct.unpack("!BBHBBHIIQ", wire.exactly(24))
    except EndedError:
        return False
    return (magic, code, status) == (0x81, 0x10, 0x20)


def _rows(wire: Wire, end: str) -> list[str]:
    """Lines up to the last; an error ends them too."""
    rows: list[str] = []
    while (row := wire.until(b"\r\n", 8192)[:-2].decode("utf-8", "replace")) != end:
        if row.split(" ")[0] in {"ERROR", "CLIENT_ERROR", "SERVER_ERROR", "BUSY"}:
            return rows
        rows.append(row)
    return rows


def _keys(wire: Wire, most: int) -> list[bytes]:
    """Some keys, as the crawler that evicts items lists them: it moves and touches none."""
    wire.send(b"lru_crawler metadump all\r\n")
    found: list[bytes] = []
    for row in _metadump(wire):
        if len(found) >= most:
            break
        fields = dict(part.split("=", 1) for part in row.split(" ") if "=" in part)
        key = unquote_to_bytes(fields.get("key", ""))
        if key and not set(key) & set(b" \r\n\0"):
            found.append(key)
    return found


def _metadump(wire: Wire) -> Iterator[str]:
    """Its lines end in a line feed, its last in both."""
    while True:
        row = wire.until(b"\n", 8192).decode("utf-8", "replace").strip("\r\n")
        if row == "END" or row.split(" ")[0] in {"ERROR", "CLIENT_ERROR", "SERVER_ERROR", "BUSY"}:
            return
        yield row


def _value(wire: Wire, key: bytes) -> str:
    wire.send(b"get " + key + b"\r\n")
    head = wire.until(b"\r\n", 512)[:-2].split(b" ")
    if head[0] == b"END":
        return ""
    if head[0] != b"VALUE" or len(head) < 4 or not head[3].isdigit():
        raise EndedError(_WRONG)
    size = int(head[3])
    value = wire.exactly(size + 2)[:-2]
    wire.until(b"END\r\n", 64)
    return value[:_MOST_VALUE].decode("utf-8", "replace")
