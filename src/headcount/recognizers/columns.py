"""The decision about each column: what its values look like, what its name says, what stands beside it.

columns = Columns()
for leaves in batches:
    columns.add(leaves)
fields = columns.fields()
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from headcount.model.field import Field
from headcount.model.kind import Form, Kind
from headcount.model.leaves import Leaves
from headcount.recognizers import RECOGNIZERS
from headcount.recognizers.column import Column
from headcount.recognizers.context import END
from headcount.recognizers.evidence import BY_WORDS, Tally, confidence, named, tallies, weigh, weigh_within
from headcount.recognizers.field_names import OTHERWISE, Reading, read, telling
from headcount.recognizers.gate import Gate
from headcount.recognizers.interface import Recognizer, Span
from headcount.recognizers.labelled import Labels, by_label, named_by, with_labelled
from headcount.recognizers.words import segments

NEIGHBOURS = 64
"""Names beside a field that are looked at; objects may have a field for every value of something."""
TOGETHER = 2048
"""Values of a column that are looked at together."""
WHOLE = 256
"""A column of at most so many values is looked at closely as a whole."""
EARLY, EARLY_ONE_IN, ONE_IN = 2048, 128, 256
"""Of the first values of a well-known column one in `EARLY_ONE_IN` is looked at closely, of later ones one in `ONE_IN`."""
FEW = 48
"""Of a longer column so many first values are; of texts, which differ more, `ENOUGH` are."""
SHORT = 24
"""Characters of a short value."""
PIECE = 128
"""Values of a batch that are halved together in search of a new gate."""
NEAR = 4
"""Values that are looked at together with the one in which a new gate occurs, at most."""
LABELLED = 0.5
"""From this confidence on what the values of one label hold is told of their whole column."""
REPORTED = 0.1
"""Below this confidence a column is not said to hold a kind."""
EXPLAINED = 0.8
"""From this confidence on a kind explains its values, and only surer finds inside them count."""
_TEXTS = frozenset({Kind.MESSAGE_CONTENT, Kind.ACTIVITY, Kind.HEALTH, Kind.COMM_RECORD, Kind.CRIMINAL_RECORD, Kind.LODGING})
"""Kinds that are texts and hold other kinds."""
REPORTED_WITHIN = 0.3
"""The same for what is found inside texts, where chance has more places."""


@dataclass(frozen=True, slots=True)
class _Decision:
    kind: Kind
    odds: float
    tally: Tally


def parent(path: str) -> str:
    """The object that a field belongs to.

    >>> parent("data.buyers[].phone"), parent("phone")
    ('data.buyers[]', '')
    """
    return path.rpartition(".")[0]


def decide(unit: str, path: str, column: Column, beside: frozenset[str] = frozenset(), *, labelled: bool = False) -> list[Field]:
    """What one column holds, surest first.

    A value belongs to one kind: the surest kind takes the values that look like it, the next is judged by the rest. Texts are
    different: each kind found in them is reported with the number of texts that hold it.

    Parameters:
        beside: names of the other fields of the same object.
        labelled: the last step of the path is a label, itself a value of the answer, so that no reason may repeat it.
    """
    name = read(path, unit, beside)
    if labelled:
        name = replace(name, why="a label beside the value names it")
    if not column.total:
        decisions = [_Decision(kind, weigh(kind, Tally(), name, 0, 0), Tally()) for kind, _ in name.weights]
    else:
        filling = list(_filling(column, name))
        decisions = _together(filling, _within(column, name, filling))
    fields = [_field(unit, path, decision, name, column) for decision in decisions]
    return sorted((field for field in fields if field.confidence >= REPORTED), key=lambda field: -field.confidence)


def _filling(column: Column, name: Reading) -> Iterator[_Decision]:
    """Kinds that values are as a whole."""
    rest = [(frozenset(mark for mark in marks if mark.whole), count) for marks, count in column.signatures.items()]
    total, firms = column.looked, column.firms
    while rest:
        found = [
            _Decision(kind, weigh(kind, tally, name, total - firms * (kind is Kind.PERSON_NAME), column.distinct), tally)
            for kind, tally in tallies(rest).items()
        ]
        best = max(found, key=lambda decision: (decision.odds, decision.tally.values, decision.kind), default=None)
        if best is None or confidence(best.odds) < REPORTED:
            return
        yield best
        taken = [any(mark.kind is best.kind for mark in marks) for marks, _ in rest]
        total -= sum(count for (_, count), gone in zip(rest, taken, strict=True) if gone)
        rest = [item for item, gone in zip(rest, taken, strict=True) if not gone]


def _within(column: Column, name: Reading, filling: Iterable[_Decision]) -> Iterator[_Decision]:
    """Kinds that stand inside texts; inside values of another kind only what is certain."""
    compact = {decision.kind for decision in filling if confidence(decision.odds) >= EXPLAINED} - _TEXTS
    texts = [
        (
            frozenset(
                mark
                for mark in marks
                if not mark.whole and (not explained or (mark.certainty >= EXPLAINED and mark.kind not in BY_WORDS))
            ),
            count,
        )
        for marks, count in column.signatures.items()
        for explained in [any(mark.whole and mark.kind in compact for mark in marks)]
    ]
    for kind, tally in tallies(texts).items():
        decision = _Decision(kind, weigh_within(kind, tally, name), tally)
        if confidence(decision.odds) >= REPORTED_WITHIN:
            yield decision


def _together(filling: Iterable[_Decision], within: Iterable[_Decision]) -> list[_Decision]:
    """One decision a kind: what stands inside texts is added to what fills its field."""
    found = {decision.kind: decision for decision in filling}
    for decision in within:
        if decision.kind in found:
            whole = found[decision.kind]
            whole.tally.merge(decision.tally)
            found[decision.kind] = _Decision(decision.kind, max(whole.odds, decision.odds), whole.tally)
        else:
            found[decision.kind] = decision
    return list(found.values())


def _field(unit: str, path: str, decision: _Decision, name: Reading, column: Column) -> Field:
    tally = decision.tally
    form = tally.form if tally.values else Form.CLEAR
    reason = "; ".join(_reasons(decision, name, column))
    scale = column.total / column.looked if column.looked else 1.0
    valid = None if tally.valid is None else round(tally.valid * scale)
    return Field(unit, path, decision.kind, confidence(decision.odds), form, round(tally.values * scale), valid, reason)


def _reasons(decision: _Decision, name: Reading, column: Column) -> Iterator[str]:
    """Why, in words and counts."""
    tally = decision.tally
    if named(decision.kind, name) is not None or name.otherwise:
        yield name.why
    elif name.known and name.weights[0][1] > 2:
        yield f"{name.why}, which speaks for {name.weights[0][0].value}"
    if not column.total:
        yield "no values were seen"
    elif tally.shaped:
        yield f"{tally.shaped + tally.within} of {column.looked} values have the shape"
    elif tally.within:
        yield f"{tally.within} of {column.looked} texts hold it"
    else:
        yield f"{tally.fitting} of {column.looked} values can be it"
    if tally.valid is not None:
        yield f"{tally.valid} of {tally.passed + tally.failed} pass the check"
    if column.looked < column.total:
        yield f"counts are projected from {column.looked} of {column.total} values"


@functools.cache
def _gate(recognizers: tuple[Recognizer, ...]) -> Gate:
    return Gate(recognizers)


class _Pending:
    """Values of one column that wait to be looked at together."""

    __slots__ = ("characters", "values")

    def __init__(self) -> None:
        self.values: list[str] = []
        self.characters = 0


class Columns:
    """The columns of many answers, batch by batch: counts, and at most `TOGETHER` values a column that wait.

    Every byte is read by the gate. The first values of each column are also looked at closely (more of texts than of codes, all
    of a short column), later ones only near a gate that has not occurred in the column before, and one in `ONE_IN` else; counts
    are projected from those.

    Parameters:
        recognizers: who is asked about the values.
    """

    def __init__(self, recognizers: Sequence[Recognizer] = RECOGNIZERS) -> None:
        self._gate = _gate(tuple(recognizers))
        self._columns: dict[str, dict[str, tuple[Column, _Pending]]] = {}
        self._labels: dict[str, dict[tuple[str, str], Labels]] = {}
        self._labelled: dict[str, dict[str, dict[str, tuple[Column, _Pending]]]] = {}
        """By unit and path, the values of each label: under the path that they would have."""

    def add(self, leaves: Leaves) -> None:
        """Take a batch in."""
        unit = self._columns.setdefault(leaves.unit, {})
        for path, values in zip(leaves.paths, leaves.values, strict=True):
            self._take(unit, leaves.unit, path, values)
        for path, label, values in by_label(leaves, self._labels.setdefault(leaves.unit, {})):
            places = self._labelled.setdefault(leaves.unit, {}).setdefault(path, {})
            self._take(places, leaves.unit, named_by(path, label), values)

    def _take(self, places: dict[str, tuple[Column, _Pending]], unit: str, path: str, values: Sequence[str]) -> None:
        place = places.get(path)
        if place is None:
            named = (kind for kind, weight in read(path, unit).weights if weight > OTHERWISE)
            place = places[path] = (Column(named), _Pending())
        column, pending = place
        pending.values += values
        pending.characters += sum(map(len, values))
        if len(pending.values) >= TOGETHER or pending.characters >= TOGETHER * 64:
            self._look(column, pending)

    def _look(self, column: Column, pending: _Pending) -> None:
        values, pending.values, pending.characters = pending.values, [], 0
        occurring = self._gate.occurring(END.join(values))
        closely = list(self._closely(column, values, occurring))
        column.gates |= occurring
        column.pass_by(len(values) - len(closely))
        counts = Counter(closely)
        found: dict[str, list[Span]] = {}
        different = list(counts)
        for number, span in self._gate.find_all(different, occurring if len(closely) == len(values) else None):
            found.setdefault(different[number], []).append(span)
        column.add(counts, found)

    def _closely(self, column: Column, values: list[str], occurring: frozenset[int]) -> Iterator[str]:
        """What is looked at closely: values of a little-known column, values near a new gate, a part of the others."""
        if column.total + len(values) <= WHOLE:
            missing = len(values)
        else:
            missing = column.missing if _texts(values[:FEW]) else max(0, FEW - column.looked)
        first, rest = values[:missing], values[missing:]
        yield from first
        every = EARLY_ONE_IN if column.total < EARLY else ONE_IN
        known = set(column.gates | self._gate.occurring(END.join(first))) if first else set(column.gates)
        yield from self._near_new(rest, every, known) if occurring - known else rest[::every]

    def _near_new(self, values: list[str], every: int, known: set[int]) -> Iterator[str]:
        """Values beside which a gate first occurs that is not `known` of the column, found by halving; a part of the others."""
        size = min(PIECE, -(-len(values) // 2))
        for some in (values[first : first + size] for first in range(0, len(values), size or 1)):
            occurring = self._gate.occurring(END.join(some)) - known
            if not occurring:
                yield from some[::every]
            elif len(some) <= NEAR:
                known |= occurring
                yield from some
            else:
                yield from self._near_new(some, every, known)

    def columns(self) -> Iterator[tuple[str, str, Column]]:
        """(unit, path, column) in the order in which they came."""
        for unit, paths in self._columns.items():
            for path, (column, pending) in paths.items():
                if pending.values:
                    self._look(column, pending)
                yield unit, path, column

    def fields(self) -> list[Field]:
        """What all columns hold, in the order in which the columns came."""
        beside = {unit: neighbours(paths) for unit, paths in self._columns.items()}
        found = []
        for unit, path, column in self.columns():
            plain = decide(unit, path, column, beside[unit][parent(path)])
            places = self._labelled.get(unit, {}).get(path)
            found += with_labelled(plain, list(self._by_label(unit, path, places))) if places else plain
        return found

    def _by_label(self, unit: str, path: str, places: dict[str, tuple[Column, _Pending]]) -> Iterator[Field]:
        """What the values of the labels of one path surely hold."""
        for place, (column, pending) in places.items():
            if pending.values:
                self._look(column, pending)
            told = decide(unit, place, column, labelled=True)
            yield from (replace(field, path=path) for field in told if field.confidence >= LABELLED)


def _texts(values: Sequence[str]) -> bool:
    """Whether values look like texts, not like codes, numbers and words."""
    lengths = set(map(len, values))
    return len(lengths) > 1 and max(lengths) > SHORT


def neighbours(paths: Iterable[str]) -> dict[str, frozenset[str]]:
    """Names of the fields of each object that say something about the others, at most `NEIGHBOURS`, first in the alphabet."""
    found: dict[str, set[str]] = {}
    for path in paths:
        names = segments(path)
        found.setdefault(parent(path), set()).update(name for name in names[-1:] if telling(name))
    return {place: frozenset(sorted(names)[:NEIGHBOURS]) for place, names in found.items()}


def classify(leaves: Leaves, recognizers: Sequence[Recognizer] = RECOGNIZERS) -> list[Field]:
    """What the columns of one batch hold.

    >>> leaves = Leaves("people.csv", ("e_mail", "price"), (["ada@example.com"], ["9.99"]), ([0], [0]), 1)
    >>> [(field.path, field.kind.value) for field in classify(leaves)]
    [('e_mail', 'email')]
    """
    columns = Columns(recognizers)
    columns.add(leaves)
    return columns.fields()
