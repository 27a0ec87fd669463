"""A notice as Markdown; gaps are bold."""

from __future__ import annotations

import re

from headcount.reports.notices.document import Block, Document, Table

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")


def markdown(document: Document) -> str:
    """The notice as text; what comes out of logs is escaped, so that it stays text."""
    return "\n\n".join(_block(block) for block in document.blocks) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Table):
        rows = [f"| {_escape(row.label)} | {_escape(row.text)} |" for row in block.rows]
        return "\n".join(["| | |", "|---|---|", *rows])
    text = _escape(block.text)
    return {"title": f"# {text}", "heading": f"## {text}", "note": f"> {text}", "gap": f"**{text}**"}.get(block.style, text)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text).replace("\n", " ")
