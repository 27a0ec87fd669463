"""What was seen prints without a value of the store."""

from __future__ import annotations

from headcount.model.posture import Reader
from headcount.probes.seen import Sample, Seen


def test_no_value_is_printed() -> None:
    seen = Seen("Made", samples=[Sample("customers", [{"phone": "138-0013-8000"}])])
    assert repr(seen.samples[0]) == "Sample('customers', 1 rows)"
    assert "138" not in repr(seen)
    assert seen.reader is Reader.UNKNOWN
