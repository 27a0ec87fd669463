"""Users as endpoints: who may sign in and as what, invitations, and API tokens of everybody."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

import msgspec

from headcount.console.endpoint import AbsentError, Endpoint, Nothing
from headcount.console.interface import Parts, Permission, Viewer
from headcount.console.signing.setting_up import INVITED, invitation_path
from headcount.console.state import ApiToken, State, User
from headcount.console.words import N_
from headcount.errors import UsageError

RoleName = Literal["viewer", "analyst", "privacy_officer", "admin"]
_OWN = N_("Nobody changes their own role, or disables themselves: another admin has to want it too.")
_NO_STORE = "this console keeps no users"


class UserRow(msgspec.Struct, frozen=True):
    """One user."""

    login: str
    role: str
    state: str
    """`active`, `invited` (no password yet) or `disabled`."""
    second_factor: bool
    """Whether an authenticator app is set up."""
    provider: bool
    """Whether they sign in by OpenID Connect."""
    made: dt.datetime
    seen: dt.datetime | None
    """When they last signed in."""


class TokenRow(msgspec.Struct, frozen=True):
    """One API token."""

    number: int
    login: str
    name: str
    permissions: tuple[str, ...]
    made: dt.datetime
    until: dt.datetime
    used: dt.datetime | None


class Users(msgspec.Struct, frozen=True):
    """Everybody, and their tokens."""

    rows: tuple[UserRow, ...]
    tokens: tuple[TokenRow, ...]


class Invitation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Whom to invite, as what; a user who is there gets a new link, and keeps their role."""

    login: str
    role: RoleName = "viewer"


class Invited(msgspec.Struct, frozen=True):
    """What to hand to somebody, once."""

    login: str
    path: str
    """Path of a link by which they choose a password; it works once."""
    until: dt.datetime


class RoleAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another role for a user."""

    login: str
    role: RoleName


class LoginAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One user."""

    login: str


class TokenAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One API token."""

    number: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]


def _state(parts: Parts) -> State:
    if parts.state is None:
        raise AbsentError(_NO_STORE)
    return parts.state


def _row(user: User) -> UserRow:
    state = "disabled" if user.disabled else "active" if user.password or user.subject else "invited"
    return UserRow(user.login, user.role, state, bool(user.totp), bool(user.subject), user.made, user.seen)


def _token(token: ApiToken) -> TokenRow:
    return TokenRow(token.number, token.login, token.name, token.scope, token.made, token.until, token.used)


def _users(parts: Parts, _: Viewer, __: Nothing) -> Users:
    state = _state(parts)
    return Users(tuple(map(_row, state.users.all())), tuple(map(_token, state.tokens.all())))


def _named(parts: Parts, login: str) -> User:
    user = _state(parts).users.named(login)
    if user is None:
        raise AbsentError(f"there is no user {login}")
    return user


def _invite(parts: Parts, viewer: Viewer, asked: Invitation) -> Invited:
    state, now, login = _state(parts), parts.clock(), asked.login.strip()
    known = state.users.named(login)
    if known is not None and known.subject:
        raise UsageError(N_("This user signs in at the provider, and has no password here."))
    role = known.role if known else state.users.add(login, asked.role, now).role
    parts.watch.did(viewer, "user", f"invited {login} as {role}" if known is None else f"made a new link for {login}")
    return Invited(login, invitation_path(state, login, role, now), now + INVITED)


def _change(parts: Parts, viewer: Viewer, login: str, told: str, **to: Any) -> UserRow:  # noqa: ANN401  # a user's fields
    if login == viewer.login and {"role", "disabled"} & to.keys():
        raise UsageError(_OWN)
    _named(parts, login)
    changed = _state(parts).users.change(login, end=True, **to)
    parts.watch.did(viewer, "user", told)
    return _row(changed)


def _set_role(parts: Parts, viewer: Viewer, asked: RoleAsked) -> UserRow:
    return _change(parts, viewer, asked.login, f"made {asked.login} {asked.role}", role=asked.role)


def _disable(parts: Parts, viewer: Viewer, asked: LoginAsked) -> UserRow:
    return _change(parts, viewer, asked.login, f"disabled {asked.login}", disabled=True)


def _enable(parts: Parts, viewer: Viewer, asked: LoginAsked) -> UserRow:
    return _change(parts, viewer, asked.login, f"enabled {asked.login}", disabled=False)


def _reset(parts: Parts, viewer: Viewer, asked: LoginAsked) -> UserRow:
    told = f"took away the second factor of {asked.login}"
    return _change(parts, viewer, asked.login, told, totp="", totp_asked="", recovery=())


def _end_token(parts: Parts, viewer: Viewer, asked: TokenAsked) -> TokenRow:
    gone = _state(parts).tokens.end(asked.number)
    if gone is None:
        raise AbsentError(f"there is no token {asked.number}")
    parts.watch.did(viewer, "token", f"took API token {gone.number} of {gone.login} back")
    return _token(gone)


_MAY = Permission.ADMINISTER
USERS = Endpoint("GET", "/users", _MAY, "Everybody who may sign in, and the API tokens.", Nothing, Users, _users, "rows")
INVITE = Endpoint("POST", "/users", _MAY, "Invite a user, or make a new link for one.", Invitation, Invited, _invite)
ROLE = Endpoint("POST", "/users/{login}/role", _MAY, "Give a user another role.", RoleAsked, UserRow, _set_role)
DISABLE = Endpoint("POST", "/users/{login}/disable", _MAY, "Let a user in no more.", LoginAsked, UserRow, _disable)
ENABLE = Endpoint("POST", "/users/{login}/enable", _MAY, "Let a user in again.", LoginAsked, UserRow, _enable)
RESET = Endpoint(
    "POST", "/users/{login}/second-factor/reset", _MAY, "Take a user's second factor away.", LoginAsked, UserRow, _reset
)
END_TOKEN = Endpoint("DELETE", "/tokens/{number}", _MAY, "Take an API token back.", TokenAsked, TokenRow, _end_token)
