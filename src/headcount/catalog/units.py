"""From the units of answers as they were asked, `GET /u/4711`, to templates: paths hold identifiers, which are personal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes

from headcount.catalog import words
from headcount.catalog.trie import MOST_DEPTH, is_identifier
from headcount.recognizers.key_names import is_place, is_somebody

FEWEST_CODES = 4
"""So many siblings that look like codes are values of one variable."""
CODES = 0.7
"""Share of the siblings that have to look like codes."""
MOST_SIBLINGS = 30
"""More siblings are values of one variable, whatever they look like."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
_CODE = re.compile(r"[A-Z]{2,16}|(?=.*\d)[\w~-]{1,40}")
"""Capitals only, or digits among letters: `37GKK`, `DE`, `red-shirt-2`."""


class Templates:
    """The templates of the units of one input."""

    def __init__(self, units: Iterable[str] = ()) -> None:
        """`units` are all that the input has: what stands beside a segment tells whether it is a value.

        Only of these, words that may be somebody's are left out; without them, `of` is asked for units that a description names.
        """
        parted = (_segments(unit) for unit in dict.fromkeys(units))
        paths = {tuple(segments): [_part(*pair) for pair in _pairs(segments)] for _, segments in parted if segments}
        for depth in range(MOST_DEPTH):
            _collapse(list(paths.values()), depth)
        self._paths = {segments: _without_names(path) for segments, path in paths.items()}

    def of(self, unit: str) -> str:
        """The template of a unit. A unit that is no method with a path (a table, a file) stays as it is.

        >>> Templates().of("GET /users/ada/orders/4711"), Templates().of("GET /u/{id}"), Templates().of("orders")
        ('GET /users/{name}/orders/{id}', 'GET /u/{id}', 'orders')
        >>> Templates(f"GET /o/{code}/items" for code in ("37GKK", "AB3XY", "QQRST", "7Z7Z7")).of("GET /o/QQRST/items")
        'GET /o/{id}/items'
        """
        method, segments = _segments(unit)
        if not segments:
            return unit
        found = self._paths.get(tuple(segments)) or [_part(*pair) for pair in _pairs(segments)]
        return f"{method} /{'/'.join(found)}"


def _segments(unit: str) -> tuple[str, list[str]]:
    """Method and segments of the path; those of another host begin with an empty one and the host."""
    method, _, path = unit.partition(" ")
    return (method, path.split("/")[1:]) if method in _METHODS and path.startswith("/") else ("", [])


def _pairs(segments: list[str]) -> Iterable[tuple[str, str, bool]]:
    """Each segment with the one before it, and whether it is a host."""
    is_elsewhere = segments[0] == "" and len(segments) > 1
    return (
        (before, segment, is_elsewhere and at == 1)
        for at, (before, segment) in enumerate(zip(["", *segments], segments, strict=False))
    )


def _part(before: str, segment: str, is_host: bool) -> str:  # noqa: FBT001 - one of three facts about a segment
    plain = unquote_to_bytes(segment.partition(";")[0])
    if is_host or not plain or (segment.startswith("{") and segment.endswith("}")):
        return segment
    named = before.lower().encode() in words.PERSON_PLACES and plain.lower() not in words.ACTIONS
    if is_identifier(plain) or named or not plain.isascii() or b"@" in plain:
        return "{" + words.variable_name(plain) + "}"
    return plain.decode()


def _without_names(path: list[str]) -> list[str]:
    """A path without segments that may be somebody's: those of unknown words, unless an identifier follows (`/bikes/{id}`)."""
    first = 2 if path[0] == "" and len(path) > 1 else 0  # the host
    following = [*path[1:], ""]
    return [
        "{name}" if at >= first and not part.startswith("{") and _may_name(part, after) else part
        for at, (part, after) in enumerate(zip(path, following, strict=True))
    ]


def _may_name(part: str, after: str) -> bool:
    plain = part.lower().encode()
    if not part or plain in words.ACTIONS or words.VERSION.match(plain) or is_place(part):
        return False
    return is_somebody(part) or not after.startswith("{id")


def _collapse(paths: list[list[str]], depth: int) -> None:
    """Make one variable of the siblings at `depth` that are values by their company."""
    siblings: dict[tuple[str, ...], dict[str, list[list[str]]]] = {}
    for path in paths:
        is_host = depth == 1 and path[0] == ""
        if len(path) > depth and path[depth] and not is_host and not path[depth].startswith("{"):
            siblings.setdefault(tuple(path[:depth]), {}).setdefault(path[depth], []).append(path)
    for parts in siblings.values():
        codes = sum(1 for part in parts if _CODE.fullmatch(part) and not words.VERSION.match(part.encode()))
        if len(parts) > MOST_SIBLINGS or (len(parts) >= FEWEST_CODES and codes >= CODES * len(parts)):
            for path in (path for group in parts.values() for path in group):
                path[depth] = "{id}"
