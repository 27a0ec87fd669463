"""One look of one probe at a double of its store."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from headcount.model.posture import Store
from headcount.probes import PROBES
from headcount.probes.interface import Credential, Target
from headcount.probes.looking import look, probe_for
from headcount.probes.wire import Bounds
from tests.probes.doubles.elasticsearch import citizens

QUICK = Bounds(pause=0.0)
WEAK = (Credential("root", "letmein"), Credential("admin", "changeme"))


def seen(scheme: str, port: int, weak: Sequence[Credential] = (), path: str = "", bounds: Bounds = QUICK) -> Store:
    """What is found; none of its words repeats a made citizen, or a credential."""
    probe = probe_for(scheme)
    assert probe is not None
    [store] = look([Target(scheme, "127.0.0.1", port, path)], {probe.name: list(weak)}, bounds, PROBES).stores
    told = msgspec.json.encode(store).decode()
    assert [value for one in citizens(100) for value in one.values() if str(value) in told] == []
    assert [one for one in weak if one.password in told] == []
    return store


def codes(store: Store) -> list[str]:
    """Its weaknesses, most severe first, by the part of their names after the store's."""
    return [one.code.partition("/")[2] for one in store.weaknesses]


def kinds(store: Store) -> set[str]:
    """The kinds seen."""
    return {kind.kind for kind in store.kinds}
