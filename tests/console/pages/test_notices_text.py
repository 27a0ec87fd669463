"""Text of a notice: what is written as Markdown is read back as it was."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.console.pages.notices_text import document_of, gaps_in
from headcount.reports.notices.document import Document, Row, Table, Text
from headcount.reports.notices.markdown import markdown

_words = (
    st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=20).map(str.strip).filter(bool)
)
_texts = st.builds(Text, st.sampled_from(["title", "heading", "note", "gap"]), _words)
_tables = st.lists(st.builds(Row, _words, _words), min_size=1, max_size=4).map(lambda rows: Table(tuple(rows)))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.one_of(_texts, _tables), max_size=6))
def test_it_is_read_back(blocks: list[Text | Table]) -> None:
    made = Document("A notice", "en", tuple(blocks))
    assert document_of(markdown(made), "A notice", "en") == made


def test_what_a_person_writes() -> None:
    text = "# Title\r\n\r\nTwo lines\r\nof one paragraph.\r\n\r\n**[gap]**\r\n\r\n|To|You|\r\n\r\n**"
    assert document_of(text, "T", "de").blocks == (
        Text("title", "Title"),
        Text("plain", "Two lines of one paragraph."),
        Text("gap", "[gap]"),
        Table((Row("To", "You"),)),
        Text("plain", "**"),
    )


def test_gaps_are_counted_and_nothing_steers_a_page() -> None:
    made = document_of("**one**\n\n**two**\n\nx\x1b[2J", "T", "en")
    assert gaps_in(made) == 2
    assert made.blocks[2] == Text("plain", "x\\x1b[2J")
