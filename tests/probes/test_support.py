"""Which versions are mended: as the table says, and unknown otherwise."""

from __future__ import annotations

import datetime as dt

import pytest

from headcount.probes.support import products, supported

DAY = dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("version", "told"), [("15.6", True), ("13.14", False), ("9.6", None), ("", None), ("150.1", None), ("14", True)]
)
def test_postgresql(version: str, told: bool | None) -> None:  # what is expected
    assert supported("PostgreSQL", version, DAY) is told


def test_a_product_that_the_table_does_not_have() -> None:
    assert supported("Made", "1.0", DAY) is None


def test_every_product_has_its_source() -> None:
    assert all(one.source and one.lines and one.read <= dt.datetime.now(dt.UTC).date() for one in products().values())


@pytest.mark.parametrize(
    ("product", "version", "told"),
    [
        ("MariaDB", "10.11.6", True),
        ("MariaDB", "10.1.48", None),
        ("MariaDB", "12.0.2", False),
        ("MongoDB", "6.0.24", False),
        ("MongoDB", "8.0", True),
        ("MySQL", "8.0.36", False),
        ("MySQL", "8.4.1", True),
    ],
)
def test_others(product: str, version: str, told: bool | None) -> None:  # what is expected
    assert supported(product, version, DAY) is told
