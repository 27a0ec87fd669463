"""Answers that are found once for everybody who asks the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Answers:
    """The latest answers. Any thread may ask; who asks what another is just finding waits for it, and nobody else does."""

    def __init__(self, most: int) -> None:
        """`most` answers are kept."""
        self._most = most
        self._kept: OrderedDict[Hashable, tuple[threading.Lock, list[Any]]] = OrderedDict()
        self._guard = threading.Lock()

    def __call__(self, key: Hashable, find: Callable[[], T]) -> T:
        """What `find` returns, or returned for the key before. What it raises is raised, and found again next time."""
        with self._guard:
            lock, told = self._kept.setdefault(key, (threading.Lock(), []))
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        with lock:
            if not told:
                told.append(find())
            return cast("T", told[0])
