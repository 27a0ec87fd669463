"""Users: who may sign in and as what, invitations by one-time link, and API tokens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from headcount.console.interface import Permission, Role
from headcount.console.pages.interface import Act, Again, Asking, Page, View
from headcount.console.pages.users_answers import (
    DISABLE,
    ENABLE,
    END_TOKEN,
    INVITE,
    RESET,
    ROLE,
    USERS,
    Invited,
)
from headcount.console.signing.roles import MAY, PERMISSIONS, ROLES
from headcount.console.words import N_
from headcount.errors import UsageError

_STATES = {"active": N_("active"), "invited": N_("invited"), "disabled": N_("disabled")}


def _given(asking: Asking, **more: object) -> Mapping[str, Any]:
    parts = asking.parts
    return {
        "found": asking.ask(USERS),
        "roles": ROLES,
        "may_of": MAY,
        "states": _STATES,
        "permissions": {str(one): word for one, word in PERMISSIONS.items()},
        "now": parts.clock(),
        "public_url": parts.config().console.public_url.rstrip("/"),
        "invitation": None,
        "wrong": "",
        "login": "",
        "role": str(Role.VIEWER),
        **more,
    }


def _invite(asking: Asking) -> Again:
    told: Mapping[str, Any] = asking.form or {}
    try:
        made: Invited = asking.asked(INVITE)
    except UsageError as error:
        held = {"login": str(told.get("login", "")), "role": str(told.get("role", ""))}
        return Again("users.html", _given(asking, wrong=str(error), **held), 400)
    return Again("users.html", _given(asking, invitation=made))


def _carried(endpoint: Any) -> Callable[[Asking], str | Again]:  # noqa: ANN401  # endpoints of different answers
    """Carry an endpoint out, and show the page again; with what is wrong, if something is."""

    def carry_out(asking: Asking) -> str | Again:
        try:
            asking.asked(endpoint)
        except UsageError as error:
            return Again("users.html", _given(asking, wrong=str(error)), 400)
        return "/users"

    return carry_out


def _end_token(asking: Asking) -> str:
    asking.asked(END_TOKEN)
    return "/users#tokens"


_MAY = Permission.ADMINISTER
PAGE = Page(
    "users",
    N_("Users"),
    "u",
    "/users",
    _MAY,
    (View("/users", "users.html", _MAY, _given),),
    (
        Act("/users", _MAY, _invite),
        Act("/users/{login}/role", _MAY, _carried(ROLE)),
        Act("/users/{login}/disable", _MAY, _carried(DISABLE)),
        Act("/users/{login}/enable", _MAY, _carried(ENABLE)),
        Act("/users/{login}/second-factor/reset", _MAY, _carried(RESET)),
        Act("/tokens/{number}/end", _MAY, _end_token),
    ),
    (USERS, INVITE, ROLE, DISABLE, ENABLE, RESET, END_TOKEN),
)
