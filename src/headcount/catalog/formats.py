"""What a description of an interface declares by format, added to what its field's name and examples say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from headcount.model.field import Field
from headcount.model.kind import Form, Kind
from headcount.sources.documents.interface import Declared

KINDS = {
    "email": Kind.EMAIL,
    "idn-email": Kind.EMAIL,
    "phone": Kind.PHONE,
    "phone-number": Kind.PHONE,
    "phonenumber": Kind.PHONE,
    "tel": Kind.PHONE,
    "e164": Kind.PHONE,
    "ipv4": Kind.IP_ADDRESS,
    "ipv6": Kind.IP_ADDRESS,
    "ip": Kind.IP_ADDRESS,
    "password": Kind.CREDENTIAL,
    "iban": Kind.BANK_ACCOUNT,
    "credit-card": Kind.BANK_CARD,
    "ssn": Kind.NATIONAL_ID_US,
}
"""Formats that name a kind: of the JSON Schema vocabulary, of the OpenAPI format registry, and seen in documents."""

DECLARED = 0.9
"""Confidence that a format gives."""


def declared_fields(fields: Sequence[Field], declared: Iterable[Declared]) -> list[Field]:
    """`fields`, with those that formats declare made surer, or added (with no values counted)."""
    found = {(field.unit, field.path, field.kind): field for field in fields}
    for entry in declared:
        kind = KINDS.get(entry.format.lower())
        if kind is None:
            continue
        key, words = (entry.unit, entry.path, kind), f"declared with the format {entry.format.lower()}"
        known = found.get(key)
        if known is None:
            found[key] = Field(entry.unit, entry.path, kind, DECLARED, Form.CLEAR, 0, None, words)
        elif known.confidence < DECLARED:
            found[key] = replace(known, confidence=DECLARED, reason=f"{known.reason}; {words}")
    return list(found.values())
