from __future__ import annotations

from headcount.model.kind import Form
from headcount.recognizers.masks import STARS, form_of, hidden


def test_a_star_makes_a_value_masked() -> None:
    assert [form_of(value) for value in ("138", "1*8", "", "x", "●")] == [
        Form.CLEAR,
        Form.MASKED,
        Form.CLEAR,
        Form.CLEAR,
        Form.MASKED,
    ]


def test_every_star_hides_one_character() -> None:
    assert [hidden(value) for value in ("138", "1**8", STARS + "1")] == [0, 2, len(STARS)]
