"""Phone numbers through the importer of contacts."""

from __future__ import annotations

from headcount.lab.harvesters.interface import Harvester
from headcount.lab.harvesters.phone_importer import PhoneImporter
from headcount.lab.scenarios.interface import Scenario
from headcount.lab.setting import Setting


def harvesters(_: Setting) -> tuple[Harvester, ...]:
    """Importers in three orders, below any cap: number after number, prefix by prefix, and anywhere."""
    return (
        PhoneImporter(order="consecutive", numbers_a_day=500),
        PhoneImporter(order="prefix", numbers_a_day=500),
        PhoneImporter(order="random", numbers_a_day=60),
    )


FACEBOOK_IMPORTER = Scenario(
    "facebook_importer",
    "533 million people of 106 countries were found by phone number through the contact importers, 2018 to 2019, by programs "
    "that stayed just below the cap (Meta; decision of the Irish Data Protection Commission, 25 November 2022).",
    harvesters,
)
