from __future__ import annotations

import msgspec
import pytest

from headcount.model.law import Deadline, Law, Mark, Unit

ROW = {
    "id": "xx",
    "jurisdiction": "XX",
    "instrument": "Law",
    "mark": "text",
    "sources": ["a"],
    "zone": "UTC",
    "languages": ["en"],
}


def test_a_law_is_read_from_plain_values() -> None:
    step = {"to": "authority", "mark": "recall", "deadline": {"n": 72, "unit": "hour"}}
    law = msgspec.convert({**ROW, "steps": [step]}, Law)
    assert (law.steps[0].deadline, law.steps[0].mark) == (Deadline(72, Unit.HOUR), Mark.RECALL)
    assert (law.begins, law.status, law.territory) == (None, "law", "organisation")


def test_a_key_that_nobody_knows_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError, match="unknown field `treshold`"):
        msgspec.convert({**ROW, "treshold": 5}, Law)


def test_marks_go_from_sure_to_unsure() -> None:
    assert list(Mark) == [Mark.TEXT, Mark.SECONDARY, Mark.RECALL]
