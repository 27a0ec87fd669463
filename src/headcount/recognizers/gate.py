"""Which recognisers a text needs: RE2 over all gates of all recognisers.

`re2.Set` tells which of some patterns occur in a text, not where, in one pass whose time is linear in the text. Only recognisers
with a gate that occurred are asked. Many texts are first read together: what occurs in none of them is asked about none of
them, and what occurs is asked once for all of them. Digits of other scripts are read as ASCII digits.

The automaton of a set has a state for every mixture of what its patterns have seen so far, made when a text first leads there.
One set of two hundred patterns of whole values never comes to an end of that; two sets of coarse patterns (`signs`), like ones
together, have made nearly all their states after some hundred answers and then read an answer of 1.3 kB in about 11 microseconds
(seven sets took 19 in the same minutes).

Source: R. Cox, "Regular expression matching in the wild" (2010), for the automata of RE2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Protocol, runtime_checkable

import re2

from headcount.recognizers.context import END
from headcount.recognizers.interface import Recognizer, Span
from headcount.recognizers.overlaps import settle
from headcount.recognizers.wide_digits import plain

_TOGETHER = 51
"""Patterns of one set: more are fewer passes and more states."""
_MEMORY = 64 << 20
"""Bytes that the automaton of a set may use for its states; it forgets them and begins anew beyond that."""


@runtime_checkable
class Selective(Recognizer, Protocol):
    """A recogniser that can leave out what belongs to gates that do not occur."""

    def find_by(self, text: str, gates: Iterable[int]) -> Iterable[Span]:
        """Like `find`, knowing that only these of its gates occur in `text`."""


class Gate:
    """All gates of some recognisers.

    Parameters:
        recognizers: in the order in which spans of equal certainty are preferred.
    """

    def __init__(self, recognizers: Sequence[Recognizer]) -> None:
        self._recognizers = tuple(recognizers)
        self._selective = tuple(r if isinstance(r, Selective) else None for r in self._recognizers)
        owners: dict[str, list[tuple[int, int]]] = {}
        for number, recognizer in enumerate(self._recognizers):
            for place, pattern in enumerate(recognizer.gates):
                owners.setdefault(pattern, []).append((number, place))
        patterns = sorted(owners)
        self._owners = tuple(tuple(owners[pattern]) for pattern in patterns)
        self._sets = [(first, _set(patterns[first : first + _TOGETHER])) for first in range(0, len(patterns), _TOGETHER)]

    def occurring(self, text: str) -> frozenset[int]:
        """The gates that occur in `text`, as numbers that mean the same for every text."""
        data = plain(text).encode("utf-8", "surrogatepass")
        return frozenset(first + place for first, together in self._sets for place in together.Match(data) or ())

    def which(self, text: str) -> tuple[Recognizer, ...]:
        """The recognisers with a gate that occurs in `text`, in their order."""
        numbers = sorted({number for gate in self.occurring(text) for number, _ in self._owners[gate]})
        return tuple(self._recognizers[number] for number in numbers)

    def find(self, text: str) -> list[Span]:
        """What `text` shows, left to right, overlaps settled."""
        return settle(span for spans in self._asked(text) for span in spans)

    def find_all(self, texts: Sequence[str], occurring: frozenset[int] | None = None) -> Iterator[tuple[int, Span]]:
        """What each of many texts shows, as (number of the text, span), recogniser by recogniser, overlaps not settled.

        A text that holds `END` is read as several.

        Parameters:
            occurring: the gates that occur in the texts joined by `END`, where that is known already.
        """
        starts = [0, *accumulate(len(text) + 1 for text in texts)]
        for spans in self._asked(END.join(texts), occurring):
            number = 0
            for span in spans:
                while starts[number + 1] <= span.start:
                    number += 1
                at = starts[number]
                yield (
                    number,
                    Span(span.start - at, span.end - at, span.kind, span.form, span.valid, span.certainty) if at else span,
                )

    def _asked(self, text: str, occurring: frozenset[int] | None = None) -> Iterator[Iterable[Span]]:
        """The spans of each recogniser that has to be asked."""
        text = plain(text)
        asked: dict[int, list[int]] = {}
        for gate in self.occurring(text) if occurring is None else occurring:
            for number, place in self._owners[gate]:
                asked.setdefault(number, []).append(place)
        for number, places in sorted(asked.items()):
            selective = self._selective[number]
            yield self._recognizers[number].find(text) if selective is None else selective.find_by(text, sorted(places))


def _set(patterns: Sequence[str]) -> re2.Set:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    options.never_capture = True
    found = re2.Set.SearchSet(options)
    for pattern in patterns:
        found.Add(pattern)
    found.Compile()
    return found
