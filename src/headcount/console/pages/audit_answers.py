"""The log of who looked, changed and took, as endpoints; and whether it is as it was written."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import msgspec

from headcount.console.endpoint import AbsentError, Endpoint, Nothing, WrongError
from headcount.console.interface import Parts, Permission, Viewer
from headcount.console.state import Entry, State

MOST = 10_000
"""Entries that one question may be answered with."""


class LogAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which entries."""

    by: str = ""
    """Of one user, by login."""
    what: str = ""
    """Of one sort, such as `look` or `export`."""
    text: str = ""
    """With this in the detail."""
    since: str = ""
    """From a day on, such as `2026-03-02`, UTC."""
    before: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] = 0
    """Older than the entry with this number; 0: from the newest on."""
    limit: int = 100
    """At most so many, 1 to 10,000."""


class LogPage(msgspec.Struct, frozen=True):
    """Some entries, newest first."""

    rows: tuple[Entry, ...]
    before: int
    """Hand it in to get those before; 0 at the end."""


class Checked(msgspec.Struct, frozen=True):
    """Whether every entry is as it was written, and follows the one before it."""

    entries: int
    newest: str
    """Digest of the newest entry, in hex: note it elsewhere, and it proves everything before it."""
    problems: tuple[str, ...]
    """One sentence each; empty when all is well."""


def _state(parts: Parts) -> State:
    if parts.state is None:
        raise AbsentError("this console keeps no log")
    return parts.state


def _log(parts: Parts, viewer: Viewer, asked: LogAsked) -> LogPage:
    if not 1 <= asked.limit <= MOST:
        raise WrongError("limit is a number of entries, 1 to 10,000")
    try:
        since = dt.datetime.fromisoformat(asked.since).replace(tzinfo=dt.UTC) if asked.since else None
    except ValueError as error:
        raise WrongError("since is a day, such as 2026-03-02") from error
    audit = _state(parts).audit
    rows = audit.entries(
        by=asked.by, what=asked.what, text=asked.text, since=since, before=asked.before or None, limit=asked.limit + 1
    )
    if asked.limit > 100:
        parts.watch.did(viewer, "export", f"took {min(len(rows), asked.limit)} entries of the log")
    more = len(rows) > asked.limit
    return LogPage(tuple(rows[: asked.limit]), rows[asked.limit - 1].entry if more else 0)


def _check(parts: Parts, _: Viewer, __: Nothing) -> Checked:
    audit = _state(parts).audit
    problems, newest = audit.problems(), audit.entries(limit=1)
    return Checked(newest[0].entry if newest else 0, newest[0].digest if newest else "", tuple(problems))


LOG = Endpoint(
    "GET", "/log", Permission.ADMINISTER, "Who looked, changed and took, newest first.", LogAsked, LogPage, _log, "rows"
)
CHECK = Endpoint("GET", "/log/check", Permission.ADMINISTER, "Whether the log is as it was written.", Nothing, Checked, _check)
