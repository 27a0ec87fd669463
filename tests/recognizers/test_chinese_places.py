from __future__ import annotations

from headcount.recognizers.chinese_places import place


def test_the_longest_name_is_taken() -> None:
    assert [match.group() for match in place().finditer("黑龙江省哈尔滨市和张家口")] == ["黑龙江", "哈尔滨", "张家口"]


def test_what_is_no_place() -> None:
    assert place().search("商品名称") is None
