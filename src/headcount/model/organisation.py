"""Organisation: who it is that has the incident, as far as laws ask."""

from __future__ import annotations

from typing import Literal

import msgspec

SECTORS = (
    "hipaa",
    "hipaa_associate",
    "finance_us",
    "industry",
    "telecom",
    "radio",
    "essential",
    "important",
    "state_organ",
    "app_entity",
)
"""What an organisation can be in the eyes of a law.

`hipaa`, `hipaa_associate`: covered entity, business associate (US); `finance_us`: non-bank financial institution under the FTC
Safeguards Rule; `industry`, `telecom`, `radio`: under the Chinese ministry of industry (MIIT); `essential`, `important`: entities
under NIS2; `state_organ`: central or state organ or its unit (PRC); `app_entity`: under the Australian Privacy Act.
"""


class Organisation(msgspec.Struct, frozen=True):
    """What the configuration says about the operator."""

    name: str = ""
    contact: str = ""
    """Whom to ask: a role, a mailbox, a telephone number."""
    role: Literal["controller", "processor"] = "controller"
    """Whether it decides about the data itself, or handles them for somebody else."""
    jurisdictions: tuple[str, ...] = ()
    """Where it is established or does business: ISO 3166-1 codes, `EU`, or ISO 3166-2 for states, such as `US-CA`."""
    sectors: tuple[str, ...] | None = None
    """None: not said. An empty tuple: none of them."""
    critical: bool | None = None
    """Whether it runs critical information infrastructure (PRC); None: not said."""
    small: bool | None = None
    """Whether it is a small processing agent (Brazil); None: not said."""
    residents: str = ""
    """Where the people of its records live, all of them, as a code; empty: not said."""
    places: dict[str, str] = {}
    """Places as the tables of residence spell them, with their code."""
