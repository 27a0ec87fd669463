from __future__ import annotations

from headcount.ledger.cluster.parts import ASKED, CALLERS, MOVED, TABLES, TRAFFIC


def test_what_is_stored_has_no_column_for_a_record_in_clear() -> None:
    names = {name for schema in (ASKED, CALLERS, TRAFFIC, MOVED) for name in schema.names}
    assert names & {"value", "target", "path", "query", "identifier", "body"} == set()
    assert str(ASKED.field("record").type) == str(MOVED.field("record").type) == "int64"


def test_pieces_write_three_tables() -> None:
    assert TABLES == ("asked", "callers", "traffic")
