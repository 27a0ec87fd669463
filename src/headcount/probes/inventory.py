"""The inventory of our own addresses: only what is listed is looked at, never a range."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from headcount.errors import ConfigError
from headcount.probes.interface import Probe, Target

_RANGE = re.compile(r"/\d{1,3}$|\*|\d-\d|\[")


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of an inventory, before it is known whether a probe fits."""

    url: str
    owner: str = ""
    where: str = ""
    """File and line, or `command line`."""


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
    if (
        not host
        or _RANGE.search(host)
        or (parts.path.lstrip("/").isdecimal() and "." in host and host.replace(".", "").isdecimal())
    ):
        raise ConfigError(f"{place}one address at a time: ranges are never looked at; {example}")
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


def from_csv(file: Path) -> list[Listed]:
    """A table with a column `url` and, if it has one, `owner`.

    Raises:
        ConfigError: it cannot be read, or has no such column.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            rows = csv.DictReader(text)
            if "url" not in (rows.fieldnames or ()):
                raise ConfigError(f"{file}: the first line must name its columns, one of them url")
            return [
                Listed(row["url"], row.get("owner") or "", f"{file.name}:{rows.line_num}")
                for row in rows
                if (row["url"] or "").strip()
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError(f"{file}: cannot be read as CSV ({type(error).__name__})") from error
