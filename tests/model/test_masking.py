from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from headcount.model.kind import Kind
from headcount.model.masking import masked


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Kind.PERSON_NAME, "欧阳修", "欧阳*"),
        (Kind.PERSON_NAME, "李白", "李*"),
        (Kind.PERSON_NAME, "Ada Lovelace", "A*** L***"),
        (Kind.PHONE, "+1 202-555-0143", "+1 20*-***-0143"),
        (Kind.PHONE, "555 0143", "*** ****"),
        (Kind.EMAIL, "ada.lovelace@example.com", "a***@example.com"),
        (Kind.EMAIL, "no address", "**********"),
        (Kind.ADDRESS, "12 Elm Street, Springfield", "****"),
        (Kind.ADDRESS, "浙江省杭州市西湖区青石路1号", "浙江省杭州市西湖区****"),
        (Kind.BIRTH_DATE, "17.05.1990", "**.**.1990"),
        (Kind.BIRTH_DATE, "19900517", "1990****"),
        (Kind.BIRTH_DATE, "05/17", "**/**"),
        (Kind.IP_ADDRESS, "2001:db8::7", "2001:db8:*"),
        (Kind.IP_ADDRESS, "not one", "*******"),
        (Kind.LOCATION_PRECISE, "48.85837, 2.29448", "48.9, 2.3"),
        (Kind.ORDER, "12345", "*****"),
        (Kind.CREDENTIAL, "hunter2", "[credential]"),
        (Kind.REGION, "Hessen", "Hessen"),
    ],
)
def test_masks(kind: Kind, value: str, shown: str) -> None:
    assert masked(kind, value) == shown


def test_a_pseudonym_needs_its_keyed_function() -> None:
    assert masked(Kind.ACCOUNT_ID, "2088112233") == "[account_id]"
    assert masked(Kind.ACCOUNT_ID, "2088112233", lambda value: f"ac_{len(value)}") == "ac_10"


@given(st.sampled_from([kind for kind in Kind if kind not in {Kind.REGION, Kind.LOCATION_PRECISE}]), st.text(max_size=60))
def test_no_text_raises_and_long_digits_never_survive(kind: Kind, value: str) -> None:
    shown = masked(kind, f"{value}8675309186753091")
    assert "8675309186753091" not in shown
