"""Who asks, and who is believed about it: only a trusted proxy may say for whom it asks."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from headcount.catalog.identity import Network, canonical_address


class Request(NamedTuple):
    """One request to the site, as far as a gate has to know it. In the clear: it goes to the door and no further."""

    method: str
    target: str
    """Path and query, as the client sent them."""
    address: str
    """The peer that connected to the proxy (or, without a proxy, to the site)."""
    forwarded: str = ""
    """`X-Forwarded-For` as it came; the door believes it as far as `[scan] trusted_proxies` says."""
    account: str = ""
    credential: str = ""
    user_agent: str = ""
    """Asked for only of those who have neither account nor credential."""
    crawler: str = ""
    """The crawler that signed the request; empty when none did."""


class Signed(Protocol):
    """What tells crawlers by their signatures: `catalog.bot_auth.BotAuth`."""

    def named(self, method: str, authority: str, target: str, headers: Mapping[str, str]) -> str:
        """The crawler that signed a request; empty when none did."""


class Named(Protocol):
    """Headers by lower-case name, such as a `dict`."""

    def get(self, name: str, default: str, /) -> str:
        """One header; `default` when it is not there."""


class Identities:
    """The rules of one gate."""

    def __init__(
        self,
        trusted: Sequence[Network] = (),
        *,
        account_header: str = "",
        credential_headers: Sequence[str] = (),
        credential_cookies: Sequence[str] = (),
        signed: Signed | None = None,
    ) -> None:
        self._trusted = tuple(trusted)
        self._account = account_header.lower()
        self._credentials = tuple(name.lower() for name in credential_headers)
        self._cookies = frozenset(credential_cookies)
        self.signed = signed
        """None when no crawler's keys are known."""
        asked = {self._account, *self._credentials, "x-forwarded-for", "user-agent"} | ({"cookie"} if self._cookies else set())
        self.wanted = None if signed is not None else frozenset(name.encode() for name in asked)
        """Headers that `request` may ask for; None: any, since a signature may cover whichever."""
        self.trusts = lru_cache(maxsize=10_000)(self._trusts)
        """Whether a peer may say for whom it asks. A peer without an address came through the gate's own unix socket."""

    def _trusts(self, peer: str) -> bool:
        if not peer:
            return True
        try:
            address = ipaddress.ip_address(canonical_address(peer))
        except ValueError:
            return False
        return any(address in network for network in self._trusted)

    def request(
        self,
        method: str,
        target: str,
        address: str,
        forwarded: str,
        headers: Named,
        whole: Callable[[], Mapping[str, str]],
        *,
        account: str | None = None,
        host: str = "host",
    ) -> Request:
        """One request, as its headers tell of it.

        Args:
            method: in capitals.
            target: path and query.
            address: of the peer.
            forwarded: `X-Forwarded-For`.
            headers: of the request.
            whole: all of them by lower-case name; asked for only where there is a signature.
            account: who asks, where that is known otherwise; None: as the header of a trusted proxy says.
            host: the header with the host that was asked.
        """
        if account is None:
            account = headers.get(self._account, "") if self._account else ""
        credential = self.credential(headers)
        agent = "" if account or credential else headers.get("user-agent", "")
        crawler = ""
        if self.signed is not None:
            crawler = self.crawler(method, headers.get(host, ""), target, headers, whole)
        return Request(method, target, address, forwarded, account, credential, agent, crawler)

    def account(self, headers: Named) -> str:
        """The account that a trusted proxy names. Do not ask with the headers of anybody else."""
        return headers.get(self._account, "") if self._account else ""

    def crawler(self, method: str, authority: str, target: str, headers: Named, whole: Callable[[], Mapping[str, str]]) -> str:
        """The crawler that signed a request, wherever it came from; empty when none did.

        Args:
            method: in capitals.
            authority: the host that was asked.
            target: path and query.
            headers: of the request.
            whole: all of them by lower-case name; asked for only where there is a signature.
        """
        if self.signed is None or not headers.get("signature-input", ""):
            return ""
        return self.signed.named(method, authority, target, whole())

    def credential(self, headers: Named) -> str:
        """The client's own secret: the first of the credential headers that is there, else the first of the cookies.

        The client itself sends it, so it needs no trust; who makes one up is a client of its own that the site refuses.
        """
        for name in self._credentials:
            if value := headers.get(name, ""):
                return value
        if self._cookies and (cookies := headers.get("cookie", "")):
            return _cookie(cookies, self._cookies)
        return ""


def _cookie(header: str, names: frozenset[str]) -> str:
    """The value of the first cookie that has one of the names (RFC 6265, section 5.4). Odd cookies beside it do no harm."""
    for pair in header.split(";"):
        name, found, value = pair.partition("=")
        if found and name.strip() in names and (value := value.strip()):
            return value
    return ""
