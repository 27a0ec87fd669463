"""Leaves gathered answer by answer and handed out in batches of columns."""

from __future__ import annotations

from collections.abc import Iterable

from headcount.model.leaves import Leaves
from headcount.sources.documents.walk import MOST_KEYS, Tree, members, scalar

LONGEST = 64 << 10
"""Characters of one value; of a longer one (a picture as text, for one) only so many are looked at."""
BATCH = 65_536
"""Leaves of a batch, about."""
MOST_PATHS = 20_000
"""Different paths of one unit, with those of objects and lists; what lies under further ones is gathered under `{}`."""
LONGEST_PATH = 1024
"""Characters of a path; what lies under a longer one is gathered under `{}`, too."""
OTHER = "{}"
"""Path segment that stands for keys that are values themselves, and for all paths beyond the bounds."""


class _Place:
    """One path: the column of its values, and what lies below it."""

    __slots__ = ("answers", "each", "kids", "named", "path", "values")

    def __init__(self, path: str) -> None:
        self.path = path
        self.values: list[str] = []
        self.answers: list[int] = []
        self.named = False
        self.kids: dict[str, _Place] = {}
        self.each: _Place | None = None
        """The entries, when it is a list."""


class Gather:
    """Builds the batches of one unit. Answers are numbered from `first` on."""

    def __init__(self, unit: str, first: int = 0) -> None:
        self.unit = unit
        self.cut = 0
        """Values of which only the first 65,536 characters were taken."""
        self._places: dict[str, _Place] = {}
        self._size = 0
        self._answer = self._since = first
        self._begun = False

    def add(self, path: str, value: str) -> None:
        """One leaf of the answer at hand; empty text is left out."""
        self._put(self._places.get(path) or self._place(path), value)

    def fill(self, leaves: Iterable[tuple[str, str]]) -> None:
        """All of these leaves, as `add` takes them one by one. A tree is walked without recursion, place by place."""
        if not isinstance(leaves, Tree):
            for path, value in leaves:
                self.add(path, value)
            return
        stack: list[tuple[_Place, object]] = [(self._place(leaves.path), leaves.value)]
        while stack:
            place, item = stack.pop()
            if isinstance(item, dict):
                self._members(place, item, stack)
            elif isinstance(item, list):
                self._entries(place, item, stack)
            elif item is not None:
                self._put(place, item if isinstance(item, str) else scalar(item))

    def name(self, path: str) -> None:
        """A path that is known to be there, of which there may be no value."""
        self._place(path).named = True

    def close_answer(self) -> None:
        """The answer at hand is complete; further leaves are of the next."""
        self._answer += 1
        self._begun = False

    @property
    def begun(self) -> bool:
        """Whether the answer at hand has leaves, or had some in an earlier batch."""
        return self._begun

    @property
    def full(self) -> bool:
        """Whether it is time to `take` a batch (memory is bounded by the callers asking)."""
        return self._size >= BATCH

    def take(self) -> Leaves:
        """The batch so far, and begin a new one. Its `total` are the answers closed since the last batch."""
        held = [place for place in self._places.values() if place.values or place.named]
        paths, total = tuple(place.path for place in held), self._answer - self._since
        leaves = Leaves(self.unit, paths, tuple(place.values for place in held), tuple(place.answers for place in held), total)
        for place in held:
            place.values, place.answers, place.named = [], [], False
        self._size, self._since = 0, self._answer
        return leaves

    def _place(self, path: str) -> _Place:
        place = self._places.get(path)
        if place is None:
            if len(self._places) >= MOST_PATHS or len(path) > LONGEST_PATH:
                path = OTHER
            place = self._places.setdefault(path, _Place(path))
        return place

    def _put(self, place: _Place, value: str) -> None:
        if not value:
            return
        if len(value) > LONGEST:
            value, self.cut = value[:LONGEST], self.cut + 1
        place.values.append(value)
        place.answers.append(self._answer)
        self._size += 1
        self._begun = True

    def _members(self, place: _Place, item: dict[str, object], stack: list[tuple[_Place, object]]) -> None:
        """The members of an object: leaves are put in their places, others on the stack."""
        if len(item) > MOST_KEYS:
            stack.extend((self._place(path), value) for path, value in reversed(list(members(place.path, item))))
            return
        kids, answer, size, nested = place.kids, self._answer, 0, 0
        for key, value in item.items():
            kid = kids.get(key) or self._kid(place, key)
            kind = value.__class__
            if kind is dict or kind is list:
                stack.append((kid, value))
                nested += 1
            elif value is not None:
                text = value if isinstance(value, str) else scalar(value)
                if 0 < len(text) <= LONGEST:
                    kid.values.append(text)
                    kid.answers.append(answer)
                    size += 1
                else:
                    self._put(kid, text)
        self._size += size
        self._begun = self._begun or size > 0
        if nested > 1:
            stack[-nested:] = stack[: -nested - 1 : -1]

    def _entries(self, place: _Place, item: list[object], stack: list[tuple[_Place, object]]) -> None:
        """The entries of a list: leaves are put in their place, others on the stack."""
        each = place.each
        if each is None:
            each = place.each = self._place(f"{place.path}[]")
        nested = []
        for entry in item:
            if isinstance(entry, str):
                self._put(each, entry)
            elif isinstance(entry, dict | list):
                nested.append((each, entry))
            elif entry is not None:
                self._put(each, scalar(entry))
        stack.extend(reversed(nested))

    def _kid(self, place: _Place, key: str) -> _Place:
        """The place of a member, kept for the next object here; a key that is a value is a leaf itself."""
        found = list(members(place.path, {key: key}))
        kid = self._place(found[-1][0])
        if len(found) > 1:
            self.add(found[0][0], key)
        elif kid.path != OTHER:
            place.kids[key] = kid
        return kid
