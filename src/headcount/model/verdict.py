"""Verdict: what a gate does with one client; Decision: what it does with one request."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from headcount.model.kind import Kind


class Action(StrEnum):
    """The ladder, gentlest first; `severity` orders it."""

    ALLOW = "allow"
    MASK = "mask"
    CHALLENGE = "challenge"
    THROTTLE = "throttle"
    BLOCK = "block"

    @property
    def severity(self) -> int:
        """0 for `allow` up to 4 for `block`."""
        return _LADDER[self]


_LADDER = {action: place for place, action in enumerate(Action)}


class Verdict(msgspec.Struct, frozen=True, omit_defaults=True):
    """One client's verdict, with its end and its ground. Clients and reasons are named as the reports name them."""

    number: int
    """Rises with every verdict that was set, changed or lifted: gates ask for what is newer than what they have."""
    lens: str
    """`account`, `credential`, `address` or `visitor`, as in `Finding`; `prefix` for a network."""
    client: str
    """The client's value under that lens; a credential's digest, never the credential."""
    action: Action
    since: int
    """When it began, microseconds since 1970 UTC."""
    until: int
    """When it ends, microseconds since 1970 UTC."""
    reason: str
    """What the gates send as `X-Headcount-Reason-Id`: `budget:NAME`, `finding:DETECTOR:NUMBER`, `person` when someone set it."""
    mask: tuple[Kind, ...] = ()
    """For `mask`: the kinds that are masked; empty means every kind that the taxonomy gives a mask."""
    rule: str = ""
    """Name of the rule in `headcount.toml` that set it; empty when a person did."""
    observe: bool = False
    """Whether it is only written down (dry run): gates then answer as if it were not there, and say what they would have done."""
    lifted: bool = False
    """Whether a person lifted it: it is not in force, and its rule does not set it again before `until`."""


class Decision(msgspec.Struct, frozen=True, gc=False):
    """What a gate does with one request, before or after its answer."""

    action: Action
    mask: tuple[Kind, ...] = ()
    """For `mask`: the kinds to be masked; empty means every kind that has a mask."""
    reason: str = ""
    """As in `Verdict`; empty when the action is `allow`."""
    until: int = 0
    """When it may be asked again, microseconds since 1970 UTC; 0 when the action is `allow`."""
    remaining: int | None = None
    """People left in the tightest budget that counts this request; None when no budget does."""
    would: Action = Action.ALLOW
    """What would have been done if the rules in dry run were in force."""
