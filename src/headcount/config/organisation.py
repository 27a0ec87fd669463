"""`[organisation]` of `headcount.toml`, typed: who has the incidents, as far as laws ask."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from headcount.model.organisation import SECTORS, Organisation

_CODE = re.compile(r"[A-Za-z]{2}(?:-[A-Za-z0-9]{1,3})?")


class OrganisationConfig(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[organisation]`: what duties and notices need to know about the operator."""

    name: str = ""
    """Its name, for notices."""
    contact: str = ""
    """Whom to ask: a role, a mailbox, a telephone number."""
    role: Literal["controller", "processor"] = "controller"
    """Whether it decides about the data itself, or handles them for somebody else."""
    jurisdictions: list[str] = []
    """Where it is established or does business: ISO 3166 codes such as `CN`, `DE`, `US-CA`, or `EU`."""
    sectors: list[str] | None = None
    """What it is in the eyes of single laws; left out, nothing is said; `[]`, none of them."""
    critical: bool | None = None
    """Whether it runs critical information infrastructure (PRC)."""
    small: bool | None = None
    """Whether it is a small processing agent (Brazil)."""
    residents: str = ""
    """Where all people of its records live, as a code, where no table of places tells."""
    places: dict[str, str] = {}
    """Places as the tables of `[[places]]` spell them, with their code: `Guangdong = "CN"`."""

    def __post_init__(self) -> None:
        """Refuse what is no code.

        Raises:
            ValueError: one is none; msgspec adds where.
        """
        codes = [*self.jurisdictions, *([self.residents] if self.residents else []), *self.places.values()]
        wrong = next((code for code in codes if not _CODE.fullmatch(code)), None)
        if wrong is not None:
            raise ValueError(f'"{wrong[:20]}" is no code of a country or state; write such as CN, DE, EU, GB or US-CA')

        unknown = next((sector for sector in self.sectors or () if sector not in SECTORS), None)
        if unknown is not None:
            raise ValueError(f'"{unknown[:20]}" is no sector; write some of {", ".join(SECTORS)}')

    def made(self) -> Organisation:
        """As the duties take it."""
        return Organisation(
            self.name,
            self.contact,
            self.role,
            tuple(code.upper() for code in self.jurisdictions),
            None if self.sectors is None else tuple(self.sectors),
            self.critical,
            self.small,
            self.residents.upper(),
            self.places,
        )
