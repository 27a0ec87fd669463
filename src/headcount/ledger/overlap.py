"""How many records groups of clients were shown in common, exact, and how popular records are.

The showings are asked for in the engine's tables (`InTables`), or by number (`overlap_numbered`); both give the same counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.incident import ClientName

I64 = NDArray[np.int64]
_BLOCK = 1 << 17
"""Records that are compared at once; a group takes so many bytes."""
_NUMBERS = """
SELECT lens, name, client
FROM (SELECT unnest($1::VARCHAR[]) AS lens, unnest($2::VARCHAR[]) AS name) JOIN client USING (lens, name)
"""
_MEMBERS = "CREATE OR REPLACE TEMP TABLE member_of AS SELECT unnest($1::INTEGER[]) AS grp, unnest($2::UINTEGER[]) AS client"
_TAKEN = """
CREATE OR REPLACE TEMP TABLE taken AS SELECT DISTINCT grp, record FROM pair JOIN member_of USING (client)
"""
_OF_ENTITY = """
CREATE OR REPLACE TEMP TABLE of_entity AS
SELECT record, min(coalesce(entity, '')) AS entity FROM sight JOIN route USING (route) GROUP BY record
"""
_LEVELS = """
SELECT entity, viewers, count(*) FROM popularity JOIN of_entity USING (record)
SEMI JOIN (SELECT DISTINCT entity FROM taken JOIN of_entity USING (record)) USING (entity)
GROUP BY ALL ORDER BY entity, viewers
"""


@dataclass(frozen=True, slots=True)
class Popularity:
    """How popular the records of one entity are, and how many of them each group was shown."""

    viewers: I64
    """Shape (levels,): different numbers of viewers, ascending."""
    records: I64
    """Shape (levels,): how many records have so many."""
    shown: I64
    """Shape (groups,): records of the entity that each group was shown."""


class Shown(Protocol):
    """What was shown to groups of clients, by the clients' numbers; of one roll-up."""

    def shared(self, groups: Sequence[Sequence[int]]) -> I64:
        """Shape (groups, groups): different records that both were shown; on the diagonal those of each."""

    def popularity(self) -> list[Popularity]:
        """Of each entity that the groups of the last `shared` were shown anything of, by its name."""


def lens_of_client(ledger: EmbeddedLedger, client: int) -> str:
    """The lens of a client by its number; empty where there is none."""
    rows = ledger.connection.execute("SELECT lens FROM client WHERE client = ?", [client]).fetchall()
    return str(rows[0][0]) if rows else ""


def numbers_of(ledger: EmbeddedLedger, clients: Iterable[ClientName]) -> Mapping[ClientName, int]:
    """The ledger's numbers of clients; those that it does not know are left out."""
    asked = sorted(set(clients))
    rows = ledger.connection.execute(_NUMBERS, [[one.lens for one in asked], [one.name for one in asked]]).fetchall()
    return {ClientName(lens, name): number for lens, name, number in rows}


class InTables:
    """Reads the tables `pair`, `sight` and `popularity` of `roll_up`: one scan of the pairs, one of the sights."""

    def __init__(self, ledger: EmbeddedLedger) -> None:
        """`ledger` is the one that was rolled up."""
        self._run = ledger.connection.execute
        self._groups = 0

    def shared(self, groups: Sequence[Sequence[int]]) -> I64:
        """Shape (groups, groups): different records that both were shown; on the diagonal those of each."""
        self._groups = len(groups)
        rows = [(place, client) for place, group in enumerate(groups) for client in group]
        self._run(_MEMBERS, [list(column) for column in zip(*rows, strict=True)] if rows else [[], []]).fetchall()
        self._run(_TAKEN).fetchall()
        taken = self._run("SELECT grp, record FROM taken").fetchnumpy()
        return in_common(taken["grp"].astype(np.int64), taken["record"], len(groups))

    def popularity(self) -> list[Popularity]:
        """Of each entity that the groups of the last `shared` were shown anything of, by its name."""
        self._run(_OF_ENTITY).fetchall()
        shown = self._run("SELECT entity, grp, count(*) FROM taken JOIN of_entity USING (record) GROUP BY ALL").fetchall()
        levels = self._run(_LEVELS).fetchall()
        told: list[Popularity] = []
        for entity in sorted({name for name, _, _ in levels}):
            mine = np.zeros(self._groups, np.int64)
            for name, group, records in shown:
                mine[group] += records if name == entity else 0
            of = np.array([row[1:] for row in levels if row[0] == entity], np.int64)
            told.append(Popularity(of[:, 0], of[:, 1], mine))
        return told


def in_common(group: I64, record: NDArray[np.generic], groups: int) -> I64:
    """Shape (groups, groups): how many records each two have in common, of rows that are all different.

    Args:
        group: shape (rows,), from 0 up.
        record: shape (rows,), whatever tells records apart.
        groups: how many there are.
    """
    order = np.argsort(record, kind="stable")
    group, record = group[order], record[order]
    place = np.cumsum(np.concatenate([[False], record[1:] != record[:-1]])[: len(record)])
    shared = np.zeros((groups, groups), np.int64)
    for start in range(0, int(place.max(initial=-1)) + 1, _BLOCK):
        here = slice(*np.searchsorted(place, (start, start + _BLOCK)))
        seen = np.zeros((groups, _BLOCK), np.bool_)
        seen[group[here], place[here] - start] = True
        bits = np.packbits(seen, axis=1).view(np.uint64)
        for one in range(groups):
            shared[one, one:] += np.bitwise_count(bits[one:] & bits[one]).sum(axis=1, dtype=np.int64)
    return shared + np.triu(shared, 1).T
