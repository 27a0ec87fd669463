"""A ledger in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from headcount.ledger.embedded import EmbeddedLedger
from tests.ledger.accesses import TOKENS


@pytest.fixture
def ledger() -> Iterator[EmbeddedLedger]:
    with EmbeddedLedger(None, TOKENS.key_id) as made:
        yield made
