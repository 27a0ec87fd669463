"""Common and combined logs, with what people add."""

from __future__ import annotations

import pytest

from headcount.sources.combined import COMBINED
from tests.sources.reading import read

CLF = '192.0.2.7 - alice [01/Nov/2025:10:00:02 +0200] "GET /a?b=1 HTTP/1.1" 200 512'
ROW = {
    "time": "2025-11-01T08:00:02+00:00",
    "address": "192.0.2.7",
    "account": "alice",
    "method": "GET",
    "target": "/a?b=1",
    "status": 200,
    "size": 512,
    "line": 1,
}
AGENT = {"user_agent": "Browser 1.0"}
TAIL = '"https://shop.example/" "Browser 1.0"'


@pytest.mark.parametrize(
    ("line", "more"),
    [
        (CLF, {}),
        (f"{CLF} {TAIL}", AGENT),
        (f"shop.example {CLF}", {}),
        (f"shop.example:443 {CLF} {TAIL}", AGENT),
        (f'{CLF} {TAIL} "198.51.100.1, 192.0.2.9"', AGENT | {"forwarded": "198.51.100.1, 192.0.2.9"}),
        (f'{CLF} {TAIL} "-" 0.004 "id"', AGENT),
        (f"{CLF} {TAIL} 1807", AGENT),
        (f'"{CLF} {TAIL}"', AGENT),
        (f'{CLF} "-" 17abc "Browser 1.0"', AGENT | {"credential": "17abc"}),
        (
            CLF.replace("192.0.2.7 - alice", "- -") + ' "-" 17abc "Browser 1.0"',
            AGENT | {"credential": "17abc", "address": None, "account": None},
        ),
        (CLF.replace(" - ", " shop.example ") + f" {TAIL}", AGENT),
        (f"shop.example 192.0.2.7 - req9 - {CLF[CLF.index('[') :]} {TAIL}", AGENT | {"account": None}),
        (CLF.replace("alice", "alice b") + f" {TAIL}", AGENT | {"account": "alice b"}),
        (CLF.replace("192.0.2.7", "2001:db8::7"), {"address": "2001:db8::7"}),
    ],
)
def test_shapes(line: str, more: dict[str, object]) -> None:
    expected = {k: v for k, v in (ROW | more).items() if v is not None}
    assert read(COMBINED, line) == ([expected], {})
    assert COMBINED.recognise(line.encode()) == 1.0


def test_shapes_may_be_mixed() -> None:
    lines = [f"{CLF} {TAIL}", CLF, "x", f"shop.example {CLF}", f"{CLF} {TAIL}"]
    found, skipped = read(COMBINED, "\n".join(lines))
    assert [row["line"] for row in found] == [1, 2, 4, 5]
    assert {row["target"] for row in found} == {"/a?b=1"}
    assert skipped == {"not in the format of this file": 1}
