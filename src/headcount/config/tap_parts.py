"""Taps and formats, joined as `[[taps]]` says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from headcount.config.durations import microseconds
from headcount.config.taps import TapConfig
from headcount.errors import ConfigError
from headcount.policy.keys import fits, is_hash
from headcount.sources import SOURCES, from_field_map, from_log_format
from headcount.sources.interface import Source
from headcount.sources.taps.follow import FollowTap
from headcount.sources.taps.interface import LiveTap
from headcount.sources.taps.standard_input import StandardInputTap
from headcount.sources.taps.syslog import SyslogTap
from headcount.sources.taps.tls import ClientTls, Tls

_NEEDED = {
    "file": ("paths",),
    "stdin": (),
    "kafka": ("servers", "topics"),
    "nats": ("servers", "stream"),
    "redis": ("url", "streams"),
    "syslog": ("listen",),
    "http": ("listen",),
}
_LEAST_SPOOLED = 32 << 20
"""Bytes: the largest body twice."""


def taps(declared: Sequence[TapConfig], ledger: Path) -> list[LiveTap]:
    """The taps. Nothing is opened or connected before the first `take`, but for spools, which lie beside the ledger.

    Raises:
        ConfigError: one lacks what it needs, two have one name, or what a kind takes is not installed.
    """
    twice = [name for name, count in Counter(tap.called for tap in declared).items() if count > 1]
    if twice:
        raise ConfigError(f"two taps are called {twice[0]}: give each a name of its own, since the ledger knows it by that")
    return [_tap(tap, ledger) for tap in declared]


def _tap(tap: TapConfig, ledger: Path) -> LiveTap:
    missing = [key for key in _NEEDED[tap.kind] if not getattr(tap, key)]
    if missing:
        raise ConfigError(f"the tap {tap.called} of kind {tap.kind} needs {' and '.join(missing)}")
    if tap.kind == "file":
        return FollowTap(tap.called, tap.paths, start=tap.start, linger=microseconds(tap.linger) / 1e6)
    if tap.kind == "stdin":
        return StandardInputTap(tap.called)
    if tap.kind in {"syslog", "http"}:
        return _of_senders(tap, Path(tap.spool or f"{ledger}.{tap.called}"))
    return _of_broker(tap, from_end=tap.start == "end")


def _of_broker(tap: TapConfig, *, from_end: bool) -> LiveTap:
    """A tap whose module needs a library of `headcount[live]`, and says so itself where it is missing."""
    if tap.kind == "kafka":
        if tap.group and tap.partitions:
            raise ConfigError(f"the tap {tap.called}: a group shares the partitions out; leave partitions or group out")
        from headcount.sources.taps.kafka import KafkaTap  # noqa: PLC0415  # a heavy library that others do without

        return KafkaTap(
            tap.servers,
            tap.topics,
            name=tap.called,
            group=tap.group,
            member=tap.member,
            settings=tap.settings,
            partitions=tap.partitions,
            from_end=from_end,
        )
    if tap.kind == "nats":
        from headcount.sources.taps.nats import NatsTap  # noqa: PLC0415  # as above

        return NatsTap(
            tap.servers,
            tap.stream,
            name=tap.called,
            subject=tap.subject,
            durable=tap.durable,
            credentials=tap.credentials,
            tls=ClientTls(tap.ca, tap.certificate, tap.certificate_key).context(tap.called),
            from_end=from_end,
        )
    if tap.kind == "redis":
        from headcount.sources.taps.redis_streams import RedisStreamsTap  # noqa: PLC0415  # as above

        member = tap.member or "headcount"
        return RedisStreamsTap(
            tap.url, tap.streams, name=tap.called, field=tap.field, group=tap.group, consumer=member, from_end=from_end
        )
    raise ConfigError(f"a tap of kind {tap.kind} is not there yet")


def _of_senders(tap: TapConfig, spool: Path) -> LiveTap:
    """A tap that is sent to: what came is kept in the folder `spool` until it is counted."""
    host, port = _address(tap)
    tls = Tls(tap.certificate, tap.certificate_key, tap.client_ca) if tap.certificate else None
    if tap.most_spooled < _LEAST_SPOOLED:
        raise ConfigError(f"the tap {tap.called} needs most_spooled of at least {_LEAST_SPOOLED:,} bytes")
    if tap.kind == "syslog":
        return SyslogTap(
            host,
            port,
            spool,
            name=tap.called,
            protocols=("tcp",) if tls else tap.protocols,
            senders=tap.senders,
            tls=tls,
            keep_header=tap.header == "keep",
            bound=tap.most_spooled,
        )
    from headcount.sources.taps.http_push import HttpPushTap  # noqa: PLC0415  # as above

    if wrong := [place for place, key in enumerate(tap.keys, 1) if not is_hash(key)]:
        raise ConfigError(f"the tap {tap.called}: key {wrong[0]} is no hash of a key; `headcount gate --hash-key` makes one")
    return HttpPushTap(
        host,
        port,
        spool,
        name=tap.called,
        allowed=partial(fits, hashes=tap.keys) if tap.keys else None,
        shape=tap.records,
        tls=tls,
        bound=tap.most_spooled,
    )


def _address(tap: TapConfig) -> tuple[str, int]:
    """Host and port of `listen`."""
    host, _, port = tap.listen.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise ConfigError(f"the tap {tap.called} listens on an address such as 127.0.0.1:4318, not on {tap.listen!r}")
    return host.strip("[]"), int(port)


def formats(declared: Sequence[TapConfig], field_map: Mapping[str, str]) -> tuple[dict[str, Source], dict[str, Source]]:
    """Every format by name, and those that taps are declared to have, by the tap's name.

    Raises:
        ConfigError: a tap names a format that there is not, or a format string that cannot be read.
    """
    known = {source.name: source for source in SOURCES}
    if field_map:
        known["jsonl"] = from_field_map(field_map)
    told: dict[str, Source] = {}
    for tap in declared:
        if tap.log_format:
            told[tap.called] = from_log_format(tap.log_format)
            known.setdefault(told[tap.called].name, told[tap.called])
        elif tap.format:
            if tap.format not in known:
                raise ConfigError(f"the tap {tap.called} names the format {tap.format}; there are {', '.join(known)}")
            told[tap.called] = known[tap.format]
    return known, told
