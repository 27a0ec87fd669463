"""Keys by themselves."""

from __future__ import annotations

import pytest

from headcount.recognizers.key_names import is_field, is_somebody


@pytest.mark.parametrize(
    "key",
    [
        *("billing", "shipping", "phoneNumber", "line2", "address_1", "name_parts", "fulfilment", "sha256", "iso3166"),
        *(
            "en",
            "zh-CN",
            "pt_BR",
            "USD",
            "id",
            "@type",
            "_links",
            "x",
            "",
            "max",
            "grace_period",
            "Monday",
            "allocationId",
            "CreateFlowLogsRequest",
        ),
        *(
            "姓名",
            "收货人手机号",
            "shouji",
            "xing_ming",
            "yin_hang_ka",
            "ShenFenZheng",
            "teléfono",
            "Straße",
            "số điện thoại",
            "هاتف",
        ),
    ],
)
def test_names_of_fields(key: str) -> None:
    assert (is_field(key), is_somebody(key)) == (True, False)


@pytest.mark.parametrize(
    "key",
    [
        "anna",
        "Anna",
        "ANNA",
        "alice",
        "anna87",
        "anna_phone",
        "max_mustermann",
        "o'brien",
        "zhangsan",
        "wang_xiaoming",
        "张三",
        "王小明",
    ],
)
def test_names_of_people(key: str) -> None:
    assert (is_field(key), is_somebody(key)) == (False, True)


@pytest.mark.parametrize(
    "key", ["wombat", "dragon", "annasmith", "rose", "7", "42", "user123", "user0x", "u1x", "k9q", "eyJhbGciOi"]
)
def test_neither(key: str) -> None:
    assert (is_field(key), is_somebody(key)) == (False, False)
