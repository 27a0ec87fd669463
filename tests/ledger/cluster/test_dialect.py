from __future__ import annotations

from headcount.ledger import counting
from headcount.ledger.cluster.dialect import for_spark


def test_a_table_s_query_is_told_without_the_table() -> None:
    assert for_spark(counting.PAIRS) == (
        "SELECT client, record, MIN(code) AS code, COUNT(*) AS times FROM sight GROUP BY client, record"
    )


def test_unsigned_numbers_are_wider_ones() -> None:
    assert for_spark(counting.POPULARITY) == ("SELECT record, CAST(COUNT(*) AS BIGINT) AS viewers FROM pair GROUP BY record")


def test_values_and_shorthands() -> None:
    query = "SELECT a // 600 AS b, code >> 24 AS c FROM x SEMI JOIN (FROM y WHERE n <= $cold) USING (a)"
    assert for_spark(query) == (
        "SELECT a DIV 600 AS b, SHIFTRIGHT(code, 24) AS c FROM x SEMI JOIN (SELECT * FROM y WHERE n <= :cold) USING (a)"
    )
