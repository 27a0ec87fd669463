from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typst

from headcount.errors import ConfigError
from headcount.reports.notices.document import Document, Row, Table, Text
from headcount.reports.notices.pdf import FONTS, pdf

BLOCKS = (
    Text("title", "Report"),
    Text("note", "Draft."),
    Table((Row("Cause", "[to be filled in: Cause]"), Row("Route", "GET /orders/{id}"))),
    Text("heading", "Harm"),
    Text("plain", '#read("/etc/passwd") *bold* $x$ <label> @ref'),
    Text("gap", "[name]"),
)


def test_blocks_as_pdf(tmp_path: Path) -> None:
    made = pdf(Document("Report", "en", BLOCKS))
    assert made.startswith(b"%PDF-")
    if shutil.which("pdftotext") is None:
        pytest.skip("no pdftotext on this machine (Debian: poppler-utils)")
    file = tmp_path / "notice.pdf"
    file.write_bytes(made)
    text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
    assert [line.split() for line in text.splitlines() if line.strip()][:3] == [
        ["Report"],
        ["Draft."],
        ["Cause", "[to", "be", "filled", "in:", "Cause]"],
    ]
    assert '#read("/etc/passwd") *bold* $x$ <label> @ref' in text


def test_the_same_notice_gives_the_same_bytes() -> None:
    assert pdf(Document("Report", "en", BLOCKS)) == pdf(Document("Report", "en", BLOCKS))


@pytest.mark.parametrize("language", list(FONTS))
def test_languages_of_other_characters(language: str, tmp_path: Path) -> None:
    there = [family for family in FONTS[language] if family in typst.Fonts().families()]
    if not there:
        pytest.skip(f"no font of this machine has the characters of {language} (Debian: fonts-noto-cjk)")
    if shutil.which("pdffonts") is None:
        pytest.skip("no pdffonts on this machine (Debian: poppler-utils)")
    file = tmp_path / "notice.pdf"
    file.write_bytes(pdf(Document("報告", language, (Text("title", "報告 보고 报告"),))))
    fonts = subprocess.run(["pdffonts", str(file)], capture_output=True, text=True, check=True).stdout
    assert there[0].replace(" ", "").lower() in fonts.lower()


def test_a_machine_without_the_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FONTS, "zh", ("No Such Font",))
    with pytest.raises(
        ConfigError, match=r"no font of this machine has the characters of zh: looked for No Such Font; install one"
    ):
        pdf(Document("报告", "zh", (Text("title", "报告"),)))


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(ConfigError, match=r"install headcount\[incident\]"):
        pdf(Document("Report", "en", BLOCKS))
