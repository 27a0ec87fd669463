from __future__ import annotations

import pytest

from headcount.model.kind import Form, Kind
from headcount.recognizers.chinese_address import ChineseAddress

ADDRESS = ChineseAddress()


@pytest.mark.parametrize(
    ("text", "place", "kind", "form", "certainty"),
    [
        ("住在黑龙江省齐齐哈尔市龙沙区永安街77号,可", "黑龙江省齐齐哈尔市龙沙区永安街77号", Kind.ADDRESS, Form.CLEAR, 0.95),
        ("广东省深圳市南山区科技园南区高新南一道9号3栋502室", None, Kind.ADDRESS, Form.CLEAR, 0.95),
        ("台北市信義區市府路45號", None, Kind.ADDRESS, Form.CLEAR, 0.95),
        ("重庆市璧山潮州路L座", None, Kind.ADDRESS, Form.CLEAR, 0.85),
        ("青石路66号", None, Kind.ADDRESS, Form.CLEAR, 0.7),
        ("浙江省杭州市西湖区青石路", None, Kind.ADDRESS, Form.CLEAR, 0.7),
        ("浙江省杭州市", None, Kind.REGION, Form.CLEAR, 0.8),
        ("上海", None, Kind.REGION, Form.CLEAR, 0.7),
        ("北京烤鸭", "北京", Kind.REGION, Form.CLEAR, 0.4),
        ("北京市海淀区****", None, Kind.ADDRESS, Form.MASKED, 0.75),
    ],
)
def test_places(text: str, place: str | None, kind: Kind, form: Form, certainty: float) -> None:
    (span,) = ADDRESS.find(text)
    assert (text[span.start : span.end], span.kind, span.form, span.certainty) == (place or text, kind, form, certainty)


def test_two_addresses_in_one_text() -> None:
    text = "从上海市黄浦区南京东路1号到北京市朝阳区建国路2号"
    assert [text[span.start : span.end] for span in ADDRESS.find(text)] == ["上海市黄浦区南京东路1号", "北京市朝阳区建国路2号"]


def test_what_is_no_address() -> None:
    assert list(ADDRESS.find("这条路很长,共3件商品")) == []
