"""Recent: what was asked for lately is at hand, in bounded memory, and never is all of it gone at once."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Two generations of a dictionary: a full young one becomes the old one, and what is asked for is young again.

    Whoever was among the last `most // 2` different keys is at hand. A dictionary that is emptied when it is full knows nobody
    at that moment: where somewhat more keys come round than it holds, nearly every one has to be looked up.
    """

    __slots__ = ("_half", "_old", "_young")

    def __init__(self, most: int) -> None:
        """At most so many keys, two at least."""
        self._half = max(most // 2, 1)
        self._young: dict[K, V] = {}
        self._old: dict[K, V] = {}

    def __len__(self) -> int:
        """How many keys are at hand, those of both generations twice."""
        return len(self._young) + len(self._old)

    def get(self, key: K) -> V | None:
        """What is known of a key; None: nothing."""
        found = self._young.get(key)
        if found is None:
            found = self._old.get(key)
            if found is not None:
                self.put(key, found)
        return found

    def put(self, key: K, value: V) -> None:
        """Know a value, which is not None."""
        if len(self._young) >= self._half:
            self._young, self._old = {}, self._young
        self._young[key] = value
