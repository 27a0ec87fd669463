from __future__ import annotations

from headcount.model.board import Part, Partition
from headcount.reports.figures.partition import partition, shortened
from headcount.reports.phrases import phrases

TILES = Partition(
    (Part("account", "ann", 10, 10, ((0, 5), (1, 5))), Part("account", "b" * 30, 11, 10, ((2, 5), (3, 5), (4, 1)))), 2, 22, 1, 5
)


def test_slots_of_one_shade_are_one_rectangle() -> None:
    figure = partition(TILES, "k", phrases("en"), ("account", "ann"))
    boxes = [mark for mark in figure.marks if mark.startswith("<rect")]
    assert boxes == [
        '<rect x="184" y="28" width="310.4" height="14" class="heat" fill-opacity="1"/>',
        '<rect x="494.4" y="48" width="310.4" height="14" class="heat" fill-opacity="1"/>',
        '<rect x="804.8" y="48" width="155.2" height="14" class="heat" fill-opacity="0.62"/>',
    ]
    assert '<text x="176" y="42" class="name found" text-anchor="end">ann</text>' in figure.marks
    assert figure.rows == (("ann", "10", "10", "0"), ("b" * 30, "11", "10", "1"))
    assert "2 clients were shown 22 different records together; 1 of them (4.5 %)" in figure.description


def test_many_clients_share_the_height_and_only_the_one_that_is_looked_at_is_named() -> None:
    many = Partition(tuple(Part("account", f"u{n}", 1, 1, ((n, 1),)) for n in range(100)), 100, 100, 0, 1)
    figure = partition(many, "k", phrases("en"), ("account", "u7"))
    assert figure.height == 28 + 400 + 24
    assert [mark for mark in figure.marks if 'class="name' in mark] == [
        '<text x="176" y="62" class="name found" text-anchor="end">u7</text>'
    ]


def test_one_alone_divides_nothing() -> None:
    figure = partition(Partition(TILES.members[:1], 1, 10, 0, 5), "k", phrases("en"))
    assert figure.marks == ()
    assert figure.description.startswith("Fewer than two of its clients")


def test_long_names_are_cut_in_the_picture() -> None:
    assert shortened("n" * 25) == "n" * 23 + "…"
    assert shortened("n" * 24) == "n" * 24
