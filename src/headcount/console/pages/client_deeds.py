"""What can be decided about one client: a verdict, its end, that it is our own, a note."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from headcount.console.endpoint import AbsentError, Endpoint, WrongError
from headcount.console.interface import ClientNote, KnownClient, Parts, Permission, Register, Viewer
from headcount.console.pages.client_answers import OneClient
from headcount.console.pages.today_named import VerdictRow, verdict_row
from headcount.errors import ConfigError
from headcount.model.kind import Kind
from headcount.model.verdict import Action

LONGEST = 30 * 86_400
"""Seconds that a verdict of a person holds at most: 30 days."""
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A verdict that a person sets on a client."""

    lens: Literal["account", "credential", "address", "visitor", "prefix"]
    name: Name
    action: Literal["mask", "challenge", "throttle", "block"]
    seconds: Annotated[int, msgspec.Meta(ge=60, le=LONGEST)]
    """How long it holds."""
    mask: tuple[Kind, ...] = ()
    """For `mask`: which kinds; none means all that have a mask."""


class Declaration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That a client is the operator's own."""

    lens: Literal["account", "credential", "address", "visitor"]
    name: Name
    owner: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    """Who answers for it: a team or a role."""
    people: Annotated[int, msgspec.Meta(ge=1, le=(1 << 31) - 1)] | None = None
    """Different people a day that it may be shown; none: as many as it wants."""
    note: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    """What it does."""


class Remark(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Something to write down about a client. Not for a person's data: notes are kept."""

    lens: Literal["account", "credential", "address", "visitor", "prefix"]
    name: Name
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class Forgotten(msgspec.Struct, frozen=True):
    """A declaration that was taken back."""

    lens: str
    name: str


def _order(parts: Parts, viewer: Viewer, asks: Order) -> VerdictRow:
    _live(parts)
    if asks.mask and asks.action != "mask":
        raise WrongError("kinds to mask are for the action mask only")
    parts.watch.did(viewer, "verdict", f"{asks.action} on {asks.lens}:{asks.name} for {asks.seconds} s")
    verdict = parts.running.order(asks.lens, asks.name, Action(asks.action), asks.mask, asks.seconds, viewer.login)
    return verdict_row(verdict)


def _lift(parts: Parts, viewer: Viewer, asks: OneClient) -> VerdictRow:
    _live(parts)
    parts.watch.did(viewer, "lift", f"{asks.lens}:{asks.name}")
    lifted = parts.running.lift(asks.lens, asks.name, viewer.login)
    if lifted is None:
        raise AbsentError("no verdict is in force on this client")
    return verdict_row(lifted)


def _declare(parts: Parts, viewer: Viewer, asks: Declaration) -> KnownClient:
    _live(parts)
    register = _register(parts)
    owner = " ".join(asks.owner.split())
    if not owner:
        raise WrongError("say who answers for it: a team or a role")
    before = register.known(asks.lens, asks.name)
    parts.watch.did(viewer, "declare", f"{asks.lens}:{asks.name} is of {owner}, people a day: {asks.people or 'any'}")
    declared = register.declare(asks.lens, asks.name, owner, asks.people, asks.note.strip(), viewer.login)
    try:
        parts.running.take_over()
    except ConfigError:
        if before is None:
            register.forget(asks.lens, asks.name)
        else:
            register.declare(before.lens, before.name, before.owner, before.people, before.note, before.by)
        raise
    return declared


def _forget(parts: Parts, viewer: Viewer, asks: OneClient) -> Forgotten:
    _live(parts)
    register = _register(parts)
    parts.watch.did(viewer, "declare", f"{asks.lens}:{asks.name} is not ours any more")
    if not register.forget(asks.lens, asks.name):
        raise AbsentError("nobody said that this client is ours")
    parts.running.take_over()
    return Forgotten(asks.lens, asks.name)


def _note(parts: Parts, viewer: Viewer, asks: Remark) -> ClientNote:
    _live(parts)
    register = _register(parts)
    text = asks.text.strip()
    if not text:
        raise WrongError("a note needs some words")
    parts.watch.did(viewer, "note", f"{asks.lens}:{asks.name}")
    return register.note(asks.lens, asks.name, text, viewer.login)


def _live(parts: Parts) -> None:
    if not parts.running.live:
        raise ConfigError("no service is running behind this console, so nothing can be decided here; start headcount serve")


def _register(parts: Parts) -> Register:
    if parts.register is None:
        raise ConfigError("this console keeps no notes on clients; start headcount serve with [console]")
    return parts.register


ORDER = Endpoint("POST", "/verdicts", Permission.DECIDE, "Set a verdict on a client.", Order, VerdictRow, _order)
LIFT = Endpoint(
    "DELETE",
    "/verdicts/{lens}/{name:path}",
    Permission.DECIDE,
    "Lift the verdict on a client.",
    OneClient,
    VerdictRow,
    _lift,
)
DECLARE = Endpoint(
    "POST", "/known", Permission.DECIDE, "Say that a client is our own automation.", Declaration, KnownClient, _declare
)
FORGET = Endpoint(
    "DELETE",
    "/known/{lens}/{name:path}",
    Permission.DECIDE,
    "Say that a client is not our own any more.",
    OneClient,
    Forgotten,
    _forget,
)
NOTE = Endpoint("POST", "/notes", Permission.DECIDE, "Write something down about a client.", Remark, ClientNote, _note)
