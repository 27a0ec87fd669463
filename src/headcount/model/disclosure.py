"""Disclosure and attempt: what is left of an access behind the door. No clear value of a person, only a keyed token."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import msgspec
import pyarrow as pa

from headcount.model.columns import arrow_schema


class Disclosure(msgspec.Struct, frozen=True):
    """These identities were shown this record, through this route, then, as this line of that file says."""

    shown_at: dt.datetime
    """When, UTC."""
    caller: Annotated[int, pa.uint32()]
    """Number of the combination of identities that asked (see `Caller`)."""
    route: Annotated[int, pa.uint32()]
    """Number of the route."""
    record: Annotated[int, pa.uint64()]
    """Keyed token of the record."""
    step: Annotated[int, pa.int8()]
    """Coarse step from the caller's previous identifiers (see `catalog.subjects.step_codes`); 0 when it cannot be told."""
    file: Annotated[int, pa.uint32()]
    """Number of the input file."""
    line: Annotated[int, pa.uint64()]
    """1-based line in that file."""
    shows: Annotated[int, pa.uint16()]
    """Number of the set of kinds that the answer showed of the record; 0 where it was not seen: then those of the route count."""


class Attempt(msgspec.Struct, frozen=True):
    """An access that asked for an identifier and got nobody."""

    asked_at: dt.datetime
    """When, UTC."""
    caller: Annotated[int, pa.uint32()]
    route: Annotated[int, pa.uint32()]
    record: Annotated[int, pa.uint64()]
    """Keyed token of what was asked for."""
    file: Annotated[int, pa.uint32()]
    line: Annotated[int, pa.uint64()]


class Caller(msgspec.Struct, frozen=True):
    """One combination of identities that was seen together. Clients are groups of callers under a lens."""

    caller: Annotated[int, pa.uint32()]
    """Its number."""
    address: str
    """IP address, in the clear: it names the client, not the person shown."""
    account: str
    """Authenticated user; empty when none."""
    credential: str
    """Keyed digest of an API key, bearer token or session id; empty when none."""
    agent: Annotated[int, pa.uint32()]
    """Number of the user agent."""


class Agent(msgspec.Struct, frozen=True):
    """One user agent."""

    agent: Annotated[int, pa.uint32()]
    """Its number."""
    user_agent: str
    """The header's text; empty when none was sent."""


class Traffic(msgspec.Struct, frozen=True):
    """How much one caller asked for in all, records or not, in one stretch of one file."""

    caller: Annotated[int, pa.uint32()]
    first: dt.datetime
    last: dt.datetime
    requests: Annotated[int, pa.uint32()]
    errors: Annotated[int, pa.uint32()]
    """Of the requests, those answered 4xx or 5xx."""


DISCLOSURE_SCHEMA = arrow_schema(Disclosure)
ATTEMPT_SCHEMA = arrow_schema(Attempt)
AGENT_SCHEMA = arrow_schema(Agent)
CALLER_SCHEMA = arrow_schema(Caller)
TRAFFIC_SCHEMA = arrow_schema(Traffic)
