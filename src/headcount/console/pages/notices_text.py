"""A notice as text that a person edits: the Markdown of `reports.notices.markdown`, read back into blocks."""

from __future__ import annotations

import re

from headcount.reports.markup import printable
from headcount.reports.notices.document import Block, Document, Row, Table, Text

_ESCAPED = re.compile(r"\\([\\`*_\[\]<>#|~])")
_CELLS = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|[\s|:-]*\|")


def document_of(text: str, title: str, language: str) -> Document:
    r"""The blocks of a text: headings (`#`, `##`), notes (`>`), gaps (`**...**`), tables of two columns, paragraphs.

    Blocks are parted by an empty line. What is none of these is a paragraph, as it stands.

    Example:
        >>> [block.style for block in document_of("# Notice\n\nWe saw it.\n\n**[to be filled in]**", "Notice", "en").blocks]
        ['title', 'plain', 'gap']
    """
    blocks = [piece.strip() for piece in re.split(r"\n\s*\n", text.replace("\r\n", "\n"))]
    return Document(title, language, tuple(_block(block) for block in blocks if block))


def gaps_in(document: Document) -> int:
    """How many places are still to be filled in."""
    return sum(isinstance(block, Text) and block.style == "gap" for block in document.blocks)


def _block(text: str) -> Block:
    if text.startswith("|"):
        return _table(text)
    joined = " ".join(line.strip() for line in text.split("\n"))
    if joined.startswith("## "):
        return Text("heading", _plain(joined[3:]))
    if joined.startswith("# "):
        return Text("title", _plain(joined[2:]))
    if joined.startswith("> "):
        return Text("note", _plain(joined[2:]))
    if len(joined) > 4 and joined.startswith("**") and joined.endswith("**"):
        return Text("gap", _plain(joined[2:-2]))
    return Text("plain", _plain(joined))


def _table(text: str) -> Table:
    rows = [line.strip() for line in text.split("\n") if not _RULE.fullmatch(line.strip())]
    cells = [[_plain(cell.strip()) for cell in _CELLS.split(row)[1:]] for row in rows]
    return Table(tuple(Row(row[0], row[1] if len(row) > 1 else "") for row in cells if row and any(row)))


def _plain(text: str) -> str:
    return printable(_ESCAPED.sub(r"\1", text))
