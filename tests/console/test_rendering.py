"""Templates: everything is escaped, an unknown name is an error, and numbers and times are written one way."""

from __future__ import annotations

import datetime as dt

import pytest
from jinja2 import UndefinedError

from headcount.console.rendering import day, environment, number, when
from headcount.console.words import words


def _made(text: str, language: str = "en", **given: object) -> str:
    return environment("zh" if language == "zh" else "en").from_string(text).render(**given)


def test_what_a_log_says_becomes_text() -> None:
    assert _made("{{ x }}", x="<b>&\"'") == "&lt;b&gt;&amp;&#34;&#39;"
    assert _made("{{ x | printable }}", x="a\u202eb\x1b[0m") == r"a\u202eb\x1b[0m"


def test_a_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        _made("{{ missing }}")


def test_numbers() -> None:
    assert [number(value) for value in (0, 1234567, 1234.56, None)] == ["0", "1,234,567", "1,234.6", "\u2013"]


def test_moments_are_written_in_utc_for_people_and_for_the_script() -> None:
    at = dt.datetime(2026, 3, 2, 17, 5, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert when(at) == '<time datetime="2026-03-02T09:05:00+00:00">2026-03-02 09:05 UTC</time>'
    assert (when(None), day(dt.date(2026, 3, 2)), day(None)) == ("\u2013", "2026-03-02", "\u2013")


def test_both_languages() -> None:
    assert _made('{{ _("To the content") }}') == "To the content"
    assert _made('{{ _("To the content") }}', "zh") == words("zh")("To the content") != "To the content"
    assert _made('{{ "slow_crawl" | detector }}', "zh") == "慢速抓取"
