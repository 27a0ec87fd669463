from __future__ import annotations

import gzip
import json

import pytest

from headcount.model.kind import Form
from headcount.recognizers.chinese_name import ChineseName, certainty_of
from tests.house.tree import DATA

NAME = ChineseName()


def _found(text: str) -> list[tuple[str, Form, float]]:
    return [(text[span.start : span.end], span.form, span.certainty) for span in NAME.find(text)]


@pytest.mark.parametrize(
    ("name", "certainty"),
    [
        ("王小明", 0.55),
        ("张伟", 0.4),
        ("欧阳娜娜", 0.7),
        ("高兴", 0.0),
        ("商品名称", 0.0),
        ("的士", 0.0),
        ("李", 0.0),
        ("王国", 0.0),
    ],
)
def test_certainty_of_two_to_four_characters(name: str, certainty: float) -> None:
    assert certainty_of(name) == certainty


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("王小明", [("王小明", Form.CLEAR, 0.55)]),
        ("联系王小明,电话", [("王小明", Form.CLEAR, 0.85)]),
        ("收货人: 张伟", [("张伟", Form.CLEAR, 0.7)]),
        ("王小明是一位工程师", [("王小明", Form.CLEAR, 0.8)]),
        ("目前在周雪晴医生处", [("周雪晴", Form.CLEAR, 0.85)]),
        ("张先生", [("张先生", Form.CLEAR, 0.6)]),
        ("阿卜杜拉·买买提", [("阿卜杜拉·买买提", Form.CLEAR, 0.55)]),
        ("张**", [("张**", Form.MASKED, 0.6)]),
        ("*小明", [("*小明", Form.MASKED, 0.6)]),
        ("张某", [("张某", Form.MASKED, 0.6)]),
        ("白色", []),
        ("请把包裹放在门口", []),
    ],
)
def test_names(text: str, found: list[tuple[str, Form, float]]) -> None:
    assert _found(text) == found


def test_a_column_of_real_shaped_names_is_found() -> None:
    file = DATA / "pii-people-multipriv" / "people_zh.ndjson.gz"
    if not file.is_file():
        pytest.skip("../shared/data is not here: no made-up people to read")
    people = [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()]
    whole = sum(any(span.end - span.start == len(person["name"]) for span in NAME.find(person["name"])) for person in people)
    assert whole / len(people) >= 0.95
