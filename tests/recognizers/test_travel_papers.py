from __future__ import annotations

import pytest

from headcount.recognizers.travel_papers import TRAVEL_PAPERS, check_digit
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("E12345678", [("E12345678", "passport", "clear", None, 0.3)]),
        ("passport no E12345678", [("E12345678", "passport", "clear", None, 0.9)]),
        ("护照EA1234567", [("EA1234567", "passport", "clear", None, 0.9)]),
        ("AB1234567", [("AB1234567", "passport", "clear", None, 0.1)]),
        ("passport: AB1234567", [("AB1234567", "passport", "clear", None, 0.85)]),
        ("passport 123456789", [("123456789", "passport", "clear", None, 0.8)]),
        ("H1234567890", [("H1234567890", "travel_permit", "clear", None, 0.25)]),
        ("回乡证 H12345678", [("H12345678", "travel_permit", "clear", None, 0.9)]),
        ("台胞证 12345678", [("12345678", "travel_permit", "clear", None, 0.8)]),
        ("C12345678", [("C12345678", "travel_permit", "clear", None, 0.25)]),
        ("E******78", [("E******78", "passport", "masked", None, 0.4)]),
        ("H********90", [("H********90", "travel_permit", "masked", None, 0.4)]),
        ("passport AB*****67", [("AB*****67", "passport", "masked", None, 0.9)]),
        (
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
            [("L898902C36UTO7408122F1204159ZE184226B<<<<<10", "passport", "clear", True, 0.97)],
        ),
        (
            "L898902C46UTO7408122F1204159ZE184226B<<<<<10",
            [("L898902C46UTO7408122F1204159ZE184226B<<<<<10", "passport", "clear", False, 0.6)],
        ),
        (
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            [("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "passport", "clear", None, 0.9)],
        ),
        ("RB123456785GB", []),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(TRAVEL_PAPERS, text) == found


def test_check_digits_of_the_machine_readable_zone() -> None:
    assert [check_digit("L898902C3"), check_digit("740812"), check_digit("120415"), check_digit("ZE184226B<<<<<")] == [6, 2, 9, 1]
