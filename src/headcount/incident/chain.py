"""The chain of the log: each entry holds the digest of the one before, so that none can be altered, swapped or left out.

The digest is SHA-256 (FIPS 180-4) over the entry's other fields as one JSON array (RFC 8259) in UTF-8 without spaces, the time as
RFC 3339 in UTC. Whoever can write the whole store can write a whole new chain: note the newest digest elsewhere now and then (a
pack holds it), and ask whether it still is in the chain.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from hashlib import sha256

import msgspec

from headcount.model.incident import Change, Incident

NOTHING = "0" * 64
"""What the first entry follows."""


def standing(incident: Incident) -> str:
    """SHA-256 of what only a logged change may change, in hex; figures of signals grow without an entry and are not in it."""
    told = (
        incident.number,
        incident.state,
        sorted((client.lens, client.name) for client in incident.clients),
        sorted((signal.detector, signal.lens, signal.client) for signal in incident.signals),
        msgspec.to_builtins(incident.stamps),
        incident.owner,
        incident.explanation,
        incident.part_of,
    )
    return sha256(msgspec.json.encode(told)).hexdigest()


def linked(previous: Change | None, change: Change) -> Change:
    """`change` as the entry after `previous`: with its number, what it follows, and its digest."""
    follows = msgspec.structs.replace(
        change,
        entry=previous.entry + 1 if previous else 1,
        previous=previous.digest if previous else NOTHING,
        at=change.at.astimezone(dt.UTC),
    )
    return msgspec.structs.replace(follows, digest=digest_of(follows))


def digest_of(change: Change) -> str:
    """The digest that an entry must have, in hex."""
    told = (
        change.incident,
        change.entry,
        change.at.astimezone(dt.UTC),
        change.by,
        change.what,
        change.detail,
        change.previous,
        change.standing,
    )
    return sha256(msgspec.json.encode(told)).hexdigest()


def breaks(changes: Iterable[Change]) -> Iterator[str]:
    """What is wrong with a whole log, in its order: one sentence each; nothing when it is as it was written."""
    place, before = 0, NOTHING
    for change in changes:
        place += 1
        if change.entry != place:
            yield f"entry {place} is missing: the next one is entry {change.entry}"
            place = change.entry
        if change.previous != before:
            yield f"entry {change.entry} does not follow the entry before it"
        if digest_of(change) != change.digest:
            yield f"entry {change.entry} is not as it was written"
        before = change.digest
