from __future__ import annotations

import datetime as dt
import io
import sys

import docx as python_docx
import pytest
from docx.enum.text import WD_COLOR_INDEX

from headcount.errors import ConfigError
from headcount.reports.notices.document import Document, Row, Table, Text
from headcount.reports.notices.word import docx

NOW = dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)
NOTICE = Document(
    "报告",
    "zh",
    (
        Text("title", "报告"),
        Table((Row("原因", "[待填写: 原因]"), Row("人数", "5"))),
        Text("heading", "危害"),
        Text("gap", "[待填写]"),
        Text("plain", "<w:p>&"),
    ),
)


def test_blocks_as_docx() -> None:
    read = python_docx.Document(io.BytesIO(docx(NOTICE, NOW)))
    assert [(p.style.name if p.style else "", p.text) for p in read.paragraphs] == [
        ("Title", "报告"),
        ("Heading 2", "危害"),
        ("Normal", "[待填写]"),
        ("Normal", "<w:p>&"),
    ]
    assert [[cell.text for cell in row.cells] for row in read.tables[0].rows] == [["原因", "[待填写: 原因]"], ["人数", "5"]]
    highlights = [run.font.highlight_color for p in read.paragraphs for run in p.runs]
    assert highlights == [None, None, WD_COLOR_INDEX.YELLOW, None]
    assert (read.core_properties.title, read.core_properties.author, read.core_properties.language) == ("报告", "headcount", "zh")


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(ConfigError, match=r"install headcount\[incident\]"):
        docx(NOTICE, NOW)
