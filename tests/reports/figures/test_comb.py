from __future__ import annotations

import pytest

from headcount.reports.figures.comb import comb
from headcount.reports.phrases import phrases


def test_dots_go_right_by_order_and_up_by_identifier() -> None:
    figure = comb((5, 6, 7, 9, 8), "k", phrases("en"))
    assert figure.description == "5 identifiers; 75 % of the steps go up."
    assert figure.marks[-1] == ('<path d="M16.0 208.0h0M127.0 161.0h0M238.0 114.0h0M349.0 20.0h0M460.0 67.0h0" class="points"/>')
    assert figure.rows == (("1", "5", "6", "7", "9", "8"),)


def test_one_and_the_same_identifier_is_a_flat_line() -> None:
    assert 'd="M16.0 208.0h0M460.0 208.0h0"' in comb((4, 4), "k", phrases("en")).marks[-1]


@pytest.mark.parametrize("positions", [(), (3,)])
def test_without_numbers_there_is_no_picture(positions: tuple[int, ...]) -> None:
    figure = comb(positions, "k", phrases("en"))
    assert (figure.marks, figure.rows) == ((), ())
    assert figure.description.startswith("The identifiers of this client have no numbers")
