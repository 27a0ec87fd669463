"""What stands on either side of a comparison in an SQL statement: a column, or a value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from headcount.sources.sql_words import Word

Column = tuple[str, str]
"""A table's alias (empty when the column stands alone) and the column."""
Value = str | int
"""A value as it stands, or the number of a parameter, from 1."""

_TRANSPARENT = {
    "any", "array", "btrim", "cast", "coalesce", "lower", "md5", "some", "trim", "unnest", "upper",
}  # fmt: skip
"""What may stand around a column or a value without making it another one."""
_NO_COLUMN = {"case", "default", "exists", "false", "not", "null", "select", "true", "values", "with"}
_DEEPEST, _NEAR, _MOST = 8, 64, 20_000
"""Brackets around a value, words within brackets before a comparison, and words of a list that are looked at."""


def operand(words: Sequence[Word], at: int) -> Column | Value | None:
    """What begins at `at`: a column, a value; None when it is something else."""
    for _ in range(_DEEPEST):
        if at >= len(words):
            return None
        word, then = words[at], words[at + 1].text if at + 1 < len(words) else ""
        if word.kind != "name" and word.text in {"(", "["}:
            at += 1
        elif word.kind == "name" and then in {"(", "["} and word.text in _TRANSPARENT:
            at += 2
        else:
            return None if word.kind == "name" and then == "(" else _meaning(word)
    return None


def operand_before(words: Sequence[Word], at: int) -> Column | Value | None:
    """What ends at `at`."""
    if at >= 2 and words[at - 1].text == "::":
        at -= 2  # a cast: `id::text`
    if at < 0:
        return None
    if words[at].kind == "sign" and words[at].text == ")":
        start = _opening(words, at)
        listed = any(word.kind == "sign" and word.text == "," for word in words[start:at])
        called = start and words[start - 1].kind == "name" and words[start - 1].text in _TRANSPARENT
        return None if listed else operand(words, start - 1 if called else start)
    return _meaning(words[at])


def members(words: Sequence[Word], at: int) -> Iterator[Column | Value | None]:
    """The values in the list that opens at `at`, up to a bracket inside of it; of a query there, those that it unnests."""
    if at + 1 < len(words) and words[at + 1].plain and words[at + 1].text in {"select", "with"}:
        at = at + 3 if at + 3 < len(words) and words[at + 2].text == "unnest" else len(words)
    for place in range(at + 1, min(at + 1 + _MOST, len(words))):
        word = words[place]
        if word.kind == "sign" and word.text in {"(", ")"}:
            return
        if word.kind in {"text", "number", "parameter"}:
            yield _meaning(word)


def closing(words: Sequence[Word], at: int) -> int:
    """One after the bracket that closes the one at `at`."""
    depth = 0
    while at < len(words):
        depth += _nesting(words[at])
        at += 1
        if depth <= 0:
            break
    return at


def _opening(words: Sequence[Word], at: int) -> int:
    """Where the bracket opens that closes at `at`; `at` when it does not within a few words."""
    depth = 0
    for place in range(at, max(at - _NEAR, -1), -1):
        depth += _nesting(words[place])
        if depth >= 0:
            return place
    return at


def _nesting(word: Word) -> int:
    return (word.text == "(") - (word.text == ")") if word.kind == "sign" else 0


def _meaning(word: Word) -> Column | Value | None:
    if word.kind in {"text", "number"}:
        return word.text
    if word.kind == "parameter":
        return int(word.text[1:]) if word.text[1:].isdigit() else None
    if word.kind == "name" and not (word.plain and word.text in _NO_COLUMN):
        alias, _, column = word.text.rpartition(".")
        return alias.rpartition(".")[2], column
    return None
