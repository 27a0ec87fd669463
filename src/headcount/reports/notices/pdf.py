"""A notice as PDF, by typst, with the fonts of this machine; gaps are highlighted."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from headcount.errors import ConfigError
from headcount.reports.notices.document import Document, Table

FONTS = {
    "zh": (
        "Noto Serif CJK SC",
        "Noto Sans CJK SC",
        "Source Han Serif SC",
        "Source Han Sans SC",
        "SimSun",
        "Songti SC",
        "PingFang SC",
        "Microsoft YaHei",
        "WenQuanYi Zen Hei",
        "WenQuanYi Micro Hei",
    ),
    "ja": (
        "Noto Serif CJK JP",
        "Noto Sans CJK JP",
        "Source Han Serif",
        "Source Han Sans",
        "Yu Mincho",
        "Yu Gothic",
        "IPAexMincho",
    ),
    "ko": ("Noto Serif CJK KR", "Noto Sans CJK KR", "Source Han Serif K", "Source Han Sans K", "Batang", "Malgun Gothic"),
}
"""Fonts that have the characters of a language, best first. Other languages do with the fonts that typst brings."""
_LATIN = "Libertinus Serif"


def pdf(notice: Document, fonts: Sequence[Path] = ()) -> bytes:
    """The notice as PDF; the same notice gives the same bytes on the same machine.

    Args:
        notice: what is written.
        fonts: folders with more fonts than those of the machine.

    Raises:
        ConfigError: `headcount[incident]` is not installed, or no font here has the characters of the language.
    """
    try:
        import typst  # noqa: PLC0415 - of the extra headcount[incident]
    except ImportError as error:
        raise ConfigError("PDF needs typst: install headcount[incident], or use --format md") from error
    known = typst.Fonts(font_paths=[str(folder) for folder in fonts])
    families = known.families()
    wanted = FONTS.get(notice.language, ())
    there = [family for family in wanted if family in families]
    if wanted and not there:
        raise ConfigError(
            f"no font of this machine has the characters of {notice.language}: looked for {', '.join(wanted)}; install one "
            "(Debian: fonts-noto-cjk), name a folder with --fonts, or use --format docx, which takes the reader's fonts"
        )
    others = [family for names in FONTS.values() for family in names if family in families and family not in there]
    data = {
        "title": notice.title,
        "lang": notice.language,
        "fonts": [_LATIN, *there, *others],
        "blocks": [
            {"style": "table", "rows": [[row.label, row.text] for row in block.rows]}
            if isinstance(block, Table)
            else {"style": block.style, "text": block.text}
            for block in notice.blocks
        ],
    }
    source = resources.files("headcount.reports.notices").joinpath("notice.typ").read_bytes()
    compiler = typst.Compiler(source, font_paths=known, sys_inputs={"notice": json.dumps(data)})
    made = compiler.compile(format="pdf")
    if not isinstance(made, bytes):
        raise ConfigError("typst gave no PDF; use --format docx")
    return made
