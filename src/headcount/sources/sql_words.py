"""The words of an SQL statement: names folded, values as they are meant, comments left out.

Source: PostgreSQL documentation, Lexical Structure (4.1); other dialects differ in what is not used here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

LONGEST = 1 << 16
"""Characters of a statement that are looked at."""

_WORDS = re.compile(
    r"""
      (?P<space> \s+ | --[^\n]* | /\*.*?(?:\*/|\Z) )
    | (?P<text> [eE]'(?:[^'\\]|''|\\.)*' | (?:[nNuUbBxX]&?)?'(?:[^']|'')*' )
    | (?P<dollar> \$(?P<tag>[A-Za-z_]\w{0,30})?\$ .{0,1000}? \$(?(tag)(?P=tag))\$ )
    | (?P<parameter> \$\d{1,5} | %s | \? | [:@](?=[A-Za-z_])\w+ )
    | (?P<number> \d+(?:\.\d+)?(?:[eE][+-]?\d+)? | \.\d+ )
    | (?P<name> (?:"(?:[^"]|"")*"|`[^`]*`|[^\W\d][\w$]*) (?:\s*\.\s*(?:"(?:[^"]|"")*"|`[^`]*`|[^\W\d][\w$]*|\*))* )
    | (?P<sign> :: | <> | != | <= | >= | \|\| | . )
    """,
    re.VERBOSE | re.DOTALL,
)
_PART = re.compile(r'"((?:[^"]|"")*)"|`([^`]*)`|([^\W\d][\w$]*|\*)')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


class Word(NamedTuple):
    """One word."""

    kind: str
    """`name`, `text`, `number`, `parameter` or `sign`."""
    text: str
    """A name's parts joined by dots, plain parts in lower case; a text without its quotes."""
    plain: bool = True
    """Whether a name was written without quotes: only then can it be a keyword."""


def words_of(statement: str) -> list[Word]:
    """The words of the first `LONGEST` characters of a statement. Any text has some."""
    found = []
    for match in _WORDS.finditer(statement[:LONGEST]):
        kind, text = match.lastgroup or "", match[0]
        if kind == "space":
            continue
        if kind in {"dollar", "tag"} or match["dollar"]:
            found.append(Word("text", text.strip("$").partition("$")[2].rpartition("$")[0] if match["tag"] else text[2:-2]))
        elif kind == "text":
            found.append(Word("text", _text(text)))
        elif kind == "name":
            found.append(Word("name", ".".join(names_of(text)), not text.startswith(('"', "`"))))
        else:
            found.append(Word(kind, text))
    return found


def names_of(name: str) -> Sequence[str]:
    """The parts of a dotted name: plain ones in lower case, quoted ones as they stand."""
    return [(quoted.replace('""', '"') or ticked or plain.lower()) for quoted, ticked, plain in _PART.findall(name)]


def _text(quoted: str) -> str:
    """What a quoted text means."""
    escaped = quoted[0] in "eE"
    inner = quoted[quoted.index("'") + 1 : -1].replace("''", "'")
    return _ESCAPE.sub(r"\1", inner) if escaped else inner
