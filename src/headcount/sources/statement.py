"""What an SQL statement looks up: the tables it reads, and the values that their columns have to equal.

No parser of SQL: it follows FROM, JOIN and WHERE by their words, which is enough for how programs look records up. What it does
not understand names no record. `OR` and negations are not weighed: a log's count of rows tells what such a statement showed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import count, islice

from headcount.sources.sql_operands import Column, Value, closing, members, operand, operand_before
from headcount.sources.sql_words import Word, names_of, words_of

_READS_ON = {"where", "on", "and", "or", "having", "when"}
_ENDS = {
    "select",
    "from",
    "group",
    "order",
    "limit",
    "offset",
    "set",
    "returning",
    "values",
    "union",
    "except",
    "intersect",
    "for",
}
_SOURCES = {"from", "join", "update", "into", "copy", "table", "using"}
_NO_ALIAS = _READS_ON | _ENDS | _SOURCES | {
    "as", "only", "left", "right", "inner", "outer", "full", "cross", "natural", "lateral", "window", "fetch", "to", "with",
    "tablesample", "limit", "do", "not", "is", "in", "default",
}  # fmt: skip
_UNITES = {"union", "except", "intersect"}
_AGGREGATES = {"count", "sum", "avg", "min", "max", "bool_and", "bool_or", "every", "stddev", "variance", "exists"}


_LITERAL = 50_000
"""Values that stand in a statement are numbered from here on, parameters from 1 (65,535 at most, but few have many)."""
_LONG, _MOST_TABLES = 16_384, 64
"""Characters of a statement whose values are taken out, and tables of one that are looked at."""
_ODD = re.compile(r"[\\`]|--|/\*|\$(?!\d{1,4}(?!\d))|[A-Za-z&]'")
"""What makes the places of values hard to tell: escapes, comments, dollar quotes, prefixed texts."""
_VALUES = re.compile(r'"(?:[^"]|"")*"|[A-Za-z_][\w$]*|\$\d+|[^\W\d]\w*|(?P<value>\'(?:[^\']|\'\')*\'|\d+(?:\.\d+)?)')


@dataclass(slots=True, repr=False)
class Statement:
    """What one statement looks up. Holds clear text: prints as `***`."""

    tables: dict[str, str] = field(default_factory=dict)
    """Alias (or the table's last name) to the table as it is named, in the order of the statement."""
    main: str = ""
    """Alias of the first table that no bracket surrounds; empty when there is none."""
    equal: list[tuple[Column, tuple[Value, ...]]] = field(default_factory=list)
    """Columns that have to equal one of some values."""
    joined: list[tuple[Column, Column]] = field(default_factory=list)
    """Columns that have to equal each other."""
    copied: str = ""
    """`to` or `from` for COPY of a table; `query` for COPY of what a query shows."""
    summed: bool = False
    """Whether only counts and sums are shown, of no group."""
    returning: bool = False
    """Whether a change shows the rows that it changed."""

    def __repr__(self) -> str:
        return "Statement(***)"

    literals: Sequence[str] = ()
    """Values that stood in the statement: those that `equal` numbers from `_LITERAL` on."""

    def looked_up(self, table: str, parameters: Sequence[str]) -> dict[str, list[str]]:
        """Column of `table` (the last part of its name will do) to the values that it has to equal, in the statement's order."""
        last = table.rpartition(".")[2]
        aliases = {alias for alias, named in self.tables.items() if named == table or named.rpartition(".")[2] == last}
        known: dict[Column, list[str]] = {}
        for column, values in self.equal:
            told = known.setdefault(column, [])
            told += dict.fromkeys(text for value in values for text in self._told(value, parameters) if text and text not in told)
        for one, other in (*self.joined, *self.joined):
            for here, there in ((one, other), (other, one)):
                if here in known and there not in known:
                    known[there] = known[here]
        return {column: values for (alias, column), values in known.items() if values and alias in aliases}

    def _told(self, value: Value, parameters: Sequence[str]) -> Iterator[str]:
        """The values that one stands for: the elements of an array written as text (`{1,2}`), else itself."""
        text = value if isinstance(value, str) else ""
        if isinstance(value, int):
            given, place = (self.literals, value - _LITERAL) if value >= _LITERAL else (parameters, value - 1)
            text = given[place] if 0 <= place < len(given) else ""
        if text.startswith("{") and text.endswith("}"):
            yield from (part.strip('"') for part in text[1:-1].split(","))
        else:
            yield text


def statement_of(text: str) -> Statement:
    """What a statement looks up. Statements that differ in their values only are understood once."""
    if len(text) > _LONG or _ODD.search(text):
        return read(text)
    literals: list[str] = []

    def numbered(match: re.Match[str]) -> str:
        if match["value"] is None:
            return match[0]
        value = match["value"]
        literals.append(value[1:-1].replace("''", "'") if value.startswith("'") else value)
        return f"${_LITERAL + len(literals) - 1}"

    return replace(_cached(_VALUES.sub(numbered, text)), literals=literals)


@lru_cache(maxsize=4_096)
def _cached(text: str) -> Statement:
    return read(text)


def read(text: str) -> Statement:  # noqa: C901 - one walk over the words, a branch for each that means something
    """What a statement looks up, with its values as they stand."""
    words, found = _numbered(words_of(text)), Statement()
    _copies(words, found)
    at, comparing, united, sums = 0, False, False, list[bool]()
    scopes = [("", False)]
    """By depth of brackets, the alias of the first table there (until there is one, that around), and whether it is its own."""
    while at < len(words):
        word = words[at]
        key = word.text if word.kind == "name" and word.plain else ""
        if key in _SOURCES and not (key == "table" and at):
            before = len(found.tables)
            at = _tables(words, at + 1, found, listed=key in {"from", "using"})
            if len(found.tables) > before and not scopes[-1][1]:
                scopes[-1] = next(islice(found.tables, before, None)), True
                found.main = found.main or (scopes[-1][0] if len(scopes) == 1 else "")
            continue
        if key in _READS_ON:
            comparing = True
        elif key in _ENDS:
            comparing = False
            found.returning |= key == "returning"
            if key == "select":
                sums += [_sums(words, at + 1)] if len(scopes) == 1 and not sums else []
                scopes[-1] = scopes[-1][0], False
            united |= key in _UNITES
        elif comparing and (word.text == "=" or key == "in"):
            _compare(words, at, found, scopes[-1][0])
        elif word.kind == "sign" and word.text == "(":
            scopes.append((scopes[-1][0], False))
        elif word.kind == "sign" and word.text == ")" and len(scopes) > 1:
            scopes.pop()
        at += 1
    for name in _named_queries(words):
        found.tables.pop(name, None)
    found.summed = any(sums) and not united
    return found


def _numbered(words: list[Word]) -> list[Word]:
    """The words with parameters that have no number (`?`, `%s`) counted from the front."""
    numbers = count(1)
    unnamed = Word("parameter", "?"), Word("parameter", "%s")
    return [Word("parameter", f"${next(numbers)}") if word in unnamed else word for word in words]


def _named_queries(words: Sequence[Word]) -> Iterator[str]:
    """What WITH names: they are no tables."""
    if any(word.plain and word.text == "with" for word in words[:8]):
        for name, as_, opening in zip(words, words[1:], words[2:], strict=False):
            if name.kind == "name" and as_.plain and as_.text == "as" and opening.text in {"(", "materialized", "not"}:
                yield name.text


def _copies(words: Sequence[Word], found: Statement) -> None:
    """Whether it is COPY, and which way."""
    if not words or words[0].text != "copy":
        return
    depth = 0
    for word in words[1:]:
        depth += (word.text == "(") - (word.text == ")") if word.kind == "sign" else 0
        if not depth and word.plain and word.text in {"to", "from"}:
            found.copied = word.text
            break
    if len(words) > 1 and words[1].text == "(" and found.copied == "to":
        inner = [word.text for word in words[2:40]]
        found.copied = "query" if "select" in inner or "with" in inner else "to"


def _sums(words: Sequence[Word], at: int) -> bool:
    """Whether the columns from `at` on are only aggregates, and nothing is grouped."""
    depth, first = 0, True
    for place in range(at, len(words)):
        word = words[place]
        if not depth and word.kind == "name" and word.plain and word.text == "from":
            return not any(w.kind == "name" and w.plain and w.text == "group" for w in words[place:])
        if not depth and first:
            if word.text not in _AGGREGATES or place + 1 >= len(words) or words[place + 1].text != "(":
                return False
            first = False
        depth += (word.text == "(") - (word.text == ")") if word.kind == "sign" else 0
        first |= not depth and word.kind == "sign" and word.text == ","
    return False


def _tables(words: Sequence[Word], at: int, found: Statement, *, listed: bool) -> int:
    """Note the table that is named from `at` on (several, where they are listed); returns where to go on."""
    while at < len(words):
        word = words[at]
        if word.kind == "name" and word.plain and word.text in {"only", "lateral", "table"}:
            at += 1
            continue
        if word.kind != "name" or (word.plain and word.text in _NO_ALIAS):
            return at
        name, at = word.text, at + 1
        if at < len(words) and words[at].text == "(" and listed:
            name += "()"
            at = closing(words, at)
        at += at < len(words) and words[at].plain and words[at].text == "as"
        alias = name.rpartition(".")[2]
        if at < len(words) and words[at].kind == "name" and not (words[at].plain and words[at].text in _NO_ALIAS):
            alias, at = words[at].text, at + 1
        if len(found.tables) < _MOST_TABLES:
            found.tables.setdefault(alias, name)
        if not (listed and at < len(words) and words[at].text == ","):
            return at
        at += 1
    return at


def _compare(words: Sequence[Word], at: int, found: Statement, scope: str) -> None:
    """Note what the `=` or `IN` at `at` compares; a column that stands alone is one of `scope`."""
    following = [word.text for word in words[at + 1 : at + 3]]
    listed = words[at].text == "in" or (len(following) == 2 and following[0] in {"any", "some"} and following[1] == "(")
    if words[at].text == "in" and at and words[at - 1].text == "not":
        return
    right = list(members(words, at + 1 + (words[at].text == "="))) if listed else [operand(words, at + 1)]
    sides = [operand_before(words, at - 1), *right]
    columns = [(side[0] or scope, side[1]) for side in sides if isinstance(side, tuple)]
    values = tuple(side for side in sides if isinstance(side, str | int))
    if len(columns) == 1 and values:
        found.equal.append((columns[0], values))
    elif len(columns) == 2:
        found.joined.append((columns[0], columns[1]))


def schema_and_table(name: str, otherwise: str = "public") -> tuple[str, str]:
    """Schema and table of a table's name; `otherwise` where it has no schema."""
    *above, table = names_of(name) or ["?"]
    return (above[-1] if above else otherwise), table
