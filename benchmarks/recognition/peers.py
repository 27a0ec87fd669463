"""Asks the peers, each in a process of an environment that is theirs (`peers.sh` makes it)."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.recognition.score import Places

HERE = Path(__file__).resolve().parent
OVER_BODIES = {"presidio by value": 60, "presidio": 200, "scrubadub": 500, "datafog-core": 10_000}
"""How many answers each is given at most: all see the first ones of the same list."""

GROUPS = {
    "PHONE_NUMBER": "phone",
    "PHONE": "phone",
    "phone": "phone",
    "EMAIL_ADDRESS": "email",
    "EMAIL": "email",
    "email": "email",
    "US_SSN": "national_id",
    "SSN": "national_id",
    "social_security_number": "national_id",
    "CREDIT_CARD": "bank_card",
    "credit_card": "bank_card",
    "PERSON": "person_name",
    "name": "person_name",
    "LOCATION": "address",
    "ADDRESS": "address",
    "address": "address",
    "IBAN_CODE": "bank_account",
    "IP_ADDRESS": "ip_address",
    "US_DRIVER_LICENSE": "driver_license",
    "NRP": "nrp",
}
"""What the peers' types are called here."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a peer said."""

    version: str
    found: list[list[list[Any]]]
    """By text or body: what `peer.py` tells of it."""
    seconds: float
    """Of processor time."""

    @property
    def a_second(self) -> float:
        """Texts or bodies."""
        return len(self.found) / self.seconds


def ask(python: Path | None, tool: str, question: dict[str, list[Any]]) -> Answered | None:
    """Put a question to a peer; None where it is not installed or fails."""
    if python is None:
        return None
    done = subprocess.run(
        [python, HERE / "peer.py", tool], input=json.dumps(question), capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(f"{tool}: not measured ({done.stderr.strip().splitlines()[-1:]})")
        return None
    told = json.loads(done.stdout)
    return Answered(told["version"], told["found"], told["seconds"])


def values(found: list[list[Any]]) -> Places:
    """The places of one body as values by path and group."""
    return Counter((path, GROUPS[sort]) for sort, path in found if sort in GROUPS)
