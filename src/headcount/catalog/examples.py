"""A few values of each column, kept to be shown under the mask of their kind, when the user asks for it."""

from __future__ import annotations

from headcount.model.field import Field
from headcount.model.kind import Kind
from headcount.model.leaves import Leaves
from headcount.model.masking import masked
from headcount.recognizers import RECOGNIZERS

_KEPT = 16
_LONGEST = 200
_ALONE = 64
"""Characters of a value that may be masked as a whole, without a recogniser having told which part of it is the kind's."""


class Examples:
    """Different short values by column, up to 16 each."""

    def __init__(self, shown: int) -> None:
        """`shown` is how many are given out for a field; 0 keeps none."""
        self._shown = shown
        self._kept: dict[tuple[str, str], dict[str, None]] = {}

    def add(self, leaves: Leaves) -> None:
        """Keep some of a batch."""
        if not self._shown:
            return
        for path, values in zip(leaves.paths, leaves.values, strict=True):
            kept = self._kept.setdefault((leaves.unit, path), {})
            for value in values:
                if len(kept) >= _KEPT:
                    break
                if len(value) <= _LONGEST:
                    kept[value] = None

    def masked(self, field: Field) -> tuple[str, ...]:
        """Up to as many examples as are shown, masked; those in which a recogniser saw the kind go before others."""
        kept = self._kept.get((field.unit, field.path), {})
        seen = [part for value in kept for part in _parts(field.kind, value)]
        if not seen and not any(field.kind in recognizer.kinds for recognizer in RECOGNIZERS):
            seen = [value for value in kept if len(value) <= _ALONE]
        return tuple(dict.fromkeys(masked(field.kind, part) for part in seen))[: self._shown]


def _parts(kind: Kind, value: str) -> list[str]:
    """The parts of a value in which a recogniser sees the kind."""
    return [
        value[span.start : span.end]
        for recognizer in RECOGNIZERS
        if kind in recognizer.kinds
        for span in recognizer.find(value)
        if span.kind is kind
    ]
