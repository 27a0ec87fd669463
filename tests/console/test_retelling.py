# ruff: noqa: RUF001 - Chinese punctuation is meant
"""Sentences that other rooms compose are said again in Chinese, and what nobody knows stays English and says so."""

from __future__ import annotations

import pytest

from headcount.console.retelling import pattern_of, retell, retold, retold_reason
from headcount.console.words import words

CHINESE, ENGLISH = words("zh"), words("en")


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("Days and times are UTC.", "日期与时间均为 UTC。"),
        ("1 line of the logs of this period could not be read (not JSON: 1).", "此期间的日志有 1 行无法读取（not JSON: 1）。"),
        (
            "Outside of this period the same clients were shown 12 records that are not in these counts.",
            "在此期间之外，这些客户端还看过 12 条记录，未计入以上数字。",
        ),
        ("The ledger knows no account u7: what it was shown is not counted.", "账本中没有账号 u7：它所见的未计入。"),
        ("there is no incident 99", "没有事件 99"),
        ("block on account:ann for 3600 s", "对 account:ann 阻断 3600 秒"),
        ("incident 4: to false alarm", "事件 4：转为 false alarm"),
        ("incident 4: something new", "事件 4：something new"),
        ("made bob admin", "将 bob 设为 admin"),
        ("people: at least 1,180; grade reached 2 (重大), possible none", "人数：至少 1,180；已达级别 2 (重大)，可能达到 none"),
        ("kinds shown: phone, bank_card", "展示的种类：电话号码、银行卡号"),
    ],
)
def test_in_chinese(english: str, chinese: str) -> None:
    assert retell(english, CHINESE) == chinese
    assert retell(english, ENGLISH) == english


def test_a_laws_question_is_told_with_its_answer_and_another_is_not() -> None:
    asked = "Are there clues of a crime? not said"
    assert retold_reason(f"unknown: {asked}", CHINESE) == f"未知：{CHINESE.gettext('Are there clues of a crime?')} 未说明"
    assert pattern_of("Will it rain? not said") is None


def test_what_is_not_known_stays_and_is_marked_as_english() -> None:
    assert retold("<b> of its own", CHINESE) == '<span lang="en">&lt;b&gt; of its own</span>'
    assert retold("<b> of its own", ENGLISH) == "&lt;b&gt; of its own"
    assert retold("会话", CHINESE) == "会话"
    assert retold("a" * 2_000, CHINESE).startswith('<span lang="en">')


def test_what_does_not_print_is_escaped() -> None:
    assert retold("there is no user \N{RIGHT-TO-LEFT OVERRIDE}x", CHINESE) == "没有用户 \\u202ex"
