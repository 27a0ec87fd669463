"""The Arrow schema of a row type."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import msgspec
import pyarrow as pa
import pytest

from headcount.model.columns import arrow_schema


class Row(msgspec.Struct):
    name: str
    small: Annotated[int, pa.uint8()]
    at: dt.datetime
    share: float | None


class Wrong(msgspec.Struct):
    parts: list[int]


def test_plain_narrow_and_nullable_columns() -> None:
    assert arrow_schema(Row) == pa.schema(
        [
            pa.field("name", pa.large_string(), nullable=False),
            pa.field("small", pa.uint8(), nullable=False),
            pa.field("at", pa.timestamp("us", tz="UTC"), nullable=False),
            pa.field("share", pa.float64(), nullable=True),
        ]
    )


def test_a_type_without_a_column() -> None:
    with pytest.raises(TypeError, match=r"Wrong\.parts"):
        arrow_schema(Wrong)
