"""Leaves gathered answer by answer and handed out in batches of columns.

Trees of small answers wait for each other and are walked together, column by column: what stands at one path in all of them is
taken apart at once, so that a leaf costs no step of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, repeat

import numpy as np

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
TOGETHER, TOGETHER_BYTES = 512, 1 << 20
"""Trees that wait to be walked together, at most, and the bytes of the texts that they were decoded from."""


class _Place:
    """One path: the column of its values, and what lies below it."""

    __slots__ = ("answers", "each", "kids", "named", "numbers", "path", "round", "start", "values")

    def __init__(self, path: str) -> None:
        self.path = path
        self.values: list[str] = []
        self.answers: list[int] = []
        self.named = False
        self.numbers: dict[str, int] = {}
        """Of the members of objects here, by key, their places in `kids`."""
        self.kids: list[_Place] = []
        self.each: _Place | None = None
        """The entries, when it is a list."""
        self.round = self.start = 0
        """The last walk that brought values, and how many there were before it."""


_Part = tuple[_Place, Sequence[object], Sequence[int]]
"""What stands at one place in some answers, in their order: the values, and the answer of each."""


class Gather:
    """Builds the batches of one unit. Answers are numbered from `first` on."""

    def __init__(self, unit: str, first: int = 0) -> None:
        self.unit = unit
        self._cut = 0
        self._places: dict[str, _Place] = {}
        self._size = 0
        self._answer = self._since = first
        self._begun = False
        self._waiting: list[tuple[_Place, object, int]] = []
        self._bytes = 0
        """Of the texts of the trees that wait."""
        self._longest = 0
        """Characters that no value of the trees that wait has more of."""
        self._round = 0
        self._again: dict[str, _Place] = {}
        """Places that one walk came to more than once."""

    @property
    def cut(self) -> int:
        """Values of which only the first 65,536 characters were taken."""
        self._walk()
        return self._cut

    def add(self, path: str, value: str) -> None:
        """One leaf of the answer at hand; empty text is left out."""
        self._walk()
        if value:
            self._longest = len(value)
            self._put(self._place(path), [value], [self._answer])

    def fill(self, leaves: Iterable[tuple[str, str]]) -> None:
        """All of these leaves, as `add` takes them one by one. A tree is walked without recursion, later if it is small."""
        if not isinstance(leaves, Tree):
            for path, value in leaves:
                self.add(path, value)
            return
        self._waiting.append((self._place(leaves.path), leaves.value, self._answer))
        self._longest = max(self._longest, leaves.size or LONGEST + 1)
        self._bytes += leaves.size or TOGETHER_BYTES
        if self._bytes >= TOGETHER_BYTES or len(self._waiting) >= TOGETHER:
            self._walk()

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
        self._walk()
        return self._begun

    @property
    def full(self) -> bool:
        """Whether it is time to `take` a batch (memory is bounded by the callers asking)."""
        return self._size >= BATCH

    def take(self) -> Leaves:
        """The batch so far, and begin a new one. Its `total` are the answers closed since the last batch."""
        self._walk()
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

    def _put(self, place: _Place, values: Sequence[str], answers: Sequence[int]) -> None:
        """Texts, none of them empty, at the end of a column."""
        if self._longest > LONGEST and max(map(len, values)) > LONGEST:
            self._cut += sum(len(value) > LONGEST for value in values)
            values = [value[:LONGEST] for value in values]
        if place.round == self._round:
            self._again[place.path] = place
        else:
            place.round, place.start = self._round, len(place.values)
        place.values += values
        place.answers += answers
        self._size += len(values)
        self._begun = self._begun or answers[-1] == self._answer

    def _walk(self) -> None:
        """Take the trees that wait apart."""
        if not self._waiting:
            return
        together: dict[str, tuple[_Place, list[object], list[int]]] = {}
        for place, value, answer in self._waiting:
            _, values, answers = together.setdefault(place.path, (place, [], []))
            values.append(value)
            answers.append(answer)
        self._waiting, self._bytes = [], 0
        self._round += 1
        stack: list[_Part] = [*reversed(together.values())]
        while stack:
            place, found, whose = stack.pop()
            self._column(place, found, whose, stack)
        self._longest = 0
        for place in self._again.values():
            _in_order(place)
        self._again = {}
        self._round += 1

    def _column(self, place: _Place, values: Sequence[object], answers: Sequence[int], stack: list[_Part]) -> None:
        """Put the leaves among the values of one place there, and the members and entries of the others on the stack."""
        kinds = set(map(type, values))
        if kinds == {str} and "" not in values:
            self._put(place, values, answers)  # type: ignore[arg-type]  # all are texts
        elif kinds == {dict}:
            self._objects(place, values, answers, stack)  # type: ignore[arg-type]  # all are objects
        elif kinds == {list}:
            self._lists(place, values, answers, stack)  # type: ignore[arg-type]  # all are lists
        elif kinds == {int}:
            self._put(place, list(map(str, values)), answers)
        elif kinds.isdisjoint((dict, list)):
            texts = [value if isinstance(value, str) else scalar(value) for value in values if value is not None and value != ""]
            whose = [answer for value, answer in zip(values, answers, strict=True) if value is not None and value != ""]
            if texts:
                self._put(place, texts, whose)
        else:
            for sort in (dict, list, None):
                some = [
                    number
                    for number, value in enumerate(values)
                    if (type(value) is sort if sort else not isinstance(value, dict | list))
                ]
                if some:
                    self._column(place, [values[number] for number in some], [answers[number] for number in some], stack)

    def _lists(self, place: _Place, lists: Sequence[list[object]], answers: Sequence[int], stack: list[_Part]) -> None:
        each = place.each
        if each is None:
            each = place.each = self._place(f"{place.path}[]")
        entries = list(chain.from_iterable(lists))
        if entries:
            stack.append((each, entries, [*chain.from_iterable(map(repeat, answers, map(len, lists)))]))

    def _objects(self, place: _Place, items: Sequence[dict[str, object]], answers: Sequence[int], stack: list[_Part]) -> None:
        first = list(items[0])
        alike = all(list(item) == first for item in items)
        keys = first if alike else list(chain.from_iterable(items))
        strange = {key for key in dict.fromkeys(keys) if key not in place.numbers and not self._is_name(place, key)}
        if strange or max(map(len, items)) > MOST_KEYS:
            self._strange(place, items, answers, strange, stack)
        elif alike:
            columns = zip(first, zip(*map(dict.values, items), strict=True), strict=True)
            stack += [(place.kids[place.numbers[key]], values, answers) for key, values in reversed(list(columns))]
        else:
            codes = np.fromiter(map(place.numbers.__getitem__, keys), np.int16, len(keys))
            order = codes.argsort(kind="stable")
            values = np.fromiter(chain.from_iterable(map(dict.values, items)), object, len(keys))[order].tolist()
            whose = np.repeat(np.array(answers), np.fromiter(map(len, items), np.int32, len(items)))[order].tolist()
            ends = np.cumsum(np.bincount(codes, minlength=len(place.kids))).tolist()
            parts = [
                (kid, values[start:end], whose[start:end])
                for kid, start, end in zip(place.kids, [0, *ends], ends, strict=False)
                if end > start
            ]
            stack += reversed(parts)

    def _is_name(self, place: _Place, key: str) -> bool:
        """Whether a new key of an object is the name of a field; then its place is kept for the next object here."""
        ((path, _), *more) = members(place.path, {key: key})
        kid = None if more else self._place(path)
        if kid is None or kid.path == OTHER:
            return False
        place.numbers[key] = len(place.kids)
        place.kids.append(kid)
        return True

    def _strange(
        self,
        place: _Place,
        items: Sequence[dict[str, object]],
        answers: Sequence[int],
        strange: set[str],
        stack: list[_Part],
    ) -> None:
        """Objects some of which have keys that are values, or too many: these key by key, the others as they are."""
        plain = [number for number, item in enumerate(items) if len(item) <= MOST_KEYS and strange.isdisjoint(item)]
        others = set(range(len(items))).difference(plain)
        found: dict[str, tuple[_Place, list[object], list[int]]] = {}
        for number in sorted(others):
            for path, value in members(place.path, items[number]):
                below = self._place(path)
                _, values, whose = found.setdefault(below.path, (below, [], []))
                values.append(value)
                whose.append(answers[number])
        stack += reversed(found.values())
        if plain:
            self._objects(place, [items[number] for number in plain], [answers[number] for number in plain], stack)


def _in_order(place: _Place) -> None:
    """Bring what the last walk added to a column in the order of the answers."""
    answers = place.answers[place.start :]
    order = sorted(range(len(answers)), key=answers.__getitem__)
    place.answers[place.start :] = [answers[number] for number in order]
    values = place.values[place.start :]
    place.values[place.start :] = [values[number] for number in order]
