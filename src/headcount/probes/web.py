"""HTTP to one store, over a bounded line: no redirect is followed, no cookie kept, no credential sent unless told to."""

from __future__ import annotations

import base64
import contextlib
import http.client
import re
from collections.abc import Iterator, Mapping
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

    @property
    def elsewhere(self) -> bool:
        """Whether it sends whoever asks somewhere else."""
        return 300 <= self.status < 400

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
    by: str = "Basic"
    """How the credential is shown; after any other word, such as `token`, its password alone."""
    headers: dict[str, str] = field(default_factory=dict)
    _keeping: bool = field(default=False, init=False, repr=False)
    _stack: contextlib.ExitStack = field(default_factory=contextlib.ExitStack, init=False, repr=False)
    _wire: Wire | None = field(default=None, init=False, repr=False)

    def get(self, path: str, **headers: str) -> Answer:
        """GET a path; as `ask`."""
        return self.ask("GET", path, headers=headers)

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Meanwhile questions go over one connection, as long as the store keeps it open."""
        self._keeping = True
        try:
            yield
        finally:
            self._keeping = False
            self._hang_up()

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None, most: int | None = None
    ) -> Answer:
        """One request, on a connection of its own unless one is kept.

        Of the answer's body the first `most` bytes are read, `MOST_BODY` unless told.

        Raises:
            EndedError: a bound is reached, or it does not speak HTTP.
        """
        again, most = self._wire is not None, MOST_BODY if most is None else most
        try:
            return self._ask(method, path, body, headers or {}, most)
        except EndedError:
            if not again:
                raise
        return self._ask(method, path, body, headers or {}, most)  # the store had closed the connection that was kept

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str], most: int) -> Answer:
        staying = "keep-alive" if self._keeping else "close"
        sent = {"User-Agent": _AGENT, "Accept": "*/*", "Connection": staying, **self.headers, **headers}
        if self.credential is not None:
            pair = base64.b64encode(f"{self.credential.user}:{self.credential.password}".encode()).decode()
            sent["Authorization"] = f"{self.by} {pair if self.by == 'Basic' else self.credential.password}"
        stays = False
        try:
            connection = _Connection(self._dialled(), self.line.host, self.line.port)
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            told = answer.read(most + 1)
            stays = self._keeping and not answer.will_close and answer.isclosed()
        except (http.client.HTTPException, ValueError, UnicodeError) as error:
            raise EndedError("it does not speak HTTP") from error
        finally:
            if not stays:
                self._hang_up()
        headers_told = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, headers_told, told[:most], len(told) <= most)

    def _dialled(self) -> Wire:
        if self._wire is None:
            self._wire = self._stack.enter_context(self.line.open(tls=self.tls))
        else:
            self.line.pace()
        return self._wire

    def _hang_up(self) -> None:
        self._wire = None
        self._stack.close()


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
