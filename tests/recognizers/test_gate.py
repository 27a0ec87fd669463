from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from headcount.model.kind import Form, Kind
from headcount.recognizers.context import END
from headcount.recognizers.gate import Gate
from headcount.recognizers.interface import Span


@dataclass(frozen=True)
class Letter:
    """Finds every place of one letter, and remembers which texts it was asked about."""

    letter: str
    kind: Kind
    certainty: float = 0.5
    asked: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"letter_{self.letter}"

    @property
    def kinds(self) -> tuple[Kind, ...]:
        return (self.kind,)

    @property
    def gates(self) -> tuple[str, ...]:
        return (self.letter, self.letter.upper())

    def find(self, text: str) -> Iterable[Span]:
        self.asked.append(text)
        places = [place for place, char in enumerate(text) if char == self.letter]
        return [Span(place, place + 1, self.kind, Form.CLEAR, None, self.certainty) for place in places]


def _letters(*letters: str) -> list[Letter]:
    return [Letter(letter, kind) for letter, kind in zip(letters, Kind, strict=False)]


def test_only_recognisers_whose_gate_occurs_are_asked() -> None:
    a, b = _letters("a", "b")
    gate = Gate([a, b])
    assert [recognizer.name for recognizer in gate.which("xbx")] == ["letter_b"]
    assert gate.which("BA") == (a, b)
    assert gate.which("") == ()
    assert [span.start for span in gate.find("xbxb")] == [1, 3]
    assert (a.asked, b.asked) == ([], ["xbxb"])


def test_more_gates_than_one_set_holds() -> None:
    letters = [Letter(chr(ord("a") + place), list(Kind)[place]) for place in range(20)]
    gate = Gate(letters)
    assert [recognizer.name for recognizer in gate.which("the quick")] == [f"letter_{letter}" for letter in "cehikqt"]


def test_equal_gates_are_one() -> None:
    twice = Gate([Letter("a", Kind.PHONE), Letter("a", Kind.EMAIL)])
    assert len(twice.occurring("a A")) == 2
    assert [recognizer.kinds for recognizer in twice.which("a")] == [(Kind.PHONE,), (Kind.EMAIL,)]


def test_texts_are_read_together() -> None:
    a, b = _letters("a", "b")
    gate = Gate([a, b])
    texts = ["xa", "", "b", "aba"]
    found = [(number, span.start, span.end, span.kind) for number, span in gate.find_all(texts)]
    assert found == [(0, 1, 2, a.kind), (3, 0, 1, a.kind), (3, 2, 3, a.kind), (2, 0, 1, b.kind), (3, 1, 2, b.kind)]
    assert a.asked == b.asked == [END.join(texts)]


@pytest.mark.parametrize("texts", [[], [""], ["x", "y"]])
def test_nothing_is_asked_of_texts_without_a_gate(texts: list[str]) -> None:
    [a] = _letters("a")
    assert list(Gate([a]).find_all(texts)) == []
    assert a.asked == []


def test_what_occurs_need_not_be_looked_for_again() -> None:
    a, b = _letters("a", "b")
    gate = Gate([a, b])
    known = gate.occurring("a")
    assert [span.kind for _, span in gate.find_all(["ab"], known)] == [a.kind]
    assert b.asked == []


def test_overlaps_are_settled_in_one_text() -> None:
    sure, unsure = Letter("a", Kind.PHONE, 0.9), Letter("a", Kind.EMAIL, 0.2)
    assert [span.kind for span in Gate([unsure, sure]).find("a")] == [Kind.PHONE]
    assert [span.kind for _, span in Gate([unsure, sure]).find_all(["a"])] == [Kind.EMAIL, Kind.PHONE]


def test_a_gate_without_recognisers_finds_nothing() -> None:
    assert Gate(()).find("anything") == []


def test_half_a_surrogate_is_read() -> None:
    [a] = _letters("a")
    assert [span.start for span in Gate([a]).find("\ud800a")] == [1]
