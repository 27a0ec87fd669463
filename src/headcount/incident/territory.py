"""Territory: which places a jurisdiction covers, and the clock and holidays of its authority."""

from __future__ import annotations

import re

from headcount.model.law import Law
from headcount.model.organisation import Organisation

MEMBERS = {
    "AT": "Europe/Vienna",
    "BE": "Europe/Brussels",
    "BG": "Europe/Sofia",
    "CY": "Asia/Nicosia",
    "CZ": "Europe/Prague",
    "DE": "Europe/Berlin",
    "DK": "Europe/Copenhagen",
    "EE": "Europe/Tallinn",
    "ES": "Europe/Madrid",
    "FI": "Europe/Helsinki",
    "FR": "Europe/Paris",
    "GR": "Europe/Athens",
    "HR": "Europe/Zagreb",
    "HU": "Europe/Budapest",
    "IE": "Europe/Dublin",
    "IT": "Europe/Rome",
    "LT": "Europe/Vilnius",
    "LU": "Europe/Luxembourg",
    "LV": "Europe/Riga",
    "MT": "Europe/Malta",
    "NL": "Europe/Amsterdam",
    "PL": "Europe/Warsaw",
    "PT": "Europe/Lisbon",
    "RO": "Europe/Bucharest",
    "SE": "Europe/Stockholm",
    "SI": "Europe/Ljubljana",
    "SK": "Europe/Bratislava",
}
"""The 27 members of the European Union, ISO 3166-1, and the time zone of each capital."""
_SPOKEN = {"AT": "de", "DE": "de", "FR": "fr", "LU": "fr", "PT": "pt"}
"""Languages of the notices that are official in a member state and that its authority takes."""
_ALIASES = {"UK": "GB", "EL": "GR"}
_CODE = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?", re.ASCII)
NOWHERE = ""
"""The code of a place that has none."""


def code_of(place: str, places: dict[str, str]) -> str:
    """The code of a place as a table of residence spells it: by the configuration's list, else in capitals.

    What is no code is not taken for one: it is `NOWHERE`, and people there may live anywhere.

    >>> code_of("us-ca", {}), code_of("Guangdong", {"Guangdong": "CN"}), code_of("UK", {}), code_of("Guangdong", {})
    ('US-CA', 'CN', 'GB', '')
    """
    code = places.get(place, place).strip().upper()
    return _ALIASES.get(code, code) if _CODE.fullmatch(code) else NOWHERE


def covers(jurisdiction: str, code: str) -> bool:
    """Whether a place lies in a jurisdiction: `US` covers `US-CA`, `EU` its members and their regions.

    >>> covers("US", "US-CA"), covers("US-CA", "US"), covers("EU", "DE"), covers("EU", "CH")
    (True, False, True, False)
    """
    if code == jurisdiction or code.startswith(f"{jurisdiction}-"):
        return True
    return jurisdiction == "EU" and code.partition("-")[0] in MEMBERS


def zone_of(law: Law, organisation: Organisation) -> str:
    """The time zone of the authority; under European law that of the first member state where the organisation is."""
    if law.jurisdiction == "EU":
        codes = [code_of(place, {}).partition("-")[0] for place in organisation.jurisdictions]
        return next((MEMBERS[code] for code in codes if code in MEMBERS), law.zone)
    return law.zone


def languages_of(law: Law, organisation: Organisation) -> tuple[str, ...]:
    """The languages of the authority; under European law those of the member states where the organisation is, then English."""
    if law.jurisdiction != "EU":
        return law.languages
    codes = [code_of(place, {}).partition("-")[0] for place in organisation.jurisdictions]
    return tuple(dict.fromkeys([*(_SPOKEN[code] for code in codes if code in _SPOKEN), "en"]))
