from __future__ import annotations

import io
import json

from rich.console import Console

from headcount.reports.exposure_timeline import SCHEMA, print_timeline, timeline_to_json
from tests.reports.exposures import HOSTILE, MOMENTS


def test_one_row_for_each_moment() -> None:
    out = io.StringIO()
    print_timeline(MOMENTS, Console(file=out, width=100))
    lines = out.getvalue().splitlines()
    assert lines[1].rstrip() == "2026-03-02 09:00:00  first shown  the first record that is counted was shown"
    assert "(privacy office)" in out.getvalue()
    assert "\x1b" not in out.getvalue()
    assert max(map(len, lines)) <= 100


def test_the_json_has_every_moment_in_order() -> None:
    told = json.loads(timeline_to_json(MOMENTS))
    assert told["schema"] == SCHEMA == "headcount.timeline/1"
    assert told["moments"][2] == {
        "at": "2026-03-02T11:00:00Z",
        "what": "state",
        "text": f"new to confirmed: {HOSTILE}",
        "by": "privacy office",
    }
