from __future__ import annotations

import json

from headcount.reports.attribution_json import attribution_to_json
from tests.reports.made_attribution import ANSWER


def test_the_answer_as_json() -> None:
    told = json.loads(attribution_to_json(ANSWER))
    assert (told["schema"], told["verdict"], told["sentence"]) == ("headcount.attribution/1", "group", "A sentence.")
    assert told["candidates"][0]["strength"] is None
    assert told["candidates"][1] == {
        "client": "u1",
        "lens": "account",
        "coverage": 0.9,
        "strength": 41.23,
        "window": {"after": "2026-03-02T00:00:00Z", "before": "2026-03-03T00:00:00Z"},
        "rows": 90,
        "share": 0.8,
        "probability": 1.0,
        "records": 500,
        "canaries": 0,
    }
    assert told["group"]["members"] == [{"client": "u1", "lens": "account"}, {"client": "x\x1b[31m", "lens": "visitor"}]
    assert (told["group"]["together"], told["group"]["coverage"], told["group"]["share"]) == (True, 0.95, 0.85)
    assert told["canaries"][0] == {"variant": "partner-a", "people": 1, "fields": ["phone"], "rows": [7], "certain": True}
    assert told["sample"]["known"] == 100
    assert told["sample"]["skipped"] == [{"reason": "broken row", "count": 2}, {"reason": "stopped", "count": 1}]
    assert (told["clients"], told["until"], told["false_rate"], told["threshold"]) == (20_000, "2026-03-09T00:00:00Z", 0.001, 7.3)
