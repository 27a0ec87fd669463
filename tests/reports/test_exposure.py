from __future__ import annotations

import io

import msgspec
import pytest
from rich.console import Console

from headcount.model.exposure import Exposure
from headcount.reports.exposure import headline, print_exposure
from tests.reports.exposures import EXPOSURE, count


def _printed(found: Exposure) -> str:
    out = io.StringIO()
    print_exposure(found, Console(file=out, width=100))
    return out.getvalue()


def test_the_headline_says_how_many_and_that_it_is_at_least() -> None:
    assert headline(EXPOSURE) == [
        "2 clients were shown at least 1,180 records of at least 1,100 people, from 2026-03-02 09:00 to 2026-03-02 11:00 UTC.",
        "2,300 pieces of data, duplicates out: 2,000 in clear, 300 only masked; 1,181 showings in all.",
        "Data of grade 4 (sensitive by law, or a credential) of 300 people.",
        "The site's tables explain 180 of the records; 1,000 are without a reason.",
    ]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"at_least": ()}, "2 clients were shown 1,180 records of 1,100 people, from"),
        ({"at_least": (), "fewest_people": 900}, "2 clients were shown 1,180 records of 900 to 1,100 people, from"),
        ({"total": count("all", 1, None, 1), "clients": EXPOSURE.clients[:1]}, "1 client was shown at least 1 record, from"),
        ({"total": count("all", 0, 0)}, "2 clients were shown nothing from 2026-03-02 09:00 to 2026-03-02 11:00 UTC, as far as"),
    ],
)
def test_the_headline_fits_the_counts(changed: dict[str, object], sentence: str) -> None:
    assert headline(msgspec.structs.replace(EXPOSURE, **changed))[0].startswith(sentence)


def test_unknown_kinds_are_said() -> None:
    found = msgspec.structs.replace(EXPOSURE, total=count("all", 4, 4), unexplained=None, explained=None, sensitive=None)
    assert headline(found)[1:] == ["5 showings in all; which kinds of data were shown is not known."]


def test_tables_fit_and_long_ones_are_cut() -> None:
    text = _printed(EXPOSURE)
    assert max(map(len, text.splitlines())) <= 100
    assert "At least, because: 7 lines of the logs" in text
    assert "and 2 more: see --json FILE" in text
    assert "2026-03-10" in text
    assert "2026-03-11" not in text
    assert "GET /users/{id}" not in text  # one route is no table


def test_people_have_no_column_where_nobody_is_known_to_be_one() -> None:
    found = msgspec.structs.replace(EXPOSURE, by_kind=(count("phone", 7, None, 7),), by_client=(), by_day=(), by_class=())
    [heading] = [line for line in _printed(found).splitlines() if line.startswith("kind")]
    assert heading.split() == ["kind", "records", "pieces", "clear", "masked"]


def test_what_a_log_says_cannot_steer_the_terminal() -> None:
    assert "\x1b" not in _printed(EXPOSURE)
