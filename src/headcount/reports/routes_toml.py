"""Routes as TOML, ready for `headcount.toml`."""

from __future__ import annotations

import json
from collections.abc import Sequence

from headcount.model.summary import RouteSummary

_INTRODUCTION = """\
# Routes as headcount understands them. Paste into headcount.toml what you want to keep, and edit:
# subject names the variable that says whose record it is; leave it out where a route shows no record;
# records = "people" where the subject is a person; kinds lists what is shown, such as ["nickname", "phone"].
"""


def to_toml(routes: Sequence[RouteSummary]) -> str:
    """One `[[routes]]` table a route, busiest first, with what was counted as a comment."""
    return _INTRODUCTION + "".join("\n" + _table(route) for route in routes)


def _table(route: RouteSummary) -> str:
    lines = [
        f"# {route.requests:,} requests, {route.records:,} different records, {route.misses:,} misses ({route.source})",
        "[[routes]]",
    ]
    lines += [
        f"{key} = {_string(value)}" for key, value in (("method", route.method), ("template", route.template.partition("?")[0]))
    ]
    lines += [f"{key} = {_string(value)}" for key, value in (("subject", route.subject), ("entity", route.entity)) if value]
    lines.append(f"records = {_string('people' if route.people else 'records')}")
    return "\n".join(lines) + "\n"


def _string(text: str) -> str:
    """A TOML basic string (TOML 1.0): JSON's escapes are a subset of its own, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
