# ruff: noqa: RUF001 - Chinese punctuation is meant
"""Sentences of findings, verdicts and incidents, in both languages."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from headcount.console.pages.incidents_answers import row_of
from headcount.console.sentences import action_word, finding_sentence, ground, incident_title, kind_word, state_word
from headcount.console.words import words
from headcount.incident.cases import Cases
from headcount.model.incident import State
from headcount.model.verdict import Action
from tests.incident.made_signals import START, signal

EN, ZH = words("en"), words("zh")


def test_a_finding_in_english_is_the_detectors_own_sentence() -> None:
    assert finding_sentence(signal("ann", records=1200), EN) == "account ann was shown 1,200 different records"


def test_a_finding_in_chinese_is_made_of_its_numbers() -> None:
    told = signal("ann", records=1200)
    assert finding_sentence(told, ZH) == "账号 ann 在 2026-03-02 09:00 至 2026-03-03 09:00 UTC 之间被展示了 1,200 条不同记录。"
    people = msgspec.structs.replace(told, people=1100)
    assert finding_sentence(people, ZH).endswith("被展示了 1,100 个不同的人。")


def test_titles_of_incidents(tmp_path: Path) -> None:
    with Cases(tmp_path / "people.incidents") as cases:
        [alone] = cases.hear([signal("ann")], at=START)
    assert incident_title(row_of(alone), EN) == "Slow crawl by account ann"
    assert incident_title(row_of(alone), ZH) == "账号 ann：慢速抓取"
    several = msgspec.structs.replace(alone, title=f"{alone.title} and others")
    assert incident_title(row_of(several), ZH) == "账号 ann等：慢速抓取"


@pytest.mark.parametrize(
    ("reason", "english", "chinese"),
    [
        ("person", "set by a person", "人工设置"),
        ("budget:a day", "budget a day", "预算 a day"),
        ("finding:slow_crawl:7", "found by slow crawl", "由慢速抓取发现"),
        ("else", "else", "else"),
    ],
    ids=["person", "budget", "finding", "unknown"],
)
def test_grounds_of_verdicts(reason: str, english: str, chinese: str) -> None:
    assert (ground(reason, EN), ground(reason, ZH)) == (english, chinese)


def test_every_action_state_and_kind_has_a_chinese_word() -> None:
    assert [action_word(action, ZH) for action in Action] == ["放行", "脱敏", "验证", "限速", "拦截"]
    assert [state_word(state, ZH) for state in State] == ["新建", "已研判", "已确认", "已遏制", "已关闭", "误报"]
    assert (kind_word("phone", EN), kind_word("phone", ZH), kind_word("shoe size", ZH)) == (
        "phone number",
        "电话号码",
        "shoe size",
    )
