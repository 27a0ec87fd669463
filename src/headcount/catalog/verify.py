"""Is a declared crawler who it says it is? The operator's own domain must name the address, and the address the domain.

An address has a host name (reverse DNS) that its holder may choose freely, so that alone proves nothing; the host name's
addresses (forward DNS) are set by the owner of the domain. Only when the two agree, under a domain that the operator
documents (`tables/crawlers.dns.tsv`), the claim is confirmed. Needs a resolver, so nothing calls this unasked.
"""

from __future__ import annotations

import functools
import ipaddress
import socket
from collections.abc import Sequence
from importlib import resources
from typing import Protocol


class Resolver(Protocol):
    """The two questions to the DNS. "There is no such name" is an empty answer; no answer is an `OSError`."""

    def hosts(self, address: str) -> Sequence[str]:
        """Host names of an address (PTR)."""

    def addresses(self, host: str) -> Sequence[str]:
        """Addresses of a host name (A and AAAA)."""


_NO_SUCH_HOST = (1, 4)
"""`h_errno` of netdb.h: HOST_NOT_FOUND and NO_DATA. TRY_AGAIN and NO_RECOVERY mean that nobody knows."""


class SystemResolver:
    """The resolver of the operating system, with its own time limits."""

    def hosts(self, address: str) -> Sequence[str]:
        """Host names of an address; empty when it has none."""
        try:
            name, aliases, _ = socket.gethostbyaddr(address)
        except socket.herror as error:
            if error.errno in _NO_SUCH_HOST:
                return []
            raise
        return [name, *aliases]

    def addresses(self, host: str) -> Sequence[str]:
        """Addresses of a host name; empty when it has none."""
        try:
            answers = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except socket.gaierror as error:
            if error.errno == socket.EAI_NONAME:
                return []
            raise
        return [str(answer[4][0]) for answer in answers]


@functools.cache
def _operators() -> tuple[tuple[str, tuple[str, ...]], ...]:
    table = resources.files("headcount.catalog").joinpath("tables", "crawlers.dns.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")][1:]
    return tuple((name, tuple(domains.split(","))) for name, domains, _ in rows)


def domains(name: str) -> tuple[str, ...]:
    """The domains under which the operator of the crawler `name` names its machines; empty when it documents none.

    >>> domains("Googlebot-Image"), domains("DuckDuckBot")
    (('googlebot.com', 'google.com'), ())
    """
    folded = name.casefold()
    return next((allowed for start, allowed in _operators() if folded.startswith(start)), ())


def verify(name: str, address: str, resolver: Resolver) -> bool | None:
    """Whether `address` belongs to the operator of the crawler that it declares to be.

    Args:
        name: what `declared` said, such as `Googlebot`.
        address: the client's IPv4 or IPv6 address.
        resolver: who answers; `SystemResolver()`, or a fake.

    Returns:
        True when reverse and forward DNS agree under the operator's domains, False when they do not, None when it cannot be told:
        the operator documents no domain, the address is not one, or the resolver had no answer.
    """
    allowed = domains(name)
    if not allowed:
        return None
    try:
        asked = ipaddress.ip_address(address)
        hosts = [host.rstrip(".").lower() for host in resolver.hosts(address)]
        ours = [host for host in hosts if any(host == domain or host.endswith(f".{domain}") for domain in allowed)]
        return any(asked == ipaddress.ip_address(found) for host in ours for found in resolver.addresses(host))
    except (OSError, ValueError):
        return None
