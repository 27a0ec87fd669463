"""`[gate]` of `headcount.toml`, typed: where a gate listens, whom it believes, and what it does when it fails."""

from __future__ import annotations

from typing import Literal

import msgspec


class GateConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[gate]`."""

    listen: str = "127.0.0.1:4280"
    """Address and port; empty for none, with `socket`."""
    socket: str = ""
    """Path of a unix socket in place of `listen`. Whoever may connect to it is believed like a trusted proxy."""
    admin: str = ""
    """Address and port of health, readiness and metrics; empty: none but `/healthz` where proxies ask."""
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    """Addresses and networks of the proxies that ask: only they are believed when they say who the client is."""
    account_header: str = ""
    """Header in which the proxy names the account; it must overwrite what clients send. Empty: no header is believed."""
    appsec_account_header: str = ""
    """The same for AppSec requests, which carry every header of the client. Empty: no header is believed."""
    credential_headers: tuple[str, ...] = ("Authorization", "X-Api-Key")
    """Headers with a client's own secret, the first that is there; only its digest is kept."""
    credential_cookies: list[str] = []
    """Names of cookies with a client's own secret, asked after the headers."""
    keys: list[str] = []
    """Hashes of the keys for the CrowdSec doors, as `headcount gate --hash-key` prints them."""
    fail: Literal["open", "closed"] = "open"
    """What is answered when headcount itself fails: `open` lets the request pass."""
    closed: list[str] = []
    """Beginnings of paths that are refused when headcount itself fails, such as `/patients/`."""
    most_body: int = 1 << 20
    """So many bytes of one answer are held back to count and mask the people in it; longer answers pass as they come."""
    unreadable: Literal["pass", "withhold"] = "pass"
    """What happens to an answer that must be masked and cannot be read: it passes as it is, or it is withheld."""
    withhold: list[str] = []
    """Templates of the routes whose answers are then withheld, whatever `unreadable` says."""
    envoy: str = ""
    """`HOST:PORT` or `unix:PATH` for Envoy's gRPC questions (`ext_authz`, `ext_proc`), beside the others; empty: none."""
    tap: str = ""
    """File to which `ext_proc` in observability mode appends what it saw, for a `[[taps]]` of serve; empty: none."""
    serve: str = ""
    """Address of `headcount serve`, such as `http://127.0.0.1:4281`; empty: only people budgets are enforced."""
    serve_key_file: str = ""
    """File with the key for `serve`; only its owner may read it."""
    state: str = ""
    """File in which the verdicts in force are kept for the next start, and beside it what was counted; empty: none."""
    ledger: str = ""
    """Ledger whose learned routes the gate knows from its start; empty: declared routes only."""
    certificate: str = ""
    """Certificate chain (PEM) for TLS; empty: no TLS."""
    certificate_key: str = ""
    """Its private key (PEM)."""
    client_ca: str = ""
    """Certificates (PEM) that clients must be signed by (mutual TLS); empty: no client certificate is asked for."""
