"""Reasons in the language of a page."""

from __future__ import annotations

import re

import pytest

from headcount.catalog.grades import Levels, of_field, of_route
from headcount.model.kind import Form, Kind
from headcount.model.leaves import Leaves
from headcount.recognizers.columns import classify
from headcount.reports.phrases import phrases
from headcount.reports.reasons import reason_in

ZH = phrases("zh")
_EAST = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("the field is called `phone`; 2 of 3 values have the shape", "字段名为 `phone`\uff1b3 个值中 2 个符合形态"),
        (
            "the field is called `name` in `buyer`; 1 of 1 values can be it",
            "字段名为 `buyer` 中的 `name`\uff1b1 个值中 1 个可能是",
        ),
        (
            "the field is called `x`, which may mean it, which speaks for phone",
            "字段名为 `x`\uff0c可能即为此义\uff0c倾向于电话号码",
        ),
        ("a label beside the value names it; 1 of 1 values can be it", "值旁边的标签说明了其含义\uff1b1 个值中 1 个可能是"),
        ("3 of 4 addresses hold a credential that stands beside them", "4 个链接中 3 个含有同一响应中的凭据"),
        ("phone number: grade 3", "电话号码\uff1a3 级"),
        ("masked: one grade lower", "脱敏\uff1a降一级"),
        (
            "sensitive personal information (PIPL art. 28; GB/T 45574-2025, annex A)",
            "敏感个人信息\uff08个人信息保护法第二十八条\uff1bGB/T 45574-2025 附录 A\uff09",
        ),
        ("something new", "something new"),
        ("", ""),
    ],
)
def test_in_chinese(reason: str, told: str) -> None:
    assert reason_in(ZH, reason) == told
    assert reason_in(phrases("en"), reason) == reason


def test_every_reason_of_a_field_is_known() -> None:
    leaves = Leaves(
        "GET /x",
        ("phone", "buyer.name", "note", "empty_email"),
        (["+12025550100"] * 400, ["Ada Smith"], ["call +12025550100 now", "nothing"], []),
        (list(range(400)), [0], [0, 1], []),
        400,
    )
    fields = classify(leaves)
    assert {field.path for field in fields} >= {"phone", "buyer.name", "note", "empty_email"}
    for field in fields:
        for part in reason_in(ZH, field.reason).split("\uff1b"):
            assert _EAST.search(part), part


def test_every_rule_of_a_grade_is_known() -> None:
    levels = Levels(many_people=2)
    rules = {rule for kind in Kind for form in Form for rule in of_field(kind, form, levels).why}
    rules |= set(of_route([(Kind.PHONE, Form.CLEAR), (Kind.ADDRESS, Form.CLEAR)], 1_000, levels).why)
    for rule in rules:
        assert reason_in(ZH, rule) != rule
