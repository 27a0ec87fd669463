"""`[[taps]]` of `headcount.toml`, typed: where `headcount serve` gets its bytes from."""

from __future__ import annotations

from typing import Literal

import msgspec

TapKind = Literal["file", "stdin", "kafka", "nats", "redis", "syslog", "http"]


class TapConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[taps]]`: one source that is followed. Which keys a kind takes, its page says."""

    kind: TapKind
    """`file`, `stdin`, `kafka`, `nats`, `redis`, `syslog` or `http`."""
    name: str = ""
    """How metrics, dead letters and the ledger name it, for good; left out, its kind."""
    format: str = ""
    """Format of its lines, as for `--format`; left out, recognised stream by stream."""
    log_format: str = ""
    """The server's own format string, as for `--log-format`."""
    start: Literal["beginning", "end"] = "beginning"
    """Where a stream begins that the ledger does not know yet."""
    paths: list[str] = []
    """`file`: files, directories and globs."""
    linger: str = "60s"
    """`file`: how long a rotated file is still read, since writers may have it open."""
    servers: list[str] = []
    """`kafka` and `nats`: addresses of the cluster."""
    topics: list[str] = []
    """`kafka`: topics; with a group also patterns that begin with `^`."""
    group: str = ""
    """`kafka` and `redis`: the consumer group; empty to read everything alone."""
    member: str = ""
    """`kafka` and `redis`: this process's name in the group, for good."""
    partitions: list[int] = []
    """`kafka`: without a group, the only partitions that are read; left out, all of them."""
    settings: dict[str, str] = {}
    """`kafka`: further settings of librdkafka, such as those of TLS and SASL."""
    stream: str = ""
    """`nats`: the stream's name."""
    subject: str = ""
    """`nats`: only messages of this subject."""
    durable: str = ""
    """`nats`: the name of the consumer on the server; empty for one that leaves no trace."""
    credentials: str = ""
    """`nats`: a credentials file."""
    ca: str = ""
    """`nats`: certificates (PEM) of which one has signed the servers'; empty: those that the system knows."""
    url: str = ""
    """`redis`: its address, such as `redis://127.0.0.1:6379/0`."""
    streams: list[str] = []
    """`redis`: keys of the streams."""
    field: str = ""
    """`redis`: the field of an entry that is the line; empty: the only field, or all of them as JSON."""
    listen: str = ""
    """`syslog` and `http`: `address:port` to listen on."""
    spool: str = ""
    """`syslog` and `http`: folder in which what came is kept until it is counted; left out, beside the ledger."""
    most_spooled: int = 1 << 30
    """`syslog` and `http`: bytes that the spool may hold; beyond, senders are told to wait."""
    keys: list[str] = []
    """`http`: hashes of the keys of senders, as `headcount gate --hash-key` prints them."""
    certificate: str = ""
    """`syslog` and `http`: certificate chain (PEM) for TLS; empty: no TLS. `nats`: what the tap shows to servers that ask."""
    certificate_key: str = ""
    """`syslog`, `http` and `nats`: its private key (PEM)."""
    client_ca: str = ""
    """`syslog` and `http`: certificates (PEM) that must have signed a sender's own; empty: senders need none."""
    records: Literal["body", "record"] = "body"
    """`http`: what of an OpenTelemetry log record is the line: its body, or the whole record as JSON."""
    protocols: tuple[Literal["udp", "tcp"], ...] = ("udp", "tcp")
    """`syslog`: `udp`, `tcp` or both; with a certificate `tcp` only."""
    senders: list[str] = []
    """`syslog`: networks that may send, such as `192.0.2.0/24`; empty: this machine only."""
    header: Literal["strip", "keep"] = "strip"
    """`syslog`: whether lines are handed on without the syslog header, or with it."""

    @property
    def called(self) -> str:
        """Its name."""
        return self.name or self.kind
