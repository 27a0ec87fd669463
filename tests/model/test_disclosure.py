"""What is left of an access behind the door: numbers and tokens."""

from __future__ import annotations

import pyarrow as pa

from headcount.model.columns import arrow_schema
from headcount.model.disclosure import Attempt, Disclosure


def test_no_text_of_a_person_passes_the_door() -> None:
    kinds = [field.type for row in (Disclosure, Attempt) for field in arrow_schema(row)]
    assert not any(pa.types.is_large_string(kind) or pa.types.is_string(kind) or pa.types.is_binary(kind) for kind in kinds)
    assert arrow_schema(Disclosure).field("record").type == pa.uint64()
