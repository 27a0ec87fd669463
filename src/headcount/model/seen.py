"""Seen: one request as a gate's judge knows it: who asked, through which route, for whom. Tokens and templates, no clear text."""

from __future__ import annotations

import msgspec


class Seen(msgspec.Struct, frozen=True, gc=False):
    """One request behind the door."""

    clients: tuple[tuple[str, str], ...]
    """(lens, name), the identity that tells most first: account, credential (its digest), visitor or address; then `prefix`,
    and `crawler` of one that proved to be it."""
    route: str
    """`METHOD /template` as the reports name it; empty when no declared or learned route fits."""
    people: bool
    """Whether the route's records are people."""
    kinds: tuple[str, ...]
    """Kinds of personal data that the route shows, as far as it is declared or learned."""
    entity: str
    """What the records are; empty when the request names none."""
    records: tuple[int, ...]
    """Tokens of the records that the request names, the ledger's own; empty when only the answer can tell."""
