"""Requests as columns."""

from __future__ import annotations

from headcount.catalog.requests import METHODS, NO_METHOD, method_codes, paths, traffic
from headcount.model.text import Text
from tests.catalog.batches import accesses


def test_methods_that_show_records() -> None:
    assert method_codes(Text.of([*METHODS, "", "HEAD", "GETS"])).tolist() == [*range(NO_METHOD), NO_METHOD, -1, -1]


def test_an_absolute_target_loses_its_host() -> None:
    told = paths(Text.of(["/a?u=http://x/", "http://example.org/b?c=1", "https://example.org", "*"]))
    assert told.to_list() == [b"/a?u=http://x/", b"/b?c=1", b"", b"*"]


def test_traffic_of_each_caller() -> None:
    batch = accesses(["/a"] * 4, status=[200, 404, 200, 500])
    counted = traffic(batch, method_codes(Text.of(["GET", "GET", "POST", "GET"])).astype("uint32"))
    rows = [(row["caller"], row["requests"], row["errors"]) for row in counted.to_pylist()]
    assert rows == [(0, 3, 2), (1, 1, 0)]
