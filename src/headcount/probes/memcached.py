"""memcached: does it answer whoever asks, and what do its items hold?

Source: memcached's text protocol (doc/protocol.txt): version, stats, lru_crawler metadump, get.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import unquote_to_bytes

from headcount.model.posture import Reader, Severity
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.seen import Sample, Seen
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
        "memcached/no-tls": Advice(
            Severity.MEDIUM,
            "What goes to and from it can be read on the way.",
            "# /etc/memcached.conf (built with TLS)\n-Z\n-o ssl_chain_cert=/etc/memcached/tls.crt,ssl_key=/etc/memcached/tls.key",
            "openssl s_client -connect HOST:PORT </dev/null",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be. There is no credential to try: with SASL it speaks another protocol and answers none of this."""
        del target, weak
        seen = Seen("memcached", unit="items", encrypted=False)
        try:
            with line.open() as wire:
                self._ask(wire, line, seen)
        except EndedError as error:
            error.seen = error.seen or (seen if seen.reader is not Reader.UNKNOWN else None)
            raise
        return seen

    @staticmethod
    def _ask(wire: Wire, line: Line, seen: Seen) -> None:
        wire.send(b"version\r\n")
        word, _, version = wire.until(b"\r\n", 512)[:-2].decode("ascii", "replace").partition(" ")
        if word != "VERSION":
            raise EndedError(_WRONG)
        seen.version, seen.reader = version.strip()[:32], Reader.ANYONE
        seen.weaknesses |= {"memcached/open": "", "memcached/no-tls": ""}
        wire.send(b"stats\r\n")
        stats = dict(row[5:].split(" ", 1) for row in _rows(wire, "END") if row.startswith("STAT ") and row.count(" ") >= 2)
        items = stats.get("curr_items", "")
        seen.estimate = int(items) if items.isdecimal() else None
        keys = _keys(wire, line.bounds.rows)
        rows: list[object] = [{"key": key.decode("utf-8", "replace"), "value": _value(wire, key)} for key in keys]
        if rows:
            seen.samples.append(Sample("items", rows))


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
        fields = dict(part.split("=", 1) for part in row.split(" ") if "=" in part)
        key = unquote_to_bytes(fields.get("key", ""))
        if key and len(found) < most and not set(key) & set(b" \r\n\0"):
            found.append(key)
    return found


def _metadump(wire: Wire) -> list[str]:
    """Its lines end in a line feed, its last in both."""
    rows: list[str] = []
    while True:
        row = wire.until(b"\n", 8192).decode("utf-8", "replace").strip("\r\n")
        if row == "END" or row.split(" ")[0] in {"ERROR", "CLIENT_ERROR", "SERVER_ERROR", "BUSY"}:
            return rows
        rows.append(row)


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
