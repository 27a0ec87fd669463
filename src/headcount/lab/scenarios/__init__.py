"""The shelf of scenarios: published cases as parameters. What is not in `SCENARIOS` is not offered."""

from headcount.lab.scenarios.amazon_staff import AMAZON_STAFF
from headcount.lab.scenarios.cainiao_scanner import CAINIAO_SCANNER
from headcount.lab.scenarios.facebook_importer import FACEBOOK_IMPORTER
from headcount.lab.scenarios.honest_year import HONEST_YEAR
from headcount.lab.scenarios.hospital_clerk import HOSPITAL_CLERK
from headcount.lab.scenarios.interface import Scenario
from headcount.lab.scenarios.linkedin_profiles import LINKEDIN_PROFILES
from headcount.lab.scenarios.maimai_partner import MAIMAI_PARTNER
from headcount.lab.scenarios.taobao_2019 import TAOBAO_2019

SCENARIOS: tuple[Scenario, ...] = (
    TAOBAO_2019,
    CAINIAO_SCANNER,
    AMAZON_STAFF,
    FACEBOOK_IMPORTER,
    MAIMAI_PARTNER,
    HOSPITAL_CLERK,
    LINKEDIN_PROFILES,
    HONEST_YEAR,
)
