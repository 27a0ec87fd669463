from __future__ import annotations

import pytest

from headcount.incident.severity import severity
from headcount.model.duty import Answer, Severity
from tests.made_incident import count, exposure, facts

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def _severity(pieces: dict[str, int], said: str = "", *, gap: bool = False) -> Severity:
    rows = tuple(count(name.removeprefix("n"), None, 1, n) for name, n in pieces.items())
    shown = exposure(5, by_class=rows, at_least=("a gap",) if gap else ())
    counted = severity(facts(shown, said={"insider": said} if said else {}))
    assert counted is not None
    return counted


def test_taobao() -> None:
    """1,180,738,048 pieces of the class of 5,000: 236,147 times what is serious."""
    counted = _severity({"n5000": 1_180_738_048})
    assert round(counted.share, 4) == 236_147.6096
    assert (counted.serious, counted.especially) == (YES, YES)


@pytest.mark.parametrize(
    ("pieces", "said", "serious", "especially"),
    [
        ({"n5000": 5000}, "no", YES, NO),
        ({"n5000": 4999}, "no", NO, NO),
        ({"n50": 10, "n500": 100, "n5000": 3000}, "no", YES, NO),  # 0.2 + 0.2 + 0.6
        ({"n50": 10, "n500": 100, "n5000": 2999}, "no", NO, NO),
        ({"n50": 500}, "no", YES, YES),
        ({"n5000": 2500}, "yes", YES, NO),
        ({"n5000": 2500}, "", UNKNOWN, NO),
        ({"n5000": 25_000}, "yes", YES, YES),
        ({"n5000": 25_000}, "", YES, UNKNOWN),
        ({"n500": 183}, "no", NO, NO),
    ],
    ids=[
        "5,000",
        "4,999",
        "a mixed sum",
        "just below",
        "tenfold",
        "insider",
        "perhaps an insider",
        "tenfold insider",
        "open",
        "61 x 3",
    ],
)
def test_the_lines_by_hand(pieces: dict[str, int], said: str, serious: Answer, especially: Answer) -> None:
    counted = _severity(pieces, said)
    assert (counted.serious, counted.especially) == (serious, especially)


def test_a_lower_bound_leaves_it_open() -> None:
    counted = _severity({"n5000": 5000}, "no", gap=True)
    assert (counted.serious, counted.especially) == (YES, UNKNOWN)


def test_nothing_counted_says_nothing() -> None:
    assert severity(facts(exposure(5))) is None
