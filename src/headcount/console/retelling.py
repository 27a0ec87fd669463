"""Sentences that other rooms compose in English, said again in the reader's language: each is known by its pattern.

A pattern is a text with `%(name)s` fields, marked to be translated. What stands in a field is said again too where it is a
sentence itself; `kinds` are named by the taxonomy, and a `question` is one of the laws'.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from markupsafe import Markup, escape

from headcount.console.retold_texts import AMOUNTS, CAVEATS, ENTRIES, ERRORS, REASONS
from headcount.console.sentences import kind_word
from headcount.console.told_texts import QUESTIONS, told
from headcount.console.words import Words
from headcount.reports.markup import printable
from headcount.reports.phrases import phrases

_FIELD = re.compile(r"%\((\w+)\)s")
_SENTENCES = (*CAVEATS, *REASONS, *ERRORS, *ENTRIES)
_SAID_AGAIN = frozenset({"amount", "records", "showings", "usual", "begins"})
"""Fields that hold a text of `AMOUNTS` or `REASONS`."""
_LONGEST = 1_000
"""Longer texts are none of these."""
_ANSWERS = {"yes": "yes", "no": "no", "unknown": "not known"}


@cache
def _expressions(patterns: tuple[str, ...]) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """(pattern, what it begins with, expression), the most particular first: those with most letters of their own."""
    made = []
    for pattern in sorted(patterns, key=lambda one: -len(_FIELD.sub("", one))):
        parts = _FIELD.split(pattern)
        expression = "".join(re.escape(part) if not place % 2 else f"(?P<{part}>.+?)" for place, part in enumerate(parts))
        made.append((pattern, parts[0], re.compile(expression, re.DOTALL)))
    return tuple(made)


def pattern_of(text: str, patterns: tuple[str, ...] = _SENTENCES) -> tuple[str, Mapping[str, str]] | None:
    """The pattern that a text is of, and its fields; None for one that is of none."""
    for pattern, begin, expression in _expressions(patterns) if len(text) <= _LONGEST else ():
        if text.startswith(begin) and (found := expression.fullmatch(text)):
            fields = found.groupdict()
            if "question" not in fields or fields["question"] in QUESTIONS:
                return pattern, fields
    return None


def retell(text: str, say: Words) -> str:
    """The text in the reader's language; one that is not known stays as it is."""
    if say.language == "en":
        return text
    found = pattern_of(text)
    if found is None:
        return told(text, say)
    pattern, fields = found
    return say.gettext(pattern) % {name: _field(name, value, say) for name, value in fields.items()}


def retold(text: str, say: Words) -> Markup:
    """As `retell`, for a page: what stays English in another language is marked as that."""
    again = retell(text, say)
    if say.language != "en" and again == text and re.search("[A-Za-z]{3}", text):
        return Markup('<span lang="en">{}</span>').format(printable(text))
    return escape(printable(again))


def retold_reason(text: str, say: Words) -> Markup:
    """Why a duty applies or not: its answer (`yes`, `no` or `unknown`), and why."""
    answer, _, why = text.partition(": ")
    if answer not in _ANSWERS:
        return retold(text, say)
    return Markup("{}{}{}").format(say(_ANSWERS[answer]), say(": "), retold(why, say))


def _field(name: str, value: str, say: Words) -> str:
    if name == "kinds":
        return say(", ").join(kind_word(kind, say) for kind in value.split(", "))
    if name == "question":
        return told(value, say)
    if name == "lens":
        return phrases(say.language).named("lens", value)
    if name == "what":
        return retell(value, say)
    if name in _SAID_AGAIN:
        found = pattern_of(value, (*AMOUNTS, *REASONS))
        return say.gettext(found[0]) % dict(found[1]) if found else value
    return value
