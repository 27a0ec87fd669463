"""What was learned goes into the ledger and comes back."""

from __future__ import annotations

from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import Callers
from headcount.intake.known import append, recall, route_rows
from headcount.ledger.embedded import EmbeddedLedger
from headcount.sources.combined import COMBINED
from headcount.sources.interface import Block
from tests.made import line
from tests.service.serving import TOKENS

NAMES = [f"name{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]


def _catalogue() -> Catalogue:
    return Catalogue(TOKENS, Callers(TOKENS))


def _counted(ledger: EmbeddedLedger, catalogue: Catalogue, *targets: str) -> None:
    text = "".join(line("192.0.2.1", n, target) for n, target in enumerate(targets)).encode()
    append(ledger, catalogue, catalogue.disclose(COMBINED.open(b"").read(Block.of(text))[0], 0))
    ledger.know_routes(route_rows(catalogue.settle()))
    ledger.commit(None, {})


def _shown(ledger: EmbeddedLedger) -> dict[str, int]:
    return {route.template: route.records for route in ledger.routes() if route.subject and not route.tentative}


def test_words_of_two_runs_are_values_together() -> None:
    with EmbeddedLedger(None, TOKENS.key_id) as ledger:
        _counted(ledger, _catalogue(), *(f"/team/{name}1x" for name in NAMES), *(f"/pages/{name}" for name in NAMES))
        assert _shown(ledger) == {"/team/{team}": 26} or "/pages/{name}" not in _shown(ledger)
        again = _catalogue()
        recall(ledger, again)
        _counted(ledger, again, *(f"/pages/{name}s" for name in NAMES))
        assert _shown(ledger).get("/pages/{name}", 52) == 52


def test_a_route_of_a_query_is_known_again_from_its_first_request() -> None:
    with EmbeddedLedger(None, TOKENS.key_id) as ledger:
        _counted(ledger, _catalogue(), *(f"/show?user_id={number}" for number in range(1000, 1060)))
        before = sum(_shown(ledger).values())
        again = _catalogue()
        recall(ledger, again)
        _counted(ledger, again, "/show?user_id=5000")
        assert sum(_shown(ledger).values()) == before + 1
