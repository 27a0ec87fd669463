from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest

from headcount.catalog.agreements import Standing
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.rollup import roll_up
from headcount.ledger.window import CLIENTS_SCHEMA, ROLLUP_SCHEMA, Window
from headcount.model.scope import Scope
from tests.ledger.accesses import START, Shown, feed, identity, new_catalogue, successes, token, traffic

Bucket = tuple[str, dt.datetime]
CANARIES = {("orders", 7), ("orders", 40)}


def _rows(window: Window) -> dict[Bucket, dict[str, int]]:
    """The roll-up by client name and bucket."""
    names = dict(zip(window.clients["client"].to_pylist(), window.clients["name"].to_pylist(), strict=True))
    return {(names[row.pop("client")], row.pop("bucket")): row for row in window.rollup.to_pylist()}


def _lookups(rows: Sequence[Shown]) -> set[str]:
    """Paths where at least ten clients, and a quarter of those that asked for five or more, missed a twentieth of it."""
    asked: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.status != 403:
            asked[row.path][row.address].append(row.status == 404)
    found = set()
    for path, clients in asked.items():
        some = [missed for missed in clients.values() if len(missed) >= 5 and not all(missed)]
        if sum(sum(missed) >= 0.05 * len(missed) for missed in some) >= max(10, 0.25 * len(some)):
            found.add(path)
    return found


def _recount(rows: Sequence[Shown], cold_viewers: int) -> dict[Bucket, dict[str, int]]:
    """The roll-up again, slowly, with sets: one client an address."""
    viewers: dict[tuple[str, int], set[str]] = defaultdict(set)
    for row in successes(rows):
        viewers[identity(row)].add(row.address)
    known = {(row.address, identity(row)) for row in successes(rows)}
    lookups, looked_up = _lookups(rows), defaultdict[Bucket, set[tuple[str, int]]](set)
    within: dict[Bucket, Counter[tuple[str, int]]] = defaultdict(Counter)
    told: dict[Bucket, Counter[str]] = defaultdict(Counter)
    at_once: Counter[tuple[str, int]] = Counter()
    seen: set[tuple[str, tuple[str, int]]] = set()
    walked: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row in rows:
        if row.status == 403:
            continue
        bucket, record = (row.address, row.bucket), identity(row)
        before = walked[row.address, record[0]]
        steps = [abs(row.record - number) for number in before[-2:]]
        before.append(row.record)
        if row.status == 404:
            told[bucket]["misses"] += 1
            told[bucket]["new_misses"] += (row.address, record) not in known
            known.add((row.address, record))
            continue
        within[bucket][record] += 1
        if row.path in lookups:
            looked_up[bucket].add(record)
        if (row.address, record) not in seen:
            seen.add((row.address, record))
            told[bucket]["new_records"] += 1
            told[bucket]["unexplained_records"] += 1
            told[bucket]["canary_records"] += record in CANARIES
            at_once[row.address, row.second] += 1
            told[bucket]["largest_answer"] = max(told[bucket]["largest_answer"], at_once[row.address, row.second])
            told[bucket]["cold_records"] += len(viewers[record]) <= cold_viewers + 1
            told[bucket]["lookup_new"] += row.path in lookups
            told[bucket]["lookup_cold"] += row.path in lookups and len(viewers[record]) <= cold_viewers + 1
            told[bucket]["numbered_records"] += bool(steps)
            told[bucket]["adjacent_records"] += bool(steps) and 1 <= min(steps) <= 3
    columns = [name for name in ROLLUP_SCHEMA.names if name not in {"client", "bucket"}]
    for bucket, records in within.items():
        told[bucket]["requests"], told[bucket]["records"] = records.total(), len(records)
        told[bucket]["lookup_records"] = len(looked_up[bucket])
    return {bucket: {name: counts[name] for name in columns} for bucket, counts in told.items()}


