"""Personal fields as OCSF events of class 2006, Data Security Finding, 1.8.0 (https://schema.ocsf.io/1.8.0/classes/data_security_finding)."""

from __future__ import annotations

import hashlib
import time
from typing import Any

import msgspec

from headcount.model.classification import Classification, GradedField
from headcount.model.kind import Kind
from headcount.reports.markup import printable
from headcount.reports.ocsf import OCSF_VERSION

_CATEGORY, _CLASS, _CREATE = 2, 2006, 1
_DISCOVERY = 4
_SEVERITY = {1: (1, "Informational"), 2: (2, "Low"), 3: (3, "Medium"), 4: (4, "High")}
_PERSONAL, _FINANCIAL, _SECURITY = (1, "Personal"), (3, "Financial"), (6, "Security")
_CATEGORIES = {
    Kind.BANK_CARD: _FINANCIAL,
    Kind.BANK_ACCOUNT: _FINANCIAL,
    Kind.ASSETS: _FINANCIAL,
    Kind.CREDIT_REPORT: _FINANCIAL,
    Kind.CREDENTIAL: _SECURITY,
}
_AT_REST, _IN_TRANSIT = (1, "Data at-Rest"), (2, "Data in-Transit")
_PRIVATE, _RESTRICTED = (5, "Private"), (6, "Restricted")
_RESTRICTED_FROM = 4
_HIGH_FROM, _MEDIUM_FROM = 0.9, 0.6


def classification_to_ocsf(found: Classification, version: str, now: float | None = None) -> bytes:
    """One event a field that counts as personal, as JSON lines (one object a line, UTF-8); empty without any.

    Args:
        found: what the classification tells.
        version: headcount's own version, written as the product's.
        now: time of the events, seconds since 1970; the clock's unless told.
    """
    moment = int((time.time() if now is None else now) * 1000)
    return b"".join(msgspec.json.encode(_event(entry, version, moment)) + b"\n" for entry in found.personal)


def field_uid(entry: GradedField) -> str:
    """The same field has the same uid in every run: 32 hex digits over unit, path and kind."""
    key = f"{entry.field.unit}\x1f{entry.field.path}\x1f{entry.field.kind}"
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _event(entry: GradedField, version: str, moment: int) -> dict[str, Any]:
    field = entry.field
    severity_id, severity = _SEVERITY[entry.grade]
    sure_id, sure = (
        (3, "High") if field.confidence >= _HIGH_FROM else (2, "Medium") if field.confidence >= _MEDIUM_FROM else (1, "Low")
    )
    place = f"{printable(field.unit)} {printable(field.path)}".rstrip()
    return {
        "activity_id": _CREATE,
        "activity_name": "Create",
        "category_uid": _CATEGORY,
        "category_name": "Findings",
        "class_uid": _CLASS,
        "class_name": "Data Security Finding",
        "type_uid": _CLASS * 100 + _CREATE,
        "type_name": "Data Security Finding: Create",
        "time": moment,
        "severity_id": severity_id,
        "severity": severity,
        "status_id": 1,
        "status": "New",
        "confidence_id": sure_id,
        "confidence": sure,
        "confidence_score": round(100 * field.confidence),
        "count": max(field.count, 1),
        "message": f"{place} holds {field.kind} ({field.form})",
        "metadata": {
            "version": OCSF_VERSION,
            "product": {"name": "headcount", "vendor_name": "headcount", "version": version},
            "uid": field_uid(entry),
        },
        "finding_info": {
            "uid": field_uid(entry),
            "title": f"{place} holds {field.kind}",
            "desc": printable(field.reason),
            "types": [field.kind.value],
        },
        "data_security": _data_security(entry),
        "resources": [{"name": printable(field.unit), "type": "route" if _is_route(field.unit) else "data"}],
        "unmapped": {"form": field.form.value, "grade": entry.grade, "valid": field.valid, "path": printable(field.path)},
    }


def _data_security(entry: GradedField) -> dict[str, Any]:
    field = entry.field
    category_id, category = _CATEGORIES.get(field.kind, _PERSONAL)
    state_id, state = _IN_TRANSIT if _is_route(field.unit) else _AT_REST
    secrecy_id, secrecy = _RESTRICTED if entry.grade >= _RESTRICTED_FROM else _PRIVATE
    where = "json_path" if _is_route(field.unit) or "[]" in field.path else "column_name"
    return {
        "category_id": category_id,
        "category": category,
        "classifier_details": {"name": field.kind.value, "type": "shape, check and name of the field", "uid": field.kind.value},
        "confidentiality_id": secrecy_id,
        "confidentiality": secrecy,
        "data_lifecycle_state_id": state_id,
        "data_lifecycle_state": state,
        "detection_system_id": _DISCOVERY,
        "detection_system": "Data Discovery & Classification",
        "discovery_details": [
            {"type": field.kind.value, "count": field.count, "occurrences": [{where: printable(field.path) or "(text)"}]}
        ],
    }


def _is_route(unit: str) -> bool:
    method, _, path = unit.partition(" ")
    return method.isupper() and path.startswith("/")
