"""IIS and others."""

from __future__ import annotations

from headcount.sources.w3c import W3C
from tests.sources.reading import read


def test_iis() -> None:
    text = (
        "#Software: Microsoft Internet Information Services 10.0\n"
        "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip "
        "cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken\n"
        "2025-11-01 08:00:02 192.0.2.80 GET /a b=1 443 SHOP\\alice 192.0.2.7 Browser/1.0+(Test) - 200 0 0 15\n"
    )
    assert read(W3C, text) == (
        [
            {
                "time": "2025-11-01T08:00:02+00:00",
                "address": "192.0.2.7",
                "account": "SHOP\\alice",
                "user_agent": "Browser/1.0+(Test)",
                "method": "GET",
                "target": "/a?b=1",
                "status": 200,
                "size": -1,
                "line": 3,
            }
        ],
        {"comment or header line": 2},
    )