@pytest.mark.parametrize(("seed", "batches"), [(0, 1), (0, 7), (1, 7), (2, 1), (3, 7)])
def test_every_column_equals_a_slow_recount(ledger: EmbeddedLedger, seed: int, batches: int) -> None:
    rows = traffic(seed)
    feed(ledger, rows, batches=batches)
    window = roll_up(ledger, Standing(), [token(Shown(0, "", number)) for _, number in CANARIES])
    expected = _recount(rows, window.cold_viewers)
    assert _rows(window) == expected
    for column in ("records", "new_records", "cold_records", "adjacent_records", "misses", "canary_records", "new_misses"):
        assert sum(row[column] for row in expected.values()) > 0, f"{column}: this traffic tests nothing"


@pytest.mark.parametrize("seed", range(3))
def test_the_cold_share_is_the_share_of_records_with_few_viewers(ledger: EmbeddedLedger, seed: int) -> None:
    rows = traffic(seed)
    feed(ledger, rows)
    window = roll_up(ledger, Standing())
    viewers = Counter(record for _, record in {(row.address, identity(row)) for row in successes(rows)})
    cold = sum(count <= window.cold_viewers + 1 for count in viewers.values())
    assert window.cold_share == pytest.approx(cold / len(viewers))
    assert 0 <= window.cold_viewers < 8


def test_clients_equal_a_recount(ledger: EmbeddedLedger) -> None:
    rows = traffic(11)
    feed(ledger, rows, catalogue=new_catalogue(people=True), batches=3)
    found = {row["name"]: row for row in roll_up(ledger, Standing()).clients.to_pylist()}
    assert set(found) == {row.address for row in rows if row.status != 403}
    for address, client in found.items():
        asked = [row for row in rows if row.address == address]
        shown = successes(asked)
        assert client["lens"] == "address"
        assert (client["requests"], client["errors"]) == (len(asked), sum(row.status >= 400 for row in asked))
        assert client["records"] == len({identity(row) for row in shown})
        assert client["people"] == len({identity(row) for row in shown if row.path.startswith("/u/")})
        assert client["first"] == START + dt.timedelta(seconds=min(row.second for row in shown))
        assert client["last"] == START + dt.timedelta(seconds=max(row.second for row in shown))


def test_an_answer_is_what_was_new_within_one_second(ledger: EmbeddedLedger) -> None:
    rows = [Shown(3, "192.0.2.1", n) for n in range(5)] + [Shown(4, "192.0.2.1", n) for n in range(9)]
    rows += [Shown(9, "192.0.2.1", 0, path="/orders/1,2,30,31,32,33")] + [Shown(700, "192.0.2.1", n) for n in range(40, 43)]
    feed(ledger, rows)
    told = roll_up(ledger, Standing()).rollup
    assert list(zip(told["new_records"].to_pylist(), told["largest_answer"].to_pylist(), strict=True)) == [(13, 5), (3, 3)]


def test_the_lens_is_what_tells_most_about_who_asked(ledger: EmbeddedLedger) -> None:
    rows = [Shown(n, "192.0.2.1", n, account="erin", credential="secret", agent=f"A{n}") for n in range(6)]
    rows += [Shown(n, f"192.0.2.{n}", n, credential="key-of-a-partner", agent="A") for n in range(10, 14)]
    rows += [Shown(20 + n, "192.0.2.50", n, agent=f"A{n % 3}") for n in range(6)]
    rows += [Shown(30 + n, "192.0.2.60", n, agent=f"A{n % 4}") for n in range(8)]
    rows += [Shown(40 + n, "192.0.2.70", n, agent=f"A{n}", status=404 if n > 2 else 200) for n in range(6)]
    feed(ledger, sorted(rows, key=lambda row: row.second))
    clients = roll_up(ledger, Standing()).clients.to_pylist()
    names = {(row["lens"], row["name"], row["records"], row["agents"]) for row in clients}
    [digest] = [row["name"] for row in clients if row["lens"] == "credential"]
    assert len(digest) == 16
    assert "partner" not in digest
    assert names == {
        ("account", "erin", 6, 6),
        ("credential", digest, 4, 1),
        ("address", "192.0.2.50", 6, 3),
        *(("visitor", f"192.0.2.60 A{n}", 2, 1) for n in range(4)),
        ("address", "192.0.2.70", 3, 6),  # only three of its six user agents were shown anything
    }


