from __future__ import annotations

import re

from headcount.reports.figures.crowd import crowd
from headcount.reports.phrases import phrases

BINS = ((0, 0, 50), (1, 1, 300), (2, 3, 19), (4, 7, 0), (512, 1023, 1))


def test_bars_stand_for_bins_that_hold_clients() -> None:
    figure = crowd(BINS, [("address 203.0.113.7", 600)], [], "k", phrases("en"))
    bars = [mark for mark in figure.marks if 'class="bar"' in mark]
    assert ["<title>1-1: 300</title>" in bars[0], "<title>512-1,023: 1</title>" in bars[2], len(bars)] == [True, True, 3]
    assert figure.rows == (("1-1", "300"), ("2-3", "19"), ("4-7", "0"), ("512-1,023", "1"))
    assert figure.description == "320 clients. The bin with most clients is 1 to 1 records, with 300 clients."


def test_the_found_are_labelled_the_furthest_out_on_top() -> None:
    figure = crowd(BINS, [("b", 20), ("<a>", 600)], [], "k", phrases("en"))
    labels = [mark for mark in figure.marks if 'class="name found"' in mark]
    assert [">&lt;a&gt;  600<" in labels[0], ">b  20<" in labels[1]] == [True, True]


def test_labels_beyond_the_last_row_are_counted() -> None:
    figure = crowd(BINS, [(f"c{n}", 600 - n) for n in range(11)], [], "k", phrases("en"))
    labels = [mark for mark in figure.marks if 'class="name found"' in mark]
    assert len(labels) == 8
    assert "c7  593 (and 3 more)" in labels[-1]


def test_declared_clients_are_marked_on_the_axis() -> None:
    figure = crowd(BINS, [], [("examplebot", 12)], "k", phrases("en"))
    assert sum('class="caret"' in mark for mark in figure.marks) == 2
    assert "declared: examplebot 12" in "".join(figure.marks)
    caret = next(
        re.search(r'd="M[\d.]+ (?P<top>\d+)l-\d+ (?P<height>\d+)h', mark) for mark in figure.marks if "examplebot" in mark
    )
    number = next(re.search(r' y="(?P<base>[\d.]+)"', mark) for mark in figure.marks if '"middle">10<' in mark)
    assert caret
    assert number
    assert float(number["base"]) - 12 >= int(caret["top"]) + int(caret["height"])  # numbers are 12 high


def test_nobody_is_said_in_words() -> None:
    figure = crowd(((1, 1, 0),), [], [], "k", phrases("en"))
    assert figure.marks == ()
    assert figure.description == "No client was shown a record."
