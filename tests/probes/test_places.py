"""Names are told as they are, but for what looks like somebody's value."""

from __future__ import annotations

import pytest

from headcount.probes.places import place


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("citizens", "citizens"),
        ("shop.customers_v2", "shop.customers_v2"),
        ("2026/11/customers all.csv.gz", "2026/11/customers all.csv.gz"),
        ("orders_20261122", "orders_{}"),
        ("logs-2026.11.22", "logs-2026.11.22"),
        ("scans/13800138000.json", "scans/{}.json"),
        ("inbox/anna.meyer@example.com.csv", "inbox/{}"),
        ("Anna Meyer.csv", "{}.csv"),
        ("scans/张伟.pdf", "scans/{}.pdf"),
        ("用户", "用户"),
        ("订单", "订单"),
        ("backup.sql", "backup.sql"),
        ("x" * 100, "{}"),
        ("", ""),
    ],
)
def test_places(name: str, told: str) -> None:
    assert place(name) == told


def test_a_name_without_end_is_not_looked_at() -> None:
    assert place("a" * 2_000_000) == "{}"
    assert place("a/" * 10_000) == "{}"
