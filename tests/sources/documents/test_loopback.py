from __future__ import annotations

import pytest

from headcount.sources.documents.loopback import is_loopback


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "127.0.0.1", "127.9.8.7", "::1", "[::1]"])
def test_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "192.0.2.1", "localhost.example.com", "0.0.0.0", "2001:db8::1", "127.0.0.1.example.com"])  # noqa: S104 - an address to judge, not to bind
def test_elsewhere(host: str) -> None:
    assert not is_loopback(host)
