"""Where in `headcount.toml` a key stands, and what may stand there: for messages that name the line and the remedy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from headcount.config.declared import Config

_HEADER = re.compile(r"\s*\[{1,2}\s*([\w.-]+)\s*\]{1,2}\s*(?:#.*)?$")


@dataclass(frozen=True, slots=True)
class _Place:
    """One key of one table."""

    names: tuple[str, ...]
    """The table, `routes` and then `fields`; empty for the whole file."""
    numbers: tuple[int, ...]
    """Which of the tables of these names, each counted from 0."""
    key: str
    """Empty when the table itself is meant."""
    kind: type[msgspec.Struct]
    """What the table is read into."""
    array: bool
    """Whether there may be several of it."""

    @property
    def table(self) -> str:
        """Its name, `routes.fields`."""
        return ".".join(self.names)


def line_of(text: str, where: str) -> int:
    """The line of a key, counted from 1; of its table's heading when it is missing; 0 when it cannot be told.

    Args:
        text: the whole file.
        where: the key as msgspec names it, such as `$.routes[1].template`.
    """
    wanted = _place(where)
    below = ".".join((*wanted.names, wanted.key)) if wanted.key else ""
    counted: dict[str, int] = {}
    current, here, heading = "", not wanted.names, 0
    for place, line in enumerate(text.splitlines(), 1):
        head = _HEADER.match(line)
        if head:
            current = head.group(1)
            counted = {name: n for name, n in counted.items() if not name.startswith(f"{current}.")}
            counted[current] = counted.get(current, -1) + 1
            inside = all(counted.get(".".join(wanted.names[: n + 1]), 0) == at for n, at in enumerate(wanted.numbers))
            here = current == wanted.table and inside
            heading = place if here and not heading else heading
            if below and inside and (current == below or current.startswith(f"{below}.")):
                return place
        elif here and wanted.key and _begins(line, wanted.key):
            return place
        elif not current and wanted.names and _begins(line, wanted.names[0]):  # `scan = { ... }`, or `scan.log_format = ...`
            heading = heading or place
    return heading


def allowed(where: str) -> str:
    """The keys that the table of this key may have, as a sentence's end: `[[routes]] takes template, subject ...`."""
    place = _place(where)
    named = f"{_brackets(place)} takes" if place.names else "the file has the tables"
    return f"{named} {', '.join(field.encode_name for field in msgspec.structs.fields(place.kind))}"


def choices(where: str) -> str:
    """The words that the key may have as its value, such as `"records" or "people"`; empty when it is free."""
    place = _place(where)
    hint = get_type_hints(place.kind).get(place.key)
    words: tuple[Any, ...] = get_args(hint) if get_origin(hint) is Literal else ()
    if isinstance(hint, type) and issubclass(hint, Enum):
        words = tuple(one.value for one in hint)
    quoted = [f'"{word}"' for word in words]
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}" if len(quoted) > 1 else "".join(quoted)


def table_of(where: str) -> str:
    """The table that a key stands in, as a reader counts: `[scan]`, `[[routes]] 2`."""
    place = _place(where)
    return f"{_brackets(place)} {place.numbers[-1] + 1}" if place.array else _brackets(place)


def _place(where: str) -> _Place:
    names: list[str] = []
    numbers: list[int] = []
    kind: type[msgspec.Struct] = Config
    array = False
    for name, number in re.findall(r"\.([\w-]+)((?:\[\d+\])?)", where):
        hint = get_type_hints(kind).get(name)
        element = get_args(hint)[0] if get_origin(hint) is list else None
        table = element if number else hint
        if not (isinstance(table, type) and issubclass(table, msgspec.Struct)):
            return _Place(tuple(names), tuple(numbers), name, kind, array)
        kind, array = table, bool(number)
        names.append(name)
        numbers.append(int(number[1:-1]) if number else 0)
    return _Place(tuple(names), tuple(numbers), "", kind, array)


def _begins(line: str, key: str) -> bool:
    return re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]", line) is not None


def _brackets(place: _Place) -> str:
    return f"[[{place.table}]]" if place.array else f"[{place.table}]"
