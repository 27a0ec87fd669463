from __future__ import annotations

from collections.abc import Iterator

import pytest

from headcount.sources.documents.answers import Pairs, many_answers, one_answer
from headcount.sources.documents.content import Content
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Limits
from tests.sources.documents.collected import collected


class _Body:
    media = ("x/y",)

    def recognise(self, head: bytes) -> bool:
        return bool(head)

    def leaves(self, text: bytes, media: str) -> Iterator[tuple[str, str]]:
        assert media == ""
        yield "a", text.decode()
        yield "b", "x" * 70_000
        raise Unreadable("broken there")


def test_what_stood_before_a_damage_counts() -> None:
    found = collected(one_answer(Content.of(b"hello", "u"), _Body(), Limits()))
    assert found.values["u"]["a"] == ["hello"]
    assert found.total == 1
    assert found.skipped == {"broken there": 1, "value of which only the first 65,536 characters were read": 1}


def _rows() -> Iterator[Pairs | str]:
    yield [("a", "1")]
    yield "bad row"
    yield [("a", "2"), ("b", "3")]
    yield "bad row"
    yield []


def test_rows_are_answers_and_bad_ones_are_counted() -> None:
    found = collected(many_answers(Content.of(b"", "u"), _rows(), Limits(), ("c",)))
    assert found.values == {"u": {"c": [], "a": ["1", "2"], "b": ["3"]}}
    assert found.answers["u"]["a"] == [0, 1]
    assert (found.total, found.skipped) == (3, {"bad row": 2})
    assert found.named == {"u": ("c",)}


@pytest.mark.parametrize(
    ("rows", "skipped"), [(5, {"bad row": 2}), (4, {"bad row": 2, "rows after the first 4 were not read": 1})]
)
def test_the_bound_on_rows_is_told_only_when_it_cut_something_off(rows: int, skipped: dict[str, int]) -> None:
    assert collected(many_answers(Content.of(b"", "u"), _rows(), Limits(rows=rows))).skipped == skipped


def test_zero_rows_is_no_bound_and_time_is() -> None:
    many = ([("a", str(n))] for n in range(300_000))
    assert collected(many_answers(Content.of(b"", "u"), many, Limits(rows=0))).total == 300_000
    late = collected(many_answers(Content.of(b"", "u", seconds=-1), _rows(), Limits()))
    assert (late.total, late.skipped) == (0, {"stopped when the time was over": 1})


def test_damage_ends_the_rows() -> None:
    def cut() -> Iterator[Pairs | str]:
        yield [("a", "1")]
        raise Unreadable("cut-off gzip")

    found = collected(many_answers(Content.of(b"", "u"), cut(), Limits()))
    assert (found.total, found.skipped) == (1, {"cut-off gzip": 1})
