from __future__ import annotations

import json

import msgspec

from headcount.model.exposure import Exposure
from headcount.reports.exposure_json import SCHEMA, exposure_to_json
from tests.reports.exposures import EXPOSURE


def test_every_field_is_there_and_can_be_read_back() -> None:
    text = exposure_to_json(EXPOSURE)
    told = json.loads(text)
    assert told["schema"] == SCHEMA == "headcount.exposure/1"
    assert set(told) - {"schema"} == set(Exposure.__struct_fields__)
    assert msgspec.json.decode(text, type=Exposure) == EXPOSURE
    assert told["total"]["first"] == "2026-03-02T09:00:00Z"
    assert text.endswith(b"}\n")
