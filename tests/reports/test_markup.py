from __future__ import annotations

from headcount.reports.markup import Html, concat, escape, printable, tag


def test_text_becomes_text_and_markup_stays() -> None:
    assert tag("p", "<b>&", Html("<i>x</i>")) == "<p>&lt;b&gt;&amp;<i>x</i></p>"
    assert concat(["<", tag("b", ">")]) == "&lt;<b>&gt;</b>"


def test_attributes_are_escaped_and_named() -> None:
    assert tag("a", "x", href='"><script>', class_="k", data_v="1") == (
        '<a href="&quot;&gt;&lt;script&gt;" class="k" data-v="1">x</a>'
    )
    assert tag("input", hidden=True, id=None, lang=False) == "<input hidden>"


def test_coordinates_have_at_most_two_decimals() -> None:
    assert tag("line", x1=1.0, y1=2.345, x2=3) == '<line x1="1" y1="2.35" x2="3"/>'


def test_what_does_not_print_is_written_as_an_escape() -> None:
    assert printable("a\x1b[2J\u202eb\nc\udcff 統") == "a\\x1b[2J\\u202eb\\nc\\udcff 統"
    assert escape("\x00<") == "\\x00&lt;"
