"""A notice as DOCX, by python-docx; gaps are highlighted."""

from __future__ import annotations

import datetime as dt
import io

from headcount.errors import ConfigError
from headcount.reports.notices.document import Document, Table


def docx(notice: Document, made: dt.datetime) -> bytes:
    """The notice as a file of Word; its fonts are those of the reader's machine.

    Args:
        notice: what is written.
        made: when, for the file's properties.

    Raises:
        ConfigError: `headcount[incident]` is not installed.
    """
    try:
        import docx as word  # noqa: PLC0415 - of the extra headcount[incident]
        from docx.enum.text import WD_COLOR_INDEX  # noqa: PLC0415 - of the extra headcount[incident]
    except ImportError as error:
        raise ConfigError("DOCX needs python-docx: install headcount[incident], or use --format md") from error
    file = word.Document()
    file.core_properties.title = notice.title
    file.core_properties.author = "headcount"
    file.core_properties.language = notice.language
    file.core_properties.comments = ""
    file.core_properties.created = file.core_properties.modified = made.astimezone(dt.UTC)
    for block in notice.blocks:
        if isinstance(block, Table):
            table = file.add_table(rows=0, cols=2, style="Table Grid")
            for row in block.rows:
                label, text = table.add_row().cells
                label.text, text.text = row.label, row.text
        elif block.style in {"title", "heading"}:
            file.add_heading(block.text, 0 if block.style == "title" else 2)
        else:
            run = file.add_paragraph().add_run(block.text)
            run.italic = block.style == "note"
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW if block.style == "gap" else None
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()
