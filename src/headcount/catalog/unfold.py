"""Bodies of answers to leaves: every value under the dotted path that leads to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

import msgspec

from headcount.model.leaves import Leaves

_decoder = msgspec.json.Decoder()
MOST_LEAVES = 20_000
"""Of one answer, so many leaves are looked at."""
_LEAST_BYTES = 2
"""A leaf of a JSON text takes at least a digit and a comma, so a short text cannot have too many."""


def decoded(body: bytes) -> object:
    """The JSON value of a body; None when it is none, or nested deeper than the interpreter allows."""
    try:
        return _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def leaves_of(unit: str, bodies: Sequence[bytes], known: Iterable[str] = ()) -> Leaves:
    """The leaves of JSON bodies of one unit. A body that is no JSON has none, and is counted in `total` like the others.

    Keys that are values stand in no path (`catalog.map_keys`); `known` are paths of fields that are known of the unit.
    """
    from headcount.catalog.map_keys import Keyed  # noqa: PLC0415  # a log without bodies need not load the recognisers' tables
    from headcount.sources.documents import json_text  # noqa: PLC0415  # a log without bodies need not load the whole shelf
    from headcount.sources.documents.gather import Gather  # noqa: PLC0415  # as above
    from headcount.sources.documents.inflate import Unreadable  # noqa: PLC0415  # as above

    gather = Gather(unit)
    for body in bodies:
        try:
            leaves = json_text.leaves(body)
            gather.fill(leaves if len(body) <= _LEAST_BYTES * MOST_LEAVES else islice(leaves, MOST_LEAVES))
        except Unreadable:
            pass
        gather.close_answer()
    return Keyed(known).fold(gather.take())


def text_of(value: object) -> str:
    """A leaf as text: `true` and `false` as words, numbers in their own digits."""
    if isinstance(value, str):
        return value
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
