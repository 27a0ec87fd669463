from __future__ import annotations

import dataclasses
import io

from rich.console import Console

from headcount.model.classification import Classification
from headcount.model.kind import Kind
from headcount.reports.classification import WIDTH, print_classification
from tests.reports.classified import classified, graded, nothing


def printed(found: Classification, *, terminal: bool = False) -> str:
    out = io.StringIO()
    print_classification(found, Console(file=out, width=WIDTH, force_terminal=terminal, no_color=True))
    return out.getvalue()


def test_the_whole_page() -> None:
    lines = [line.rstrip() for line in printed(classified()).splitlines()]
    assert lines == [
        "3 fields hold personal data (3 kinds: national_id.cn, email, health); 2 are sensitive (grade 4).",
        "",
        "GET /u/{id}",
        "field               kind            grade  sure  form   count  valid",
        "data.sfz            national_id.cn      4  0.98  clear      5      3",
        "x.<b>\\x1b[2J\\u202e  health              4  0.55  clear      5",
        "",
        "users",
        "field  kind   grade  sure  form    count  valid",
        "mail   email      2  0.70  masked      2",
        "   mail: a***@example.com",
        "",
        "1 hint below confidence 0.5",
        "   GET /u/{id} code: bank_card 0.20 (the field is called `code`; 5 of 9 values have the shape)",
        "",
        "2 inputs (har): 7 answers, 1,020 bytes, 40 fields looked at, 1.2 s",
        "   skipped: 2 x no HTTP (a.har)",
        "   skipped: 1 x broken JSON (a.har)",
        "   skipped: 1 x not a kind of input that is read (b\\udcff.bin)",
    ]


def test_lines_keep_to_the_width() -> None:
    long = graded("GET /" + "a/" * 90, "b." * 90, Kind.PHONE, 0.9, 3)
    page = printed(dataclasses.replace(classified(), fields=(long,)))
    assert max(map(len, page.splitlines())) <= WIDTH


def test_nothing_found_and_nothing_read() -> None:
    assert printed(nothing(readable=True)).startswith("No field holds personal data, as far as can be told.\n")
    assert printed(nothing(readable=False)).startswith("No input could be read.\n")


def test_many_fields_and_hints_are_counted() -> None:
    fields = tuple(graded("u", f"p{n}", Kind.PHONE, 0.9, 3) for n in range(203))
    hints = tuple(graded("u", f"q{n}", Kind.PHONE, 0.3, 3) for n in range(9))
    page = printed(dataclasses.replace(classified(), fields=fields + hints))
    assert "and 3 more fields: see --json FILE" in page
    assert "and 4 more: see --json FILE" in page
    assert "p199" in page
    assert "p200" not in page


def test_a_terminal_gets_a_drawn_table() -> None:
    assert "─" in printed(classified(), terminal=True) or "-" in printed(classified(), terminal=True)
