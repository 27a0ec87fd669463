from __future__ import annotations

import pytest

from headcount.recognizers.phone_plans import chinese_mobile, international, national, north_american, segments


def test_the_table_of_segments() -> None:
    assert len(segments()) == 72
    assert {"138", "1700", "199"} <= segments()


@pytest.mark.parametrize(
    ("digits", "assigned"),
    [("13812341234", True), ("17001234567", True), ("13491234567", True), ("16012345678", False), ("15412345678", False)],
)
def test_chinese_segments(digits: str, assigned: bool) -> None:
    assert chinese_mobile(digits) is assigned


@pytest.mark.parametrize(
    ("digits", "possible"),
    [
        ("12025550143", True),
        ("11115550143", False),
        ("442079460958", True),
        ("4402079460958", True),
        ("84912345678", True),
        ("8491234", False),
        ("99912345678", False),
        ("8613812341234", True),
    ],
)
def test_numbers_with_a_country_code(digits: str, possible: bool) -> None:
    assert international(digits) is possible


@pytest.mark.parametrize(
    ("digits", "possible"),
    [("2025550143", True), ("9056743793", True), ("2021550143", False), ("5555550143", False), ("8005550143", False)],
)
def test_north_american_numbers(digits: str, possible: bool) -> None:
    assert north_american(digits) is possible


@pytest.mark.parametrize(
    ("digits", "possible"),
    [("0912345678", True), ("02079460958", True), ("0100000", False), ("612345678", True), ("111111111", False)],
)
def test_numbers_as_dialled_inside_a_country(digits: str, possible: bool) -> None:
    assert national(digits) is possible
