from __future__ import annotations

import pytest

from headcount.sources.documents.html_tokens import End, Start, Words, tokens


def test_tags_texts_and_comments() -> None:
    page = "<!doctype html><P Class='a b' id=x data-n=\"1>2\">Hi  &amp;\n you<br/><!-- gone --></P> 1 < 2 <? php ?>"
    assert list(tokens(page)) == [
        Start("p", {"class": "a b", "id": "x", "data-n": "1>2"}),
        Words("Hi & you"),
        Start("br", {}),
        Words("gone", comment=True),
        End("p"),
        Words("1"),
        Words("< 2"),
    ]


def test_content_that_is_no_markup() -> None:
    page = "<script type=x>if (a<b) {}</SCRIPT ><textarea name=n>a<b></textarea>x<title>T"
    assert list(tokens(page)) == [
        Start("script", {"type": "x"}, "if (a<b) {}"),
        Start("textarea", {"name": "n"}, "a<b>"),
        Words("x"),
        Start("title", {}, "T"),
    ]


@pytest.mark.parametrize("page", ["<", "<a", "<!--", "<!", "</", "<script>", "<a b='", "<>", "</ x>", '<a b=">'])
def test_pages_that_break_off(page: str) -> None:
    assert all(isinstance(token, Start | End | Words) for token in tokens(page))


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<a '", "<a b='", '<a b=">', "<!--", "</", "<b></p>", "<script>", "&#", "<a b=c d>", "<font a=1>"]
)
def test_hostile_pages_take_linear_time(piece: str) -> None:
    """Quadratic time would make this test take minutes."""
    page = piece * (200_000 // len(piece))
    assert sum(1 for _ in tokens(page)) <= len(page)
