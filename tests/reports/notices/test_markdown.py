from __future__ import annotations

from headcount.reports.notices.document import Document, Row, Table, Text
from headcount.reports.notices.markdown import markdown


def test_blocks_as_markdown() -> None:
    blocks = (
        Text("title", "Report"),
        Text("note", "Draft."),
        Table((Row("To", "a|b"), Row("Cause", "[a] gap"))),
        Text("heading", "Harm"),
        Text("plain", "GET /orders/{id} <b>*x*</b>\n# no heading"),
        Text("gap", "[name]"),
    )
    assert markdown(Document("Report", "en", blocks)) == (
        "# Report\n\n> Draft.\n\n| | |\n|---|---|\n| To | a\\|b |\n| Cause | \\[a\\] gap |\n\n## Harm\n\n"
        "GET /orders/{id} \\<b\\>\\*x\\*\\</b\\> \\# no heading\n\n**\\[name\\]**\n"
    )
