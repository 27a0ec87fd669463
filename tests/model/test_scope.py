from __future__ import annotations

from headcount.model.scope import Scope


def test_what_is_not_spoken_of_is_not_agreed_and_not_forbidden() -> None:
    assert Scope() == Scope(frozenset(), frozenset(), None, None, 0)
    assert Scope(routes=frozenset({"/a"})) != Scope(routes=frozenset({"/b"}))
