"""Reasons of fields and grades in the language of a page: kept in English, each part a phrase of the message table."""

from __future__ import annotations

import re
from functools import cache

from headcount.model.kind import Kind
from headcount.model.taxonomy import entry
from headcount.reports.phrases import Phrases, phrases

_BETWEEN = re.compile(r"; (?![^()]*\))")
"""What stands between the parts of a reason; a rule names its source in brackets, which may hold the same sign."""
_FIELD = re.compile(r"\\\{(\w+)\\\}")


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The English phrases under `reason.` as patterns, with their keys; longer ones first."""
    told = {key: text for key, text in phrases("en").table.items() if key.startswith("reason.")}
    return tuple(
        (re.compile(_FIELD.sub(r"(?P<\1>.+?)", re.escape(text))), key)
        for key, text in sorted(told.items(), key=lambda item: -len(item[1]))
    )


@cache
def _kinds() -> dict[str, Kind]:
    """Kinds by their English names and by their own words."""
    return {name: kind for kind in Kind for name in (entry(kind).en, kind.value)}


def reason_in(say: Phrases, reason: str) -> str:
    """A reason in the language of `say`; a part that is no known phrase stays as it is.

    >>> reason_in(phrases("zh"), "2 of 3 values have the shape")
    '3 个值中 2 个符合形态'
    """
    if say.tag.startswith("en"):
        return reason
    return say("reasons.join").join(_part(say, part) for part in _BETWEEN.split(reason))


def _part(say: Phrases, part: str) -> str:
    for pattern, key in _patterns():
        if found := pattern.fullmatch(part):
            return say(
                key,
                **{name: _part(say, value) if name == "why" else _word(say, value) for name, value in found.groupdict().items()},
            )
    return part


def _word(say: Phrases, value: str) -> str:
    """The name of a kind or form in the page's language; anything else as it is."""
    kind = _kinds().get(value)
    if kind is not None:
        return entry(kind).zh if say.tag.startswith("zh") else entry(kind).en
    return say.table.get(f"map.form.{value}", value)
