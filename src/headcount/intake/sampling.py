"""Which columns of a list hold what the ledger's records are named by: tried out, not guessed from headings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from headcount.catalog.samples import Sample, Tokens, is_running, tokens_of
from headcount.catalog.tokens import Tokenizer
from headcount.errors import UsageError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.explains import shown_records
from headcount.model.attribution import Column

_PROBED = 2_000
"""Values of each column that are tried first."""
_AS_GOOD = 0.5
"""A further column is used where it knows at least such a share of what the best one knows."""
_SHORT = 5
"""Digits; shorter numbers (ages, counts) are somebody's number by chance, so they are only used as the best column."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The part of a list that the ledger can be asked about."""

    row: NDArray[np.int64]
    """Different rows, numbered from 0; a row may have several tokens."""
    token: NDArray[np.uint64]
    different: int
    columns: tuple[Column, ...]
    entities: tuple[str, ...]


def choose(
    sample: Sample, ledger: EmbeddedLedger, tokens: Tokenizer, named: Collection[str] = (), entities: Collection[str] = ()
) -> Chosen:
    """Find out which columns hold what, by asking the ledger which of their values are records of which entity.

    Args:
        sample: the list.
        ledger: the ledger.
        tokens: its tokenizer.
        named: only these columns; empty: all.
        entities: only these entities; empty: all.

    Raises:
        UsageError: there is no such column or entity.
    """
    known = sorted({route.entity for route in ledger.routes(all_counted=False) if route.entity and not route.tentative})
    _check("entity", entities, known)
    _check("column", named, list(sample.columns))
    words = [entity for entity in known if not entities or entity in entities]
    columns = [column for name, column in sample.columns.items() if not named or name in named]
    probes = [found for column in columns for found in tokens_of(column, words, tokens, _PROBED)]
    counts = _known(ledger, probes)
    best = max(counts, default=0)
    running = {column.name for column in columns if is_running(column)}
    used = [probe for probe, count in zip(probes, counts, strict=True) if count and count >= _AS_GOOD * best]
    if any(probe.column not in running for probe in used):
        used = [probe for probe in used if probe.column not in running]
    leading = max(used, key=lambda probe: (counts[_place(probes, probe)], _length(sample, probe.column)), default=None)
    if leading is None:
        tried = tuple(Column(f"column{n}", "", "", len(column.values), 0) for n, column in enumerate(columns, 1))
        most = max((column.rows for column in tried), default=0)
        return Chosen(np.zeros(0, np.int64), np.zeros(0, np.uint64), most, tried, tuple(words))
    if not named:
        used = [probe for probe in used if _goes_with(sample, leading, probe)]
    wanted = {_key(probe) for probe in used}
    whole = [
        found
        for name in dict.fromkeys(probe.column for probe in used)
        for found in tokens_of(sample.columns[name], words, tokens)
        if _key(found) in wanted
    ]
    whole.sort(key=lambda found: _key(found) != _key(leading))
    return _joined(ledger, whole, tuple(dict.fromkeys(found.entity for found in whole)))


def _key(found: Tokens) -> tuple[str, str, str]:
    return found.column, found.spelling, found.entity


def _check(what: str, asked: Collection[str], there: Collection[str]) -> None:
    missing = [name for name in asked if name not in there]
    if missing:
        raise UsageError(f"there is no {what} {missing[0]!r}; there are: {', '.join(map(repr, there)) or 'none'}")


def _place(probes: list[Tokens], probe: Tokens) -> int:
    return next(place for place, one in enumerate(probes) if one is probe)


def _known(ledger: EmbeddedLedger, probes: list[Tokens]) -> list[int]:
    """How many different records each probe names."""
    if not probes:
        return []
    known = shown_records(ledger, np.concatenate([probe.token for probe in probes]))
    edges = np.cumsum([len(probe.token) for probe in probes])[:-1]
    return [len(set(probe.token[part].tolist())) for probe, part in zip(probes, np.split(known, edges), strict=True)]


def _length(sample: Sample, column: str) -> float:
    values = sample.columns[column].values[:_PROBED]
    return sum(map(len, values)) / max(len(values), 1)


def _goes_with(sample: Sample, leading: Tokens, probe: Tokens) -> bool:
    """Whether a probe is used beside the leading one: the same column, or another that can be matched to it row by row."""
    return probe.column == leading.column or (sample.aligned and _length(sample, probe.column) >= _SHORT)


def _joined(ledger: EmbeddedLedger, whole: list[Tokens], entities: tuple[str, ...]) -> Chosen:
    """All tokens with their rows; rows that the leading column says are the same are one."""
    row, token = np.concatenate([found.row for found in whole]), np.concatenate([found.token for found in whole])
    known = shown_records(ledger, token)
    first: dict[int, int] = {}
    same: dict[int, int] = {}
    for here, value in zip(whole[0].row.tolist(), whole[0].token.tolist(), strict=True):
        same.setdefault(here, first.setdefault(value, here))
    merged = np.array([same.get(here, here) for here in row.tolist()], np.int64)
    _, number = np.unique(merged, return_inverse=True)
    columns = tuple(_told(found, known[part]) for found, part in zip(whole, _parts(whole), strict=True))
    return Chosen(number[known].astype(np.int64), token[known], int(number.max()) + 1, columns, entities)


def _parts(whole: list[Tokens]) -> list[slice]:
    edges = np.concatenate([[0], np.cumsum([len(found.token) for found in whole])]).tolist()
    return [slice(low, high) for low, high in pairwise(edges)]


def _told(found: Tokens, known: NDArray[np.bool_]) -> Column:
    rows, names = len(np.unique(found.row)), len(np.unique(found.row[known]))
    return Column(found.column, found.entity, found.spelling, rows, names)
