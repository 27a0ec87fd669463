from __future__ import annotations

from headcount.lab.harvesters.phone_importer import PhoneImporter
from headcount.lab.scenarios.facebook_importer import FACEBOOK_IMPORTER


def test_numbers_in_three_orders() -> None:
    planted = FACEBOOK_IMPORTER.harvesters(FACEBOOK_IMPORTER.setting(1_000, 100, None, 1))
    assert planted == (
        PhoneImporter("phone_importer", "consecutive", 500),
        PhoneImporter(order="prefix"),
        PhoneImporter(order="random", numbers_a_day=60),
    )
