"""HTTP to one store, over a bounded line: no redirect is followed, no cookie kept, no credential sent unless told to."""

from __future__ import annotations

import base64
import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from headcount.probes.interface import Credential
from headcount.probes.wire import EndedError, Line, Wire

_AGENT = "headcount-probe"
MOST_BODY = 2 << 20
"""Bytes of one answer; what is longer is cut there."""


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """One answer."""

    status: int
    headers: Mapping[str, str]
    """By name in lower case; of several the last."""
    body: bytes
    whole: bool
    """Whether that is all of the body."""

    def json(self) -> Any:  # noqa: ANN401  # whatever it says
        """The body as JSON; None when it is none."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")


class _Kept:
    """A wire that stays open until its line closes it: `http.client` closes its socket before it has read the body."""

    def __init__(self, wire: Wire) -> None:
        self.sendall, self.makefile = wire.sendall, wire.makefile

    def close(self) -> None:
        """Leave it open."""


class _Connection(http.client.HTTPConnection):
    """Speaks over a wire that is open already."""

    def __init__(self, wire: Wire, host: str, port: int) -> None:
        super().__init__(host, port)
        self.sock: Any = _Kept(wire)


@dataclass(slots=True)
class Web:
    """Asks one store."""

    line: Line
    tls: bool = False
    credential: Credential | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        """GET a path; as `ask`."""
        return self.ask("GET", path, headers=headers)

    def ask(self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """One request, on a connection of its own.

        Raises:
            EndedError: a bound is reached, or it does not speak HTTP.
        """
        sent = {"User-Agent": _AGENT, "Accept": "*/*", "Connection": "close", **self.headers, **(headers or {})}
        if self.credential is not None:
            pair = f"{self.credential.user}:{self.credential.password}".encode()
            sent["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
        with self.line.open(tls=self.tls) as wire:
            connection = _Connection(wire, self.line.host, self.line.port)
            try:
                connection.request(method, path, body, sent)
                answer = connection.getresponse()
                told = answer.read(MOST_BODY + 1)
            except (http.client.HTTPException, ValueError, UnicodeError) as error:
                raise EndedError("it does not speak HTTP") from error
            headers_told = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, headers_told, told[:MOST_BODY], len(told) <= MOST_BODY)


def speaks_tls(line: Line) -> bool:
    """Whether the store takes a TLS handshake.

    Raises:
        UnreachableError: nobody answers at all.
    """
    try:
        with line.open(tls=True):
            return True
    except EndedError as error:
        if type(error) is not EndedError:
            raise
        return False


def version_in(text: str) -> str:
    """The first thing in a text that looks like a version: digits with dots; empty for none."""
    found = re.search(r"\d+(?:\.\d+){1,3}", text[:4096])
    return found[0] if found else ""
