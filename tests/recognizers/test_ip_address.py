from __future__ import annotations

import pytest

from headcount.recognizers.ip_address import IP_ADDRESS
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("203.0.113.7", [("203.0.113.7", "ip_address", "clear", True, 0.9)]),
        ("1.2.3.4", [("1.2.3.4", "ip_address", "clear", None, 0.1)]),
        ("19.17.1.6", [("19.17.1.6", "ip_address", "clear", None, 0.1)]),
        ("1.120.3.45", [("1.120.3.45", "ip_address", "clear", True, 0.9)]),
        ("client ip 10.2.3.4", [("10.2.3.4", "ip_address", "clear", None, 0.8)]),
        ("version 198.51.100.20", [("198.51.100.20", "ip_address", "clear", None, 0.05)]),
        ("v203.0.113.7", []),
        ("256.1.1.1", []),
        ("203.0.113.07", []),
        ("255.255.255.0", []),
        ("127.0.0.1", []),
        ("203.0.*.*", [("203.0.*.*", "ip_address", "masked", None, 0.85)]),
        ("203.0.113.***", [("203.0.113.***", "ip_address", "masked", None, 0.85)]),
        ("203.0.113.xxx", [("203.0.113.xxx", "ip_address", "masked", None, 0.85)]),
        ("2001:db8::1", [("2001:db8::1", "ip_address", "clear", True, 0.97)]),
        ("2001:db8:0:0:0:0:0:1", [("2001:db8:0:0:0:0:0:1", "ip_address", "clear", True, 0.97)]),
        ("::1", [("::1", "ip_address", "clear", True, 0.5)]),
        ("2001:db8:****:****", [("2001:db8:****:****", "ip_address", "masked", None, 0.85)]),
        ("12:30:45", []),
        ("00:1a:2b:3c:4d:5e", []),
        ("203.0.113.7.8", []),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(IP_ADDRESS, text) == found
