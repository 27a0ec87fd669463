from __future__ import annotations

import numpy as np
import pytest

from headcount.catalog.agreements import Agreement, Standing
from headcount.lab.relations import settle
from headcount.lab.usage import AGREED
from headcount.lab.window import window_of
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.rollup import roll_up
from headcount.ledger.window import Window
from tests.lab.known_events import into_ledger, random_world
from tests.ledger.accesses import TOKENS


def _used(window: Window) -> list[dict[str, object]]:
    rows = window.used.drop_columns(["client", "kinds"]).to_pylist()
    return [row | {"template": row["template"].replace("{}", "{id}")} for row in rows]


@pytest.mark.parametrize("seed", range(2))
def test_it_is_what_the_ledger_gives_over_the_same_events(seed: int) -> None:
    world, _ = settle(random_world(seed))
    with EmbeddedLedger(None, TOKENS.key_id) as ledger:
        into_ledger(world, ledger)
        theirs = roll_up(ledger, Standing([Agreement("p11", accounts=frozenset({"p11"}), scope=AGREED)]))
    ours = window_of(world)
    assert _used(ours) == _used(theirs) != []
    assert (ours.scopes, ours.requests) == (theirs.scopes, theirs.requests)


def test_a_site_without_partners_has_no_agreement() -> None:
    world = random_world(1)
    kept = world.clients.role[world.events.client] != world.roles.index("partner")
    world.clients.role[:] = np.where(world.clients.role == world.roles.index("partner"), 0, world.clients.role)
    window = window_of(world.with_events(world.events.take(kept)))
    assert (len(window.used), window.scopes) == (0, {})
