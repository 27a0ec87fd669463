"""From a decoded JSON value to its leaves: (path, text) pairs.

The language of paths: members are joined by dots, every list is `[]`, so `data.buyers[].phone`; a list at the top is `[].phone`,
a scalar at the top the empty path. A key that is itself a value (an account's number, an e-mail address) is written `{}`, and is
a leaf of its own at `{key}` beside it: `{"7001": {"phone": ...}}` has the leaves `{key}` and `{}.phone`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TypeVar

Value = TypeVar("Value")

MOST_KEYS = 256
"""An object of more members is taken for a map: its keys are values."""
_LONGEST_NAME = 64
_VALUE = re.compile(
    r"""\d{3,} | .*\d{5} | .*@ | .*[\s/] .* \d{2} | \+\d
    | [0-9a-f]{8}-[0-9a-f]{4}- | (?=.*\d)(?=.*[a-f])[0-9a-f]{16}""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)

_NAME = re.compile(r"[^\W\d_a-z][\w'\u2019.-]*(?:\s[^\W\d_a-z][\w'\u2019.-]*){1,3}")
"""Two to four words with capitals, as names of people are written."""
_LABELLING = """
account address age amount bank billing birth card city code comment company contact country currency customer data date
description details email family first full gender given home id info item last license mail middle mobile name names national
no notes number order passport payment phone post price product reference region shipping state status street tax time title
total type unit user work zip
"""
_LABELS = frozenset(_LABELLING.split())
"""Words that such a key has when it is a label instead, such as `Billing Address`."""


def walk(value: object, path: str = "", *, positional: bool = False, most: int = sys.maxsize) -> Iterator[tuple[str, str]]:
    """Every leaf below `value`, in the order it stands, without recursion.

    Args:
        value: what a JSON decoder gave: dicts, lists, str, numbers (or their digits as str), bool, None.
        path: path of `value` itself.
        positional: lists that hold scalars are messages whose positions are fields (protobuf as JSON arrays): their members are
            named `1`, `2` ... like protobuf's field numbers.
        most: so many nodes are looked at; what comes after them is left out.
    """
    stack: list[tuple[str, object]] = [(path, value)]
    while stack and most > 0:
        here, item = stack.pop()
        most -= 1
        if item.__class__ is str:
            yield here, item
        elif isinstance(item, dict):
            stack.extend(reversed(list(members(here, item))))
        elif isinstance(item, list):
            if positional and any(not isinstance(entry, list | dict) for entry in item):
                stack.extend((f"{here}.{at}" if here else str(at), item[at - 1]) for at in range(len(item), 0, -1))
            else:
                below = f"{here}[]"
                stack.extend((below, entry) for entry in reversed(item))
        elif item is not None:
            yield here, scalar(item)


@dataclass(frozen=True, slots=True, repr=False)
class Tree:
    """The leaves of a decoded JSON value, not walked yet: `Gather.fill` does that faster than leaf by leaf."""

    value: object
    path: str = ""
    """Path of the value itself."""
    size: int = 0
    """Bytes of the text that it was decoded from; 0 where that is not known."""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return walk(self.value, self.path)

    def __repr__(self) -> str:
        return "Tree(***)"


@dataclass(frozen=True, slots=True, repr=False)
class Trees:
    """The leaves of a value too large to be decoded at once: its parts, one after the other. Iterate once."""

    parts: Iterator[Tree]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return chain.from_iterable(self.parts)

    def __repr__(self) -> str:
        return "Trees(***)"


def members(path: str, item: dict[str, Value]) -> Iterator[tuple[str, Value | str]]:
    """The members of an object at `path`, each with its own path; keys that are values come as members, too."""
    start = f"{path}." if path else ""
    is_map = len(item) > MOST_KEYS
    for key, value in item.items():
        if is_map or is_value(key):
            yield f"{start}{{key}}", key
            yield f"{start}{{}}", value
        else:
            yield start + key, value


def safe(name: str) -> str:
    """A name as it may stand in a path: `{}` in place of one that looks like a value."""
    return "{}" if is_value(name) else name


def is_value(key: str) -> bool:
    """Whether a key looks like a value: a long number, an address, a digest, a person's name, any long text."""
    return len(key) > _LONGEST_NAME or _looks_like_value(key)


@lru_cache(1 << 14)
def _looks_like_value(key: str) -> bool:
    return bool(_VALUE.match(key)) or bool(_NAME.fullmatch(key) and _LABELS.isdisjoint(key.lower().split()))


def scalar(value: object) -> str:
    """The text of a scalar as JSON would write it."""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
