"""Texts out of tables: each is one that the tables have, and has its Chinese."""

from __future__ import annotations

from headcount.console.told_texts import BODIES, MOMENTS, QUESTIONS, told
from headcount.console.words import words
from headcount.incident.laws import laws, questions


def test_they_are_what_the_tables_have() -> None:
    assert set(QUESTIONS) <= {question.ask for question in questions().values()}
    assert {question.ask for question in questions().values() if question.kind == "yes_no"} <= set(QUESTIONS)
    assert set(BODIES) <= {step.body for law in laws() for step in law.steps}


def test_each_has_its_chinese() -> None:
    for text in (*QUESTIONS, *BODIES, *MOMENTS):
        assert told(text, words("zh")) != text
        assert told(text, words("en")) == text
    assert told("Today", words("zh")) == "Today"
