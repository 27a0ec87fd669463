from __future__ import annotations

import pytest

from headcount.sources.documents.html import HTML
from tests.sources.documents.collected import read

PAGE = """<!doctype html><html><head><title>Ada</title><meta name="author" content="Ada Lovelace"></head><body>
<table class="people"><tr><th>Name</th><th>Phone</th></tr><tr><td>Ada</td><td><b>+1 202 555 0100</b></td></tr></table>
<form><input name="mail" value="ada@example.com"><select name="c"><option value="x">X</select></form>
<p class="contact">Write <a href="mailto:Ada@example.org?subject=x">us</a></p>
<div data-user="u7" title="Ada L."></div>
<script type="application/ld+json" id="ld">{"telephone": "1"}</script>
<script>window.__STATE__ = {"user": {"email": "b@example.com"}}; var n = [1.50];if (a<b) x = {broken</script>
<!-- was: c@example.com --></body></html>"""


def test_a_page() -> None:
    assert list(HTML.leaves(PAGE.encode(), "text/html")) == [
        ("title", "Ada"),
        ("meta.author", "Ada Lovelace"),
        ("th", "Name"),
        ("th", "Phone"),
        ("people[].Name", "Ada"),
        ("people[].Phone", "+1 202 555 0100"),
        ("mail", "ada@example.com"),
        ("c", "X"),
        ("contact", "Write"),
        ("contact.@mailto", "Ada@example.org"),
        ("contact", "us"),
        ("div.@data-user", "u7"),
        ("div.@title", "Ada L."),
        ("script.ld.telephone", "1"),
        ("script.__STATE__.user.email", "b@example.com"),
        ("script.n[]", "1.50"),
        ("comment", "was: c@example.com"),
    ]


def test_charset_of_the_page() -> None:
    text = '<html><meta charset="gbk"><p id="xm">张伟</p>'.encode("gbk")
    assert ("xm", "张伟") in list(HTML.leaves(text, "text/html"))


def test_nested_100_000_deep() -> None:
    found = read(HTML, b"<html>" + b"<div>" * 100_000 + b"x" + b"</div>" * 100_000)
    assert found.values == {"x": {"div": ["x"]}}


@pytest.mark.parametrize(
    "head", [b"<!DOCTYPE html>", b" <html lang=en>", b"<!-- c --><div class=x>", b"<?xml version='1'?><html>"]
)
def test_recognised(head: bytes) -> None:
    assert HTML.recognise(head)


def test_not_recognised() -> None:
    assert not HTML.recognise(b"<order><id>1</id></order>")
    assert not HTML.recognise(b"{}")
