from __future__ import annotations

import pytest

from headcount.recognizers.parcel import PARCEL, gs1_check_digit, postal_check_digit, ups_check_digit
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RB123456785GB", [("RB123456785GB", "parcel", "clear", True, 0.9)]),
        ("RB123456786GB", [("RB123456786GB", "parcel", "clear", False, 0.3)]),
        ("RB 123 456 785 GB", [("RB 123 456 785 GB", "parcel", "clear", True, 0.9)]),
        ("1Z999AA10123456784", [("1Z999AA10123456784", "parcel", "clear", True, 0.95)]),
        ("1Z999AA10123456785", [("1Z999AA10123456785", "parcel", "clear", False, 0.5)]),
        ("SF1234567890123", [("SF1234567890123", "parcel", "clear", None, 0.8)]),
        ("YT5393328367916", [("YT5393328367916", "parcel", "clear", None, 0.8)]),
        ("JD0123456789012", [("JD0123456789012", "parcel", "clear", None, 0.8)]),
        ("TBA502887274000", [("TBA502887274000", "parcel", "clear", None, 0.8)]),
        ("tracking number 986578788855", [("986578788855", "parcel", "clear", True, 0.85)]),
        ("986578788855", [("986578788855", "parcel", "clear", True, 0.2)]),
        ("986578788856", []),
        ("9261292700768711948021", [("9261292700768711948021", "parcel", "clear", True, 0.5)]),
        ("9400 1112 0108 0805 4830 16", [("9400 1112 0108 0805 4830 16", "parcel", "clear", True, 0.5)]),
        ("7112 3456 7891 2345 6787", [("7112 3456 7891 2345 6787", "parcel", "clear", True, 0.4)]),
        ("1001921334250001000300779017972697", [("1001921334250001000300779017972697", "parcel", "clear", None, 0.6)]),
        ("快递单号 773112345678901", [("773112345678901", "parcel", "clear", None, 0.8)]),
        ("SF*********0123", [("SF*********0123", "parcel", "masked", None, 0.8)]),
        ("JD00********12", [("JD00********12", "parcel", "masked", None, 0.8)]),
        ("123456789012345", []),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(PARCEL, text) == found


def test_check_digits_of_the_carriers() -> None:
    assert [postal_check_digit(serial) for serial in ("12345678", "47312482", "00000000", "00000020")] == [5, 9, 5, 4]
    assert ups_check_digit("999AA1012345678") == 4
    assert gs1_check_digit("926129270076871194802") == 1
