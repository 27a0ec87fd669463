"""Bodies of answers to leaves: every value under the dotted path that leads to it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import msgspec

from headcount.model.leaves import Leaves

_decoder = msgspec.json.Decoder()
MOST_LEAVES = 20_000
"""Of one answer, so many leaves are looked at."""


def decoded(body: bytes) -> object:
    """The JSON value of a body; None when it is none, or nested deeper than the interpreter allows."""
    try:
        return _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def leaves_of(unit: str, bodies: Sequence[bytes]) -> Leaves:
    """The leaves of JSON bodies of one unit. A body that is no JSON has none, and is counted in `total` like the others."""
    from headcount.sources.documents import json_text  # noqa: PLC0415  # a log without bodies need not load the whole shelf
    from headcount.sources.documents.inflate import Unreadable  # noqa: PLC0415  # as above

    columns: dict[str, tuple[list[str], list[int]]] = {}
    for number, body in enumerate(bodies):
        try:
            for path, value in islice(json_text.leaves(body), MOST_LEAVES):
                if value:
                    values, answers = columns.setdefault(path, ([], []))
                    values.append(value)
                    answers.append(number)
        except Unreadable:
            continue
    return Leaves(
        unit,
        tuple(columns),
        tuple(values for values, _ in columns.values()),
        tuple(answers for _, answers in columns.values()),
        len(bodies),
    )


def text_of(value: object) -> str:
    """A leaf as text: `true` and `false` as words, numbers in their own digits."""
    if isinstance(value, str):
        return value
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
