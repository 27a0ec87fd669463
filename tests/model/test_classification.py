from __future__ import annotations

from headcount.model.classification import Classification, GradedField, InputCoverage
from headcount.model.field import Field
from headcount.model.kind import Form, Kind


def test_sums_and_what_counts() -> None:
    inputs = (
        InputCoverage("a", "json", 10, 1, {}, readable=True),
        InputCoverage("b", "", 5, 0, {"empty": 1}, readable=False),
    )
    sure, unsure = (GradedField(Field("a", "p", Kind.PHONE, c, Form.CLEAR, 1, None, "r"), 3) for c in (0.5, 0.49))
    found = Classification(inputs, (sure, unsure), 0.1)
    assert (found.answers, found.bytes, found.readable) == (1, 15, 1)
    assert found.personal == (sure,)
    assert Classification(inputs, (sure, unsure), 0.1, minimum=0.6).personal == ()