def test_clients_keep_their_numbers_when_the_ledger_grows(ledger: EmbeddedLedger) -> None:
    rows = traffic(12, 600)
    catalogue = new_catalogue()
    feed(ledger, rows[:300], catalogue=catalogue)
    before = {(row["lens"], row["name"]): row["client"] for row in roll_up(ledger, Standing()).clients.to_pylist()}
    newcomers = [Shown(5 * 3600 + n, f"192.0.2.{100 + n}", n) for n in range(50)]
    feed(ledger, rows[300:] + newcomers, catalogue=catalogue, file=1)
    after = {(row["lens"], row["name"]): row["client"] for row in roll_up(ledger, Standing()).clients.to_pylist()}
    assert before.items() <= after.items()
    assert len(after) >= len(before) + 50
    assert len(set(after.values())) == len(after)


def test_busy_clients_have_their_routes_busiest_first(ledger: EmbeddedLedger) -> None:
    rows = [Shown(n, "192.0.2.1", n, path="/u/{}" if n % 3 else "/orders/{}") for n in range(30)]
    rows += [Shown(n, "192.0.2.2", n) for n in range(19)]
    feed(ledger, rows)
    window = roll_up(ledger, Standing())
    [number] = [row["client"] for row in window.clients.to_pylist() if row["name"] == "192.0.2.1"]
    assert window.routes == {number: ("/u/{id}", "/orders/{id}")}


def test_an_empty_ledger_gives_an_empty_window(ledger: EmbeddedLedger) -> None:
    window = roll_up(ledger, Standing())
    assert (window.rollup.schema, window.clients.schema) == (ROLLUP_SCHEMA, CLIENTS_SCHEMA)
    assert (len(window.rollup), len(window.clients), window.routes, window.cold_viewers, window.cold_share) == (0, 0, {}, 0, 1.0)
    assert window.first == window.last


@pytest.mark.parametrize("year", [1901, 1969, 2038, 2099, 9998])
def test_any_year_can_be_rolled_up(ledger: EmbeddedLedger, year: int) -> None:
    shift = int((dt.datetime(year, 3, 2, 9, tzinfo=dt.UTC) - START).total_seconds())
    feed(ledger, [Shown(shift + n, "192.0.2.1", n) for n in range(5)])
    window = roll_up(ledger, Standing())
    assert [row["new_records"] for row in window.rollup.to_pylist()] == [5]
    assert window.first == dt.datetime(year, 3, 2, 9, tzinfo=dt.UTC)


class _Named:
    """Knows one crawler and one partner."""

    verified: dict[str, bool | None] = {}  # noqa: RUF012  # a fake: nothing is checked
    devices: frozenset[str] = frozenset()
    scopes: dict[str, Scope] = {}  # noqa: RUF012  # a fake: nothing is agreed

    def __call__(
        self, lenses: pa.Array, names: pa.Array, addresses: pa.Array, user_agents: pa.Array
    ) -> tuple[pa.Array, pa.Array]:
        columns = [column.to_pylist() for column in (lenses, names, addresses, user_agents)]
        self.asked: list[Any] = list(zip(*columns, strict=True))
        crawlers = [agent if agent == "Bot" else None for agent in columns[3]]
        return pa.array(crawlers, pa.string()), pa.array(["Partner" if name == "erin" else None for name in columns[1]])

    def role(self, lenses: pa.Array, names: pa.Array) -> pa.Array:
        known = zip(lenses.to_pylist(), names.to_pylist(), strict=True)
        return pa.array(["editor" if lens == "account" and name else "" for lens, name in known])


def test_who_is_known_is_asked_once_with_all_clients(ledger: EmbeddedLedger) -> None:
    feed(ledger, [Shown(0, "192.0.2.1", 1, agent="Bot"), Shown(1, "192.0.2.2", 1), Shown(2, "192.0.2.3", 1, account="erin")])
    who = _Named()
    clients = roll_up(ledger, who).clients
    assert sorted(who.asked) == [
        ("account", "erin", "192.0.2.3", "Firefox"),
        ("address", "", "192.0.2.1", "Bot"),
        ("address", "", "192.0.2.2", "Firefox"),
    ]
    assert {row["name"]: (row["declared_crawler"], row["agreement"]) for row in clients.to_pylist()} == {
        "192.0.2.1": ("Bot", None),
        "192.0.2.2": (None, None),
        "erin": (None, "Partner"),
    }
