"""The vectorised times: which rows are regular, and that a change of date or zone is seen."""

from __future__ import annotations

from headcount.model.text import Text
from headcount.sources.clock import CLF, ISO
from headcount.sources.clock_columns import clf, iso

HOUR = 3_600_000_000


def test_date_and_zone_are_parsed_once_for_each_run() -> None:
    parsed = []

    def parse(text: bytes) -> int | None:
        parsed.append(text)
        return CLF.parse(text)

    column = Text.of(
        [
            "    ",
            *(f"0{day}/Nov/2025:0{hour}:00:00 +0{zone}00" for day, hour, zone in ((1, 1, 0), (1, 2, 0), (2, 1, 0), (2, 1, 1))),
        ]
    )
    rows = column.start[1:], column.size[1:]
    values, known = clf(column.data, *rows, parse)
    assert known.all()
    assert parsed == [b"01/Nov/2025:00:00:00 +0000", b"02/Nov/2025:00:00:00 +0000", b"02/Nov/2025:00:00:00 +0100"]
    assert (values - values[0]).tolist() == [0, HOUR, 24 * HOUR, 23 * HOUR]


def test_iso_times_that_are_left_to_the_single_parser() -> None:
    column = Text.of(
        ["     ", "2025-11-01T00:00:00Z", "2025-11-01T00:00:00+0530", "2025-11-01T00:00:00,5Z", "2025-11-01T00:00:00."]
    )
    _, known = iso(column.data, column.start[1:], column.size[1:], ISO.parse)
    assert known.tolist() == [True, False, False, False]
