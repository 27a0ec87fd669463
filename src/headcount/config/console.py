"""`[console]` of `headcount.toml`, typed: where the console listens, what it keeps, and who signs in how."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from headcount.catalog.identity import networks
from headcount.config.durations import microseconds
from headcount.errors import ConfigError

RoleName = Literal["viewer", "analyst", "privacy_officer", "admin"]
_LISTEN = re.compile(r"(?:[\w.-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}")


class OidcConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[console.oidc]`: people sign in at an OpenID Connect provider."""

    issuer: str = ""
    """The provider's address, such as `https://id.example.com/realms/staff`; empty: none."""
    client_id: str = ""
    """What the provider calls this console."""
    client_secret_file: str = ""
    """File with the secret that it gave; empty: a public client (the code flow with PKCE alone)."""
    name: str = "OpenID Connect"
    """On the button of the sign-in page."""
    scopes: tuple[str, ...] = ("openid", "profile")
    """What the provider is asked for."""
    login_claim: str = "preferred_username"
    """Claim with the login; one that the provider does not let people choose freely."""
    role_claim: str = "groups"
    """Claim with the groups that `roles` names: a text, or a list of texts."""
    roles: dict[str, RoleName] = {}
    """Group to role; of several the first that stands here counts. Who is in none of them does not come in."""


class ConsoleConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[console]`: the pages in the browser."""

    listen: str = ""
    """`address:port` where `headcount serve` shows the console, such as `127.0.0.1:4282`; empty: it does not."""
    store: str = ""
    """Its users, rules and log: a file, or an SQLAlchemy URL such as `postgresql+psycopg://...`; empty: beside the ledger."""
    public_url: str = ""
    """How browsers reach it, such as `https://headcount.example.com`; needed behind a proxy, and with a provider."""
    trusted_proxies: list[str] = []
    """Addresses and networks whose `X-Forwarded-For` is believed."""
    certificate: str = ""
    """Certificate chain (PEM) for TLS; empty: no TLS."""
    certificate_key: str = ""
    """Its private key (PEM)."""
    insecure_http: bool = False
    """Whether it may listen beyond this machine without TLS, as behind a proxy that speaks TLS."""
    second_factor: Literal["required", "optional"] = "required"
    """Whether everybody with a password needs a code of an authenticator app too."""
    session_idle: str = "1h"
    """A session ends when it was not used for so long."""
    session_longest: str = "12h"
    """It ends after so long in any case."""
    oidc: OidcConfig = OidcConfig()
    """Signing in at an OpenID Connect provider."""

    def place(self, ledger: Path) -> str:
        """Where the console's own state is kept."""
        return self.store or f"{ledger}.console"

    @property
    def idle(self) -> dt.timedelta:
        """`session_idle` as a length of time."""
        return dt.timedelta(microseconds=microseconds(self.session_idle))

    @property
    def longest(self) -> dt.timedelta:
        """`session_longest` as a length of time."""
        return dt.timedelta(microseconds=microseconds(self.session_longest))

    @property
    def secure(self) -> bool:
        """Whether browsers come over TLS, so that cookies never go without."""
        return self.public_url.startswith("https://") if self.public_url else bool(self.certificate)


def console_problems(console: ConsoleConfig) -> Iterator[tuple[str, str]]:
    """Every mistake: (the key, such as `$.console.listen`; what is wrong and what to write)."""
    here = "$.console"
    if console.listen and not _LISTEN.fullmatch(console.listen):
        yield f"{here}.listen", "listen is address:port, such as 127.0.0.1:4282, or empty"
    if bool(console.certificate) != bool(console.certificate_key):
        yield f"{here}.certificate", "TLS needs both certificate and certificate_key"
    if console.public_url and not _is_site(console.public_url):
        yield f"{here}.public_url", "public_url is https:// or http:// and a name, without a path"
    try:
        networks(console.trusted_proxies)
    except ConfigError as error:
        yield f"{here}.trusted_proxies", str(error)
    for key in ("insecure_http", "trusted_proxies"):
        if getattr(console, key) and not console.public_url:
            yield f"{here}.{key}", "with a proxy before the console, say in public_url how browsers reach it"
    for key, least, most in (("session_idle", "1m", "7d"), ("session_longest", "5m", "30d")):
        yield from ((f"{here}.{key}", what) for what in _length(key, getattr(console, key), least, most))
    if console.oidc.issuer:
        yield from ((f"{here}.oidc.{key}", what) for key, what in _oidc(console.oidc))
        if not console.public_url:
            yield f"{here}.oidc.issuer", "say in public_url of [console] where the provider sends people back to"


def _length(key: str, told: str, least: str, most: str) -> Iterator[str]:
    try:
        fits = microseconds(least) <= microseconds(told) <= microseconds(most)
    except ConfigError as error:
        yield str(error)
    else:
        if not fits:
            yield f"{key} is a length of time from {least} to {most}"


def _oidc(oidc: OidcConfig) -> Iterator[tuple[str, str]]:
    """(key, what is wrong) of a provider."""
    parts = urlsplit(oidc.issuer)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "::1", "localhost"}):
        yield "issuer", "the issuer is an https:// address"
    if not oidc.client_id:
        yield "client_id", "name the client_id that the provider gave"
    if not oidc.roles:
        yield "roles", 'say which groups come in, such as { headcount-admins = "admin" }'
    if "openid" not in oidc.scopes:
        yield "scopes", "scopes must have openid"


def _is_site(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"https", "http"} and bool(parts.hostname) and parts.path in {"", "/"} and not parts.query
