"""Pairs of client and record from showings by number, against a plain count with dictionaries."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from headcount.ledger import pairing
from headcount.ledger.columns import Columns
from headcount.ledger.pairing import Dealt, order_of

TYPES = {"caller": np.uint32, "record": np.uint32, "route": np.uint32, "code": np.int64}
VISIBLE, PEOPLE = np.array([True, True, False]), np.array([False, True, True])


def _made(folder: Path, rows: int, callers: int, seed: int) -> tuple[Columns, np.ndarray]:
    rng = np.random.default_rng(seed)
    columns = Columns(folder, TYPES)
    most = (callers, 30, 3, 1 << 44)
    columns.add({name: rng.integers(0, high, rows) for name, high in zip(TYPES, most, strict=True)})
    clients = rng.integers(0, callers // 2, callers)
    clients[rng.random(callers) < 0.1] = -1
    return columns, clients


@pytest.mark.parametrize(("rows", "part_bits", "at_a_time"), [(3_000, 20, 1 << 22), (3_000, 6, 700), (200, 0, 1), (0, 20, 10)])
def test_parts_are_as_counted_with_dictionaries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, part_bits: int, at_a_time: int
) -> None:
    monkeypatch.setattr(pairing, "_PART_BITS", part_bits)
    monkeypatch.setattr(pairing, "AT_A_TIME", at_a_time)
    showings, clients = _made(tmp_path / "shown", rows, 40, rows)
    codes: dict[tuple[int, int], list[int]] = defaultdict(list)
    people, ways = set[tuple[int, int]](), Counter[tuple[int, int]]()
    told = zip(*(showings.part(name).tolist() for name in ("caller", "record", "route", "code")), strict=True)
    for caller, record, route, code in told:
        client = int(clients[caller])
        if client >= 0 and VISIBLE[route]:
            codes[client, record].append(code)
            ways[client, route] += 1
            if PEOPLE[route]:
                people.add((client, record))
    dealt = Dealt(showings, clients, VISIBLE, tmp_path)
    parts = list(dealt.parts(PEOPLE, 30))
    assert (len(parts) > 1) == (part_bits < 20)
    assert dealt.hits.tolist() == [sum(n for (_, way), n in ways.items() if way == route) for route in range(3)]
    found = [
        (client, record, code, times, bool(of_people))
        for part in parts
        for client, record, code, times, of_people in zip(
            part.client.tolist(), part.record.tolist(), part.code.tolist(), part.times.tolist(), part.people, strict=True
        )
    ]
    assert found == [(*pair, min(all_), len(all_), pair in people) for pair, all_ in sorted(codes.items())]
    assert Counter({(c, r): t for part in parts for c, r, t in zip(*(x.tolist() for x in part.through), strict=True)}) == ways
    last = {client: code for part in parts for client, code in zip(*(x.tolist() for x in part.last), strict=True)}
    assert last == {client: max(max(all_) for (c, _), all_ in codes.items() if c == client) for client, _ in codes}
    for part in parts:
        assert np.all((part.client >= part.since) & (part.client < part.until))
        again: dict[tuple[int, int], list[int]] = defaultdict(list)
        for place, code in zip(*(x.tolist() for x in part.again), strict=True):
            again[int(part.client[place]), int(part.record[place])].append(code)
        pairs = set(zip(part.client.tolist(), part.record.tolist(), strict=True))
        expected = {pair: sorted(all_) for pair, all_ in codes.items() if len(all_) > 1 and pair in pairs}
        assert {pair: sorted(all_) for pair, all_ in again.items()} == expected
        second = part.code[part.by_time()] >> 24
        assert all(np.all(np.diff(second[part.client == client]) >= 0) for client in set(part.client.tolist()))


@pytest.mark.parametrize("span", [50, 1 << 40])
def test_rows_are_ordered_whether_they_fit_into_a_number_or_not(span: int) -> None:
    rng = np.random.default_rng(span)
    left, right = rng.integers(7, 7 + span, 2_000), rng.integers(0, span, 2_000)
    order = order_of(left, right, 7, span)
    assert np.array_equal(np.sort(order), np.arange(2_000))
    assert np.array_equal(np.lexsort((right[order], left[order])), np.arange(2_000))
