"""Open stores as OCSF events, valid by OCSF's own schema."""

from __future__ import annotations

import json

from headcount.model.posture import Reader
from headcount.reports.posture_ocsf import posture_to_ocsf
from tests.model.test_posture import posture, store


def test_an_event_for_each_open_store() -> None:
    found = posture(store("redis://a:1", "redis/no-tls"), store("redis://b:1", reader=Reader.NOBODY))
    [event] = [json.loads(line) for line in posture_to_ocsf(found, "1.2.3").splitlines()]
    assert (event["class_uid"], event["type_uid"], event["severity"]) == (2006, 200601, "High")
    assert event["finding_info"]["types"] == ["phone"]
    assert event["time"] == 1_795_338_000_000
    assert posture_to_ocsf(posture(), "1") == b""
