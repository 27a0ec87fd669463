"""A partner that reads more than was agreed."""

from __future__ import annotations

from headcount.lab.harvesters.interface import Harvester
from headcount.lab.harvesters.partner_scope import PartnerScope
from headcount.lab.scenarios.interface import Scenario
from headcount.lab.setting import Setting


def harvesters(setting: Setting) -> tuple[Harvester, ...]:
    """A partner that also reads, on a route that was not agreed, people who are no common customers."""
    return (PartnerScope(people_a_day=max(setting.people / 500, 10.0)),)


MAIMAI_PARTNER = Scenario(
    "maimai_partner",
    "A partner read through the open interface fields beyond the agreement, and people who were not its users "
    "(Weibo v. Maimai, Beijing Intellectual Property Court, 2016).",
    harvesters,
)
