"""Chinese addresses: the compiled reading is that of the regular expression."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount.model.masking import _DIVISIONS
from headcount.policy.masking_addresses import ENDINGS, LOOKED_AT, district

PARTS = [
    "省",
    "市",
    "区",
    "县",
    "自治",
    "州",
    "地区",
    "特别行政区",
    "自治区",
    "自治县",
    "旗",
    "盟",
    "四川",
    "成都",
    "1",
    "路",
    " ",
    "a",
]


def shown(text: str) -> int:
    points = np.zeros(LOOKED_AT, np.int64)
    letters = [ord(letter) for letter in text[:LOOKED_AT]]
    points[: len(letters)] = letters
    return int(district(points, len(letters), ENDINGS))


@given(st.lists(st.sampled_from(PARTS), max_size=16).map("".join))
def test_as_the_regular_expression_reads(text: str) -> None:
    found = _DIVISIONS["district"].match(text)
    assert shown(text) == (found.end() if found else 0)


@pytest.mark.parametrize(
    ("text", "district_of_it"),
    [
        ("四川省成都市武侯区示例路1号", "四川省成都市武侯区"),
        ("北京市海淀区示例路1号", "北京市海淀区"),
        ("内蒙古自治区锡林郭勒盟正蓝旗示例路", "内蒙古自治区锡林郭勒盟正蓝旗"),
        ("示例路1号", ""),
    ],
)
def test_examples(text: str, district_of_it: str) -> None:
    assert text[: shown(text)] == district_of_it
