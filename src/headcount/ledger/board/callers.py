"""Callers and the clients that they are, as `schema.NAMING` groups them: anew for whom it may have changed, and for nobody else.

Clients have numbers of the board's own, which they keep as long as the board is not made anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import DTypeLike, NDArray

from headcount.ledger.board.files import array, distinct, texts, write_arrays, write_texts
from headcount.ledger.embedded import MOST_AGENTS

LENSES = ("account", "credential", "address", "visitor")
"""The lens of a client is kept as its place here."""
NOBODY = -1
_NOTHING = pa.array([], pa.string())
_NONE, _ACCOUNT, _CREDENTIAL, _BARE = 0, 1, 2, 3
"""What a caller is named by; `_BARE` by its address, or by that and its user agent."""
_BY_CALLER: dict[str, DTypeLike] = {
    "named_by": np.uint8,
    "address": np.uint32,
    "agent": np.uint32,
    "client": np.int32,
    "rows": np.uint32,
    "requests": np.uint64,
    "misses": np.uint32,
}


@dataclass(slots=True)
class Callers:
    """Every caller and client; arrays by number."""

    named_by: NDArray[np.uint8]
    address: NDArray[np.uint32]
    """Place of the caller's address in `addresses`, where it says nothing else of itself."""
    agent: NDArray[np.uint32]
    client: NDArray[np.int32]
    """Number of its client; -1 for a number that no caller has."""
    rows: NDArray[np.uint32]
    """Its disclosures, counted or not."""
    requests: NDArray[np.uint64]
    misses: NDArray[np.uint32]
    crowded: NDArray[np.bool_]
    """Of each address, whether its visitors are clients of their own."""
    lens: NDArray[np.uint8]
    """Of each client."""
    names: pa.Array
    """Of each client."""
    addresses: pa.Array
    agents: pa.Array
    """User agents by number."""

    @classmethod
    def none(cls) -> Callers:
        """Of an empty board."""
        return cls._of(
            {name: np.zeros(0, kind) for name, kind in _BY_CALLER.items()}, np.zeros(0, np.bool_), np.zeros(0, np.uint8)
        )

    @classmethod
    def _of(
        cls,
        by_caller: Mapping[str, NDArray[Any]],
        crowded: NDArray[np.bool_],
        lens: NDArray[np.uint8],
        names: Sequence[pa.Array] = (_NOTHING, _NOTHING, _NOTHING),
    ) -> Callers:
        return cls(**by_caller, crowded=crowded, lens=lens, names=names[0], addresses=names[1], agents=names[2])

    @classmethod
    def kept(cls, turn: Path) -> Callers:
        """Those of a turn.

        Raises:
            OSError: files are missing.
        """
        by_caller = {name: array(turn / f"caller-{name}", kind) for name, kind in _BY_CALLER.items()}
        told = array(turn / "crowded", np.bool_), array(turn / "client-lens", np.uint8)
        return cls._of(by_caller, *told, [texts(turn / name, ["text"])[0] for name in ("names", "addresses", "agents")])

    def own(self) -> Callers:
        """The same, of which numbers may be changed."""
        for name in _BY_CALLER:
            setattr(self, name, getattr(self, name).copy())
        return self

    def keep(self, turn: Path) -> None:
        """Write them into a turn's folder.

        Raises:
            OSError: there is no room.
        """
        arrays = {f"caller-{name}": getattr(self, name) for name in _BY_CALLER}
        write_arrays(turn, arrays | {"crowded": self.crowded, "client-lens": self.lens})
        for name, text in (("names", self.names), ("addresses", self.addresses), ("agents", self.agents)):
            write_texts(turn / name, {"text": text})

    def meet(self, callers: Iterable[pa.RecordBatch], agents: Iterable[pa.RecordBatch]) -> None:
        """Take in callers and user agents that are new, by rising number; nobody is named yet."""
        for batch in agents:
            numbers = batch.column("agent").to_numpy()
            self.agents = _at(self.agents, numbers, batch.column("user_agent"))
        for batch in callers:
            numbers = batch.column("caller").to_numpy()
            account, credential, address = (batch.column(name) for name in ("account", "credential", "address"))
            by = np.where(_given(account), _ACCOUNT, np.where(_given(credential), _CREDENTIAL, _BARE))
            self.reach(int(numbers[-1]) + 1)
            self.named_by[numbers] = by
            self.agent[numbers] = batch.column("agent").to_numpy()
            bare = by == _BARE
            self.addresses, places = _interned(self.addresses, address.filter(pa.array(bare)))
            self.address[numbers[bare]] = places
            self.crowded = np.append(self.crowded, np.zeros(len(self.addresses) - len(self.crowded), np.bool_))
            for own, text in ((_ACCOUNT, account), (_CREDENTIAL, credential)):
                mine = by == own
                self._name(numbers[mine], own - 1, text.filter(pa.array(mine)))

    def reach(self, callers: int) -> None:
        """Have room for so many numbers; those that no caller has are nobody's."""
        more = callers - len(self.client)
        if more > 0:
            for name in ("named_by", "address", "agent", "rows", "requests", "misses"):
                old = getattr(self, name)
                setattr(self, name, np.concatenate([old, np.zeros(more, old.dtype)]))
            self.client = np.concatenate([self.client, np.full(more, NOBODY, np.int32)])

    def name(self) -> None:
        """Name those whose name depends on who else was shown something at their address; `rows` are up to date."""
        bare = self.named_by == _BARE
        shown = np.flatnonzero(bare & (self.rows > 0))
        pairs, _ = distinct(self.address[shown].astype(np.int64) << 32 | self.agent[shown])
        crowded = np.bincount(pairs >> 32, minlength=len(self.addresses)) > MOST_AGENTS
        turned = (crowded != self.crowded)[self.address] if len(self.addresses) else np.zeros(len(bare), np.bool_)
        wanted = np.flatnonzero(bare & (turned | (self.client == NOBODY)))
        self.crowded = crowded
        apart = crowded[self.address[wanted]] if len(wanted) else np.zeros(0, np.bool_)
        alone, visitors = wanted[~apart], wanted[apart]
        self._name(alone, 2, self.addresses.take(pa.array(self.address[alone])))
        agent = self.agents.take(pa.array(self.agent[visitors]))
        self._name(visitors, 3, pc.binary_join_element_wise(self.addresses.take(pa.array(self.address[visitors])), agent, " "))

    def by_client(self, told: NDArray[np.unsignedinteger]) -> NDArray[np.int64]:
        """What is told of each caller, summed up by client."""
        mine = self.client >= 0
        return np.bincount(self.client[mine], told[mine], len(self.lens)).astype(np.int64)

    def _name(self, callers: NDArray[np.integer], lens: int, names: pa.Array) -> None:
        """Have callers be the clients with these names under a lens."""
        if not len(callers):
            return
        mine = np.flatnonzero(self.lens == lens)
        known = self.names.take(pa.array(mine))
        joined, places = _interned(known, names)
        fresh = len(joined) - len(known)
        numbers = np.concatenate([mine, len(self.lens) + np.arange(fresh)])
        self.names = pa.concat_arrays([self.names, joined.slice(len(known))])
        self.lens = np.concatenate([self.lens, np.full(fresh, lens, np.uint8)])
        self.client[callers] = numbers[places]


def _given(text: pa.Array) -> NDArray[np.bool_]:
    told: NDArray[np.bool_] = pc.not_equal(text, "").to_numpy(zero_copy_only=False)
    return told


def _interned(known: pa.Array, texts: pa.Array) -> tuple[pa.Array, NDArray[np.int64]]:
    """What is known, with the texts that are new after it; and each text's place."""
    fresh = texts.filter(pc.invert(pc.is_in(texts, value_set=known))).unique() if len(known) else texts.unique()
    joined = pa.concat_arrays([known, fresh])
    places: NDArray[np.int64] = pc.index_in(texts, value_set=joined).to_numpy(zero_copy_only=False).astype(np.int64)
    return joined, places


def _at(known: pa.Array, numbers: NDArray[np.uint32], texts: pa.Array) -> pa.Array:
    """Texts by number, with those of higher numbers after them; a number that nothing has gets an empty text."""
    most = int(numbers[-1]) + 1
    places = np.full(most - len(known), -1, np.int64)
    places[numbers - len(known)] = np.arange(len(numbers))
    return pa.concat_arrays([known, texts.take(pa.array(places, mask=places < 0)).fill_null("")])
