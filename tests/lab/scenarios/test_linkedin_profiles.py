from __future__ import annotations

from headcount.lab.harvesters.many_accounts import ManyAccounts
from headcount.lab.harvesters.many_addresses import ManyAddresses
from headcount.lab.scenarios.linkedin_profiles import LINKEDIN_PROFILES


def test_two_campaigns_and_addresses() -> None:
    open_, hidden, addresses = LINKEDIN_PROFILES.harvesters(LINKEDIN_PROFILES.setting(1_000, 20_000, None, 1))
    assert open_ == ManyAccounts(accounts=500, people_a_day=25.0, shared="cohort")
    assert hidden == ManyAccounts(accounts=500, people_a_day=8.0, cover=1.0, active=0.6)
    assert addresses == ManyAddresses(addresses=5_000)
