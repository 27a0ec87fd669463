"""The inventory of our own addresses: only what is listed is looked at, never a range."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from headcount.errors import ConfigError
from headcount.probes.interface import Probe, Target

_HOST = re.compile(r"[\w.:%-]+")
"""What a name or address is made of: it stands in commands that people copy, so nothing else may."""
_RANGE = re.compile(r"\*|\[|\{|,|^[\d.]+-[\d.]+$")


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of an inventory, before it is known whether a probe fits."""

    url: str
    owner: str = ""
    where: str = ""
    """File and line, or `command line`."""
    hint: str = ""
    """Settings in the inventory itself that leave the store without a lock; empty for none."""


@dataclass(frozen=True, slots=True)
class Left:
    """Something in an inventory that cannot be looked at."""

    where: str
    why: str
    """And what to do."""

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


def url_of(scheme: str, host: str, port: int = 0) -> str:
    """An address as inventories write it; `host` may have a path behind it, and 0 is the usual port.

    >>> url_of("redis", "2001:db8::7", 6380), url_of("s3", "s3.example/bucket", 443)
    ('redis://[2001:db8::7]:6380', 's3://s3.example:443/bucket')
    """
    name, slash, path = host.partition("/")
    written = f"[{name}]" if ":" in name else name
    return f"{scheme}://{written}{f':{port}' if port else ''}{slash}{path}"


def target(listed: Listed, probes: Sequence[Probe]) -> Target:
    """What a line means.

    Raises:
        ConfigError: it is no address of one store; says where and what to write.
    """
    example = "write SCHEME://HOST:PORT, such as redis://cache.internal.example:6379"
    place = f"{listed.where}: " if listed.where else ""
    try:
        parts = urlsplit(listed.url.strip())
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise ConfigError(f"{place}not an address; {example}") from error
    if parts.username is not None or parts.password is not None:
        raise ConfigError(f"{place}an address with a user or password in it: a stranger has none; {example}")
    schemes = {scheme: usual for probe in probes for scheme, usual in probe.schemes.items()}
    if parts.scheme not in schemes:
        known = ", ".join(sorted(schemes))
        raise ConfigError(f"{place}no probe for the scheme {parts.scheme or '(none)'}; known are {known}")
    if not host or _RANGE.search(host) or (port is None and parts.path.strip("/").isdecimal() and _numbers(host)):
        raise ConfigError(f"{place}one address at a time: ranges are never looked at; {example}")
    if not _HOST.fullmatch(host):
        raise ConfigError(f"{place}not an address; {example}")
    return Target(parts.scheme, host, port or schemes[parts.scheme], parts.path.rstrip("/"), listed.owner, listed.where)


def targets(listed: Iterable[Listed], probes: Sequence[Probe]) -> tuple[list[Target], list[str]]:
    """All that can be looked at, each once, and why others cannot."""
    found: dict[str, Target] = {}
    refused: list[str] = []
    for one in listed:
        try:
            meant = target(one, probes)
        except ConfigError as error:
            refused.append(str(error))
        else:
            found.setdefault(meant.url, meant)
    return list(found.values()), refused


def hints(listed: Iterable[Listed]) -> list[str]:
    """What inventories say by themselves of stores without a lock."""
    return [f"{one.where}: {one.hint}" for one in listed if one.hint]


def _numbers(host: str) -> bool:
    """Whether a host is an address and no name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
