"""Reading on a cluster is told by tests/services/test_spark.py; here, that what it needs is asked for before anything is read."""

from __future__ import annotations

import inspect

from headcount.intake import count_files
from headcount.intake.cluster import count_in_order, count_in_pieces


def test_both_ways_are_called_as_count_files_is() -> None:
    wanted = list(inspect.signature(count_files).parameters)
    for way in (count_in_pieces, count_in_order):
        assert list(inspect.signature(way).parameters) == [*wanted, "session"]
