from __future__ import annotations

import hashlib

import pytest

from headcount.ledger import schema
from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.disclosure import AGENT_SCHEMA, ATTEMPT_SCHEMA, CALLER_SCHEMA, DISCLOSURE_SCHEMA, TRAFFIC_SCHEMA


@pytest.mark.parametrize(
    ("table", "event"),
    [
        ("disclosure", DISCLOSURE_SCHEMA),
        ("attempt", ATTEMPT_SCHEMA),
        ("traffic", TRAFFIC_SCHEMA),
        ("caller", CALLER_SCHEMA),
        ("agent", AGENT_SCHEMA),
    ],
)
def test_a_table_has_the_columns_of_its_event(ledger: EmbeddedLedger, table: str, event: object) -> None:
    assert ledger.connection.table(table).columns == list(getattr(event, "names", ()))


def test_the_version_rises_with_the_tables() -> None:
    """A table that an older ledger gets when it is first written to needs no other version, only another digest."""
    digests = {1: "8d6577d9e9ddf509", 2: "f0da25721ff0535c"}
    digest = hashlib.blake2b(schema.TABLES.encode(), digest_size=8).hexdigest()
    assert digests[schema.VERSION] == digest, "the tables changed: raise VERSION and add the new digest here"
