from __future__ import annotations

import pytest

from headcount.recognizers.birth_date import BIRTH_DATE
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1990-05-17", [("1990-05-17", "birth_date", "clear", True, 0.2)]),
        ("1990/5/17", [("1990/5/17", "birth_date", "clear", True, 0.2)]),
        ("1990.05.17", [("1990.05.17", "birth_date", "clear", True, 0.2)]),
        ("1990年5月17日", [("1990年5月17日", "birth_date", "clear", True, 0.2)]),
        ("17.05.1990", [("17.05.1990", "birth_date", "clear", True, 0.2)]),
        ("6/24/1991", [("6/24/1991", "birth_date", "clear", True, 0.2)]),
        ("born 6/24/1991", [("6/24/1991", "birth_date", "clear", True, 0.9)]),
        ("DOB: 1990-05-17", [("1990-05-17", "birth_date", "clear", True, 0.9)]),
        ("生于1990年5月17日", [("1990年5月17日", "birth_date", "clear", True, 0.9)]),
        ("19900517", [("19900517", "birth_date", "clear", True, 0.08)]),
        ("May 17, 1990", [("May 17, 1990", "birth_date", "clear", True, 0.2)]),
        ("17 May 1990", [("17 May 1990", "birth_date", "clear", True, 0.2)]),
        ("1990-**-**", [("1990-**-**", "birth_date", "masked", None, 0.8)]),
        ("1990年**月**日", [("1990年**月**日", "birth_date", "masked", None, 0.8)]),
        ("****-05-17", [("****-05-17", "birth_date", "masked", None, 0.8)]),
        ("1990-13-45", []),
        ("1890-05-17", []),
        ("1990-05-17 10:20:30", []),
        ("1990-05-17T10:20:30Z", []),
        ("2999-01-01", []),
        ("192.168.1.1990", []),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(BIRTH_DATE, text) == found
