"""Tracks: positions in a list whose elements hold times and name nobody are where one person was, one after the other."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from headcount.catalog import words
from headcount.catalog.shapes import DIRECT, home, keys
from headcount.model.field import Field
from headcount.model.kind import Kind
from headcount.recognizers.words import split

_TIMES = frozenset(
    {
        "time",
        "times",
        "timestamp",
        "ts",
        "at",
        "date",
        "datetime",
        "when",
        "recorded",
        "moment",
        "zeit",
        "hora",
        "shijian",
        "时间",
    }
)
_NAMING = frozenset(
    {"name", "title", "label", "address", "street", "city", "phone", "email", "description", "url", "名称", "地址"}
)
_FOLLOWS = re.compile(r"[a-z](?=[A-Z])")
REASON = "positions with times of one person, one after the other"


def with_tracks(fields: Sequence[Field], paths: Collection[str]) -> list[Field]:
    """The fields, precise positions that make up a track as such.

    Args:
        fields: of one unit.
        paths: of all columns of the unit.
    """
    lists = {home(held.path) for held in fields if held.kind is Kind.LOCATION_PRECISE} - {""}
    tracks = {place for place in lists if _is_track(place, fields, [path for path in paths if home(path) == place])}
    return [
        replace(held, kind=Kind.LOCATION_TRACK, reason=f"{held.reason}; {REASON}")
        if held.kind is Kind.LOCATION_PRECISE and home(held.path) in tracks
        else held
        for held in fields
    ]


def _is_track(place: str, fields: Sequence[Field], beside: Sequence[str]) -> bool:
    """Whether the elements of a list are points in time, and nothing else: no shops, and no people of their own."""
    if any(held.kind in DIRECT for held in fields if home(held.path) == place):
        return False
    names = [keys(path)[-1].removesuffix("[]") for path in beside]
    told = [frozenset(split(name)) for name in names]
    if any(words.PERSON_NAME.match(_FOLLOWS.sub(lambda found: f"{found[0]}_", name)) for name in names):
        return False
    return any(not _TIMES.isdisjoint(some) for some in told) and all(_NAMING.isdisjoint(some) for some in told)
