from __future__ import annotations

from headcount.lab.harvesters.partner_scope import PartnerScope
from headcount.lab.scenarios.maimai_partner import MAIMAI_PARTNER


def test_one_partner_by_the_size_of_the_site() -> None:
    setting = MAIMAI_PARTNER.setting(100_000, 100, None, 1)
    assert MAIMAI_PARTNER.harvesters(setting) == (PartnerScope(people_a_day=200.0),)
