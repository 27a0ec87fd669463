"""Elements of a pattern know what stands around them."""

from __future__ import annotations

from headcount.sources.clock import CLF
from headcount.sources.pattern_parts import STATUS, TIME, Field, Literal, pattern


def test_neighbouring_literals_are_joined() -> None:
    made = pattern([Field("address"), Literal(b" "), Literal(b""), Literal(b'"'), Field("request"), Literal(b'"')])
    assert made == (
        Field("address", after=b" "),
        Literal(b' "'),
        Field("request", before=b'"', after=b'"'),
        Literal(b'"'),
    )
    assert [e.quoted for e in made if isinstance(e, Field)] == [False, True]


def test_fields_of_fixed_width() -> None:
    assert [Field(STATUS).width, Field(TIME, CLF).width, Field("address").width] == [3, 26, 0]
