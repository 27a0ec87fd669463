"""Each pattern knows its own sentences, and no other takes them away."""

from __future__ import annotations

from headcount.console.retelling import pattern_of
from headcount.console.retold_texts import CAVEATS, ENTRIES, ERRORS, REASONS
from headcount.console.told_texts import QUESTIONS


class _Filled(dict[str, str]):
    """Something for every field."""

    def __missing__(self, name: str) -> str:
        return QUESTIONS[0] if name == "question" else f"{name}0"


def test_every_sentence_is_of_its_own_pattern() -> None:
    patterns = (*CAVEATS, *REASONS, *ERRORS, *ENTRIES)
    assert {one: found[0] for one in patterns if (found := pattern_of(one % _Filled())) and found[0] != one} == {}
    assert [one for one in patterns if pattern_of(one % _Filled()) is None] == []
    assert len(set(patterns)) == len(patterns)
