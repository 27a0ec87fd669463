"""The shape of every probe: it asks one kind of store, from outside and read only, who may read it and what is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from headcount.model.posture import Severity
from headcount.probes.seen import Seen
from headcount.probes.wire import Line


@dataclass(frozen=True, slots=True)
class Target:
    """One address of ours."""

    scheme: str
    """As the inventory has it; chooses the probe."""
    host: str
    port: int
    path: str = ""
    """Below the host, for what is asked over HTTP; a database's name for databases."""
    owner: str = ""
    listed: str = ""
    """Where in the inventory it stands."""

    @property
    def url(self) -> str:
        """As it is shown: never with a user or password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}{self.path}"


@dataclass(frozen=True, slots=True, repr=False)
class Credential:
    """A weak one to try, because the configuration lists it."""

    user: str
    password: str

    def __repr__(self) -> str:
        return "Credential(***)"


@dataclass(frozen=True, slots=True)
class Advice:
    """What is said of one weakness."""

    severity: Severity
    sentence: str
    """What a stranger could do."""
    remedy: str
    """The product's own configuration lines."""
    check: str
    """A command; `HOST` and `PORT` stand for the store's."""


class Probe(Protocol):
    """One kind of store."""

    @property
    def name(self) -> str:
        """One word, the module's stem."""

    @property
    def schemes(self) -> Mapping[str, int]:
        """Schemes of its addresses, each with the port that is meant when none is given."""

    @property
    def advice(self) -> Mapping[str, Advice]:
        """Every weakness that it can find, by code (`NAME/...`)."""

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be. Read only; every connection through `line`, which bounds bytes, time and connections.

        Credentials are sent only after the store itself asked for one, and never over to another address.

        Raises:
            EndedError: nothing (more) can be found out; what was found before is kept by raising it with `seen`.
        """
