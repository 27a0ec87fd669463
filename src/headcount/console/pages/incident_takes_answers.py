"""What is taken out of the system: the people of an incident as tokens, and the sealed pack that proves its numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from headcount.config.casework import grader
from headcount.config.packing import case_of, packed_by
from headcount.console.counting import opened
from headcount.console.endpoint import Endpoint, WrongError
from headcount.console.interface import Parts, Permission, Viewer
from headcount.console.pages.incident_answers import incident_of
from headcount.console.pages.incidents_answers import Number
from headcount.incident.pack import make_pack
from headcount.incident.scope import scope_of
from headcount.incident.seal import signing_key
from headcount.intake.found_logs import FoundLogs
from headcount.ledger.affected import affected
from headcount.ledger.scratch import Scratch
from headcount.reports.affected_csv import csv_of, readable


class PeopleAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take out the people of an incident."""

    number: Number
    confirm: int
    """The incident's number once more, typed by whoever takes them."""


class PeopleTaken(msgspec.Struct, frozen=True):
    """One row a record, as CSV: entity, token, first, last, times, kinds in clear and kinds only masked."""

    name: str
    records: int
    content: bytes
    """Base64 in JSON."""


class PackAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Make a pack."""

    number: Number
    confirm: int
    """The incident's number once more, typed by whoever takes it."""
    with_lines: bool = False
    """With the text of the log lines: personal data."""


class PackTaken(msgspec.Struct, frozen=True):
    """A sealed pack."""

    name: str
    files: int
    digest: str
    """SHA-256 of its manifest, in hex: note it elsewhere."""
    fingerprint: str
    """Of the key that sealed it."""
    content: bytes
    """The zip; base64 in JSON."""


def confirmed(number: int, typed: int) -> None:
    """Go on if the number was typed.

    Raises:
        WrongError: it is another one.
    """
    if number != typed:
        raise WrongError(f"type the number of the incident, {number}, to confirm; nothing was taken")


def _people(parts: Parts, viewer: Viewer, asks: PeopleAsked) -> PeopleTaken:
    confirmed(asks.number, asks.confirm)
    with parts.cases() as cases:
        incident = incident_of(cases, asks.number)
        parts.watch.did(viewer, "export", f"incident {asks.number}: its people, as tokens")
        with opened(parts) as ledger:
            found = scope_of(ledger, incident, grade=grader(parts.config()))
            content = csv_of(readable(affected(ledger)))
        cases.add(asks.number, "export", f"{found.total.records:,} records as tokens", viewer.login)
    return PeopleTaken(f"incident-{asks.number}-people.csv", found.total.records, content)


def key_place(parts: Parts) -> Path:
    """Where the key that seals packs lies: as declared, else beside the ledger."""
    declared = parts.config().incidents.signing_key
    return Path(declared) if declared else parts.ledger.with_name(f"{parts.ledger.name}.signing")


def _pack(parts: Parts, viewer: Viewer, asks: PackAsked) -> PackTaken:
    confirmed(asks.number, asks.confirm)
    settings, place = parts.config(), key_place(parts)
    if not place.is_file():
        raise WrongError(f"there is no key to seal packs with; make one on this machine: headcount incident key {place.name}")
    key, lines = signing_key(place), ", with the text of the log lines" if asks.with_lines else ""
    scratch = Scratch()
    try:
        with parts.cases() as cases:
            incident, changes = incident_of(cases, asks.number), cases.changes(asks.number)
            parts.watch.did(viewer, "export", f"incident {asks.number}: its pack{lines}")
            to = Path(scratch.name) / "pack.zip"
            with opened(parts) as ledger:
                found = scope_of(ledger, incident, grade=grader(settings))
                case = case_of(settings, parts.config_file, ledger, parts.ledger, incident, changes, found)
                content = packed_by(viewer.login, parts.clock())
                made = make_pack(case, ledger, FoundLogs(), key, to, content, with_lines=asks.with_lines)
            detail = f"manifest SHA-256 {made.digest}, sealed by {made.fingerprint}{lines}"
            cases.add(asks.number, "pack", detail, viewer.login)
            return PackTaken(f"incident-{asks.number}-pack.zip", made.files, made.digest, made.fingerprint, to.read_bytes())
    finally:
        scratch.cleanup()


def _endpoint(path: str, summary: str, asks: Any, answers: Any, carry_out: Any) -> Endpoint[Any, Any]:  # noqa: ANN401  # of any two
    return Endpoint("POST", f"/incidents/{{number:number}}/{path}", Permission.EXPORT, summary, asks, answers, carry_out)


TAKE_PEOPLE: Endpoint[PeopleAsked, PeopleTaken] = _endpoint(
    "people", "The people of an incident as tokens, for whoever re-identifies them.", PeopleAsked, PeopleTaken, _people
)
TAKE_PACK: Endpoint[PackAsked, PackTaken] = _endpoint(
    "pack", "Everything that proves the numbers of an incident, sealed, as a zip.", PackAsked, PackTaken, _pack
)
