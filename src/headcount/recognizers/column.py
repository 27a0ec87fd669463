"""What was seen of one column: counts of what its values look like, in bounded memory."""

from __future__ import annotations

import functools
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappush, heapreplace

from headcount.model.kind import Form, Kind
from headcount.recognizers.interface import Span
from headcount.recognizers.overlaps import settle
from headcount.recognizers.plausible import form_of, is_firm, plausible

SAMPLE = 256
"""Different values whose hashes are kept, the smallest ones: enough to estimate how many there are within about 6 %."""
SIGNATURES = 512
"""Different looks of values that are told apart in one column; what comes later counts by its most certain mark."""

WITHIN_AT_LEAST = 0.3
"""What stands inside a text with less certainty is left out: chance has many places there."""
_LEAST = {Kind.DEMOGRAPHIC: 0.52}
"""The same for words of nationality, which speak of food and films, too."""
ENOUGH = 96
"""Values of a column of texts that are looked at closely, each; then a part of them."""

_HASHES = 1 << 32


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that a value looks like. Holds no part of the value."""

    kind: Kind
    form: Form
    valid: bool | None
    whole: bool
    """The value is this and nothing else."""
    certainty: float
    """What the text alone says; 0 where the value only does not contradict the field's name."""


@functools.lru_cache(1 << 12)
def _mark(kind: Kind, form: Form, valid: bool | None, whole: bool, certainty: float) -> Mark:  # noqa: FBT001 - a cache is asked by place
    """One mark for all values that have it: making one takes longer than finding it."""
    return Mark(kind, form, valid, whole, certainty)


Signature = frozenset[Mark]
"""Everything that one value looks like."""


def marks_of(value: str, spans: Sequence[Span], named: Iterable[Kind]) -> Signature:
    """What one value looks like.

    Places that fill the value are kept beside each other, since the field's name may choose among them; of places inside a
    text those that overlap are settled first. Kinds that the name speaks of and that nothing recognised are marked where the
    value does not contradict them.
    """
    text = value.strip()
    start = 0 if len(text) == len(value) else len(value) - len(value.lstrip())
    end = start + len(text)
    form = form_of(text) if named else Form.CLEAR
    fits = {kind for kind in named if plausible(kind, text, form)}
    marks, inside, best = set(), [], 0.0
    for span in spans:
        if span.start <= start and span.end >= end:
            marks.add(_mark(span.kind, span.form, span.valid, True, round(span.certainty, 2)))  # noqa: FBT003 - as there
            best = max(best, span.certainty)
        else:
            inside.append(span)
    if inside:
        whole = {mark.kind for mark in marks}
        marks |= {
            _mark(span.kind, span.form, span.valid, span.kind in fits, round(span.certainty, 2))
            for span in (settle(inside) if len(inside) > 1 else inside)
            if span.certainty > best and span.certainty >= _LEAST.get(span.kind, WITHIN_AT_LEAST) and span.kind not in whole
        }
    if fits:
        fits.difference_update([mark.kind for mark in marks if mark.whole])
        marks.update([_mark(kind, form, None, True, 0.0) for kind in fits])  # noqa: FBT003 - as there
    return frozenset(marks)


class Column:
    """The values of one path of one unit, as counts. Memory does not grow with the values.

    Of a long column only a part is looked at closely, and counts are projected from that part.

    Parameters:
        named: kinds that the name of the field speaks of.
    """

    __slots__ = ("_heap", "_known", "firms", "gates", "looked", "named", "signatures", "total")

    def __init__(self, named: Iterable[Kind] = ()) -> None:
        self.named = tuple(named)
        self.total = 0
        """Values seen."""
        self.looked = 0
        """Values that were looked at closely; the others only passed the gate."""
        self.firms = 0
        """Of these, names of firms, where the field's name speaks of people: they say nothing against the others."""
        self.gates: frozenset[int] = frozenset()
        """Gates that have occurred."""
        self.signatures: Counter[Signature] = Counter()
        """How many values look how."""
        self._heap: list[int] = []
        self._known: set[int] = set()

    def add(self, counts: Mapping[str, int], spans: Mapping[str, Sequence[Span]]) -> None:
        """Take values in.

        Parameters:
            counts: different values and how often each came.
            spans: what the recognisers found in them; values in which they found nothing may be missing.
        """
        for value, count in counts.items():
            found = spans.get(value, ())
            self._count(marks_of(value, found, self.named) if found or self.named else frozenset(), count)
            self._remember(value)
            self.looked += count
            self.total += count
            if Kind.PERSON_NAME in self.named and is_firm(value.strip()):
                self.firms += count

    def pass_by(self, values: int) -> None:
        """Count values that were not looked at closely."""
        self.total += values

    @property
    def missing(self) -> int:
        """How many more values have to be looked at closely before a part of the further ones will do."""
        return max(0, ENOUGH - self.looked)

    def _count(self, signature: Signature, count: int) -> None:
        if signature not in self.signatures and len(self.signatures) >= SIGNATURES and len(signature) > 1:
            signature = frozenset({max(signature, key=lambda mark: (mark.certainty, mark.whole, mark.kind))})
        self.signatures[signature] += count

    def _remember(self, value: str) -> None:
        """Bottom-k sketch: Bar-Yossef et al., Counting distinct elements in a data stream (2002)."""
        hashed = zlib.crc32(value.encode("utf-8", "surrogatepass"))
        if hashed in self._known:
            return
        if len(self._heap) < SAMPLE:
            heappush(self._heap, -hashed)
        elif hashed < -self._heap[0]:
            self._known.discard(-heapreplace(self._heap, -hashed))
        else:
            return
        self._known.add(hashed)

    @property
    def distinct(self) -> int:
        """How many different values there are: exact below `SAMPLE`, then estimated."""
        if len(self._heap) < SAMPLE:
            return len(self._heap)
        return round((SAMPLE - 1) * _HASHES / (1 - self._heap[0]))

    def __repr__(self) -> str:
        return f"Column({self.total} values)"
