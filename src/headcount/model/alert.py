"""Alert: what headcount tells people in chats and mailboxes. It names no client and no person: those stay in the reports."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Concern(StrEnum):
    """What an alert is about."""

    FINDING = "finding"
    VERDICT = "verdict"
    PROBLEM = "problem"
    STORE = "store"


class Alert(msgspec.Struct, frozen=True):
    """One thing that happened. Chats and mailboxes are read by many and kept for long, so it carries counts, never values."""

    concern: Concern
    at: int
    """When, microseconds since 1970 UTC."""
    name: str
    """Of a finding the detector, of a verdict the action, of a problem the part that has it.

    Of a store what became of it: `opened`, `closed`, or `weaker`.
    """
    reference: str
    """What to look up in headcount: a reason id such as `finding:slow_crawl:12`, of a store its mark; empty for nothing."""
    lens: str = ""
    """What kind of client it is about (`account`, `address` ...); empty for problems."""
    records: int = 0
    """Different records shown, of a store about how many entries it has; 0 when it is not about records."""
    people: int | None = None
    """Different people among them; None while no route is declared to show people."""
    members: int = 1
    """How many clients it is about."""
    observe: bool = False
    """Of a verdict: whether it is only written down (dry run)."""
    incident: int = 0
    """Of a finding on a client with an explanation from an earlier false alarm: the incident that has it; else 0."""
    detail: str = ""
    """Of a problem: what is wrong and what to do, in fixed words without values. Of a store: its product, or the weakness."""
    grade: int = 0
    """Of an open store the highest grade of the personal data in it, 1 to 4; else 0."""
