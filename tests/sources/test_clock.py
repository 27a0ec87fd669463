"""Times as servers write them."""

from __future__ import annotations

import datetime as dt

import pytest

from headcount.model.text import Text
from headcount.sources.clock import CLF, CLF_MILLIS, EPOCH, ISO, Layout, any_time, epoch, strftime


def micros(text: str) -> int:
    return round(dt.datetime.fromisoformat(text).timestamp() * 1_000_000)


@pytest.mark.parametrize(
    ("layout", "text", "moment"),
    [
        (CLF, "01/Nov/2025:10:00:02 +0200", "2025-11-01T08:00:02Z"),
        (CLF, "29/Feb/2024:23:59:59 -0330", "2024-03-01T03:29:59Z"),
        (CLF, "31/Dec/2016:23:59:60 +0000", "2017-01-01T00:00:00Z"),
        (CLF_MILLIS, "25/Sep/2018:06:05:27.584", "2018-09-25T06:05:27.584Z"),
        (ISO, "2025-11-01T10:00:02+02:00", "2025-11-01T08:00:02Z"),
        (ISO, "2025-11-01 10:00:02", "2025-11-01T10:00:02Z"),
        (ISO, "2025-11-01T10:00:02.1234567Z", "2025-11-01T10:00:02.123456Z"),
        (ISO, "2025-11-01T10:00:02,5-0130", "2025-11-01T11:30:02.5Z"),
        (EPOCH, "1761984002.125", "2025-11-01T08:00:02.125Z"),
        (strftime("[%B - %d, %Y:%T]"), "[February - 10, 2012:16:42:07]", "2012-02-10T16:42:07Z"),
        (strftime("%y%m%d %R:%S%z"), "251101 10:00:02+0200", "2025-11-01T08:00:02Z"),
        (strftime("%s%3"), "1761984002125", "2025-11-01T08:00:02.125Z"),
    ],
)
def test_layouts(layout: Layout, text: str, moment: str) -> None:
    assert layout.parse(text.encode()) == micros(moment)


@pytest.mark.parametrize(
    "text", ["31/Feb/2025:10:00:02 +0000", "01/Nov/2025:24:00:02 +0000", "01/Nox/2025:10:00:02 +0000", "-", ""]
)
def test_what_is_no_time(text: str) -> None:
    assert CLF.parse(text.encode()) is None


@pytest.mark.parametrize("layout", [CLF, CLF_MILLIS, ISO, EPOCH])
def test_columns_agree_with_single_times(layout: Layout) -> None:
    texts = [
        "01/Nov/2025:10:00:02 +0200",
        "01/Nov/2025:10:00:03 +0200",
        "02/Nov/2025:10:00:02 -0700",
        "01/Nov/2025:10:61:02 +0000",
        "01/Nov/2025:10:00:02.001",
        "02/Nov/2025:10:00:02.999",
        "2025-11-01T10:00:02Z",
        "2025-11-01T10:00:02.5Z",
        "2025-11-02T10:00:02.1234567+01:00",
        "2025-11-02T10:00:02",
        "2025-13-02T10:00:02Z",
        "1761984002",
        "1761984002.5",
        "",
        "-",
    ]
    column = Text.of(texts)
    values, known = layout.column(column.data, column.start, column.size)
    expected = [layout.parse(t.encode()) for t in texts]
    assert known.tolist() == [e is not None for e in expected]
    assert [v for v, fine in zip(values.tolist(), known, strict=True) if fine] == [e for e in expected if e is not None]
    assert known.sum() >= 2


def test_the_size_of_a_number_says_its_unit() -> None:
    moment = micros("2025-11-01T08:00:02Z")
    assert [epoch(v) for v in (1761984002, 1761984002000, 1761984002000000, 1761984002000000000)] == [moment] * 4
    assert epoch(-1) is None


def test_any_time_takes_what_json_logs_write() -> None:
    moment = micros("2025-11-01T08:00:02Z")
    given = [1761984002, "1761984002", "2025-11-01T10:00:02+02:00", "01/Nov/2025:08:00:02 +0000", 1761984002000.0]
    assert [any_time(v) for v in given] == [moment] * 5
    others: list[object] = [None, True, "yesterday", [], ""]
    assert [any_time(v) for v in others] == [None] * 5


def test_a_layout_knows_its_width() -> None:
    assert (CLF.width, CLF_MILLIS.width, ISO.width) == (26, 24, 0)
    assert strftime("%d/%b/%Y:%H:%M:%S %z") is CLF
    assert (strftime("%Y-%m-%d %T").width, strftime("%B %d %Y").width) == (19, 0)


def test_a_directive_that_says_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="%c"):
        strftime("%c")
