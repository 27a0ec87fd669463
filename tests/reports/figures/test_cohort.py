from __future__ import annotations

from headcount.model.board import Neighbour
from headcount.reports.figures.cohort import cohort
from headcount.reports.phrases import phrases

ROWS = (Neighbour("account", "carl", 1152, 576, 12.0), Neighbour("account", "dora", 288, 288, 144.0))


def test_track_shared_part_and_chance() -> None:
    figure = cohort(ROWS, 1200, "k", phrases("en"))
    assert [mark for mark in figure.marks if mark.startswith(("<rect", '<line x1="190', '<line x1="256'))] == [
        '<rect x="184" y="28" width="576" height="12" class="bar"/>',
        '<rect x="184" y="28" width="288" height="12" class="heat"/>',
        '<line x1="190" y1="25" x2="190" y2="43" class="chance"/>',
        '<rect x="184" y="52" width="144" height="12" class="bar"/>',
        '<rect x="184" y="52" width="144" height="12" class="heat"/>',
        '<line x1="256" y1="49" x2="256" y2="67" class="chance"/>',
    ]
    assert figure.rows == (("carl", "1,152", "576", "12.0"), ("dora", "288", "288", "144.0"))
    assert figure.description.startswith("Of 1,200 records of this client, carl was shown 576 too; by chance it would be 12.0.")


def test_nobody_is_no_picture() -> None:
    figure = cohort((), 5, "k", phrases("en"))
    assert (figure.marks, figure.description) == ((), "No other client shares more with it than chance has it.")
