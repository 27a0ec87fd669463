"""The posture as OCSF events of class 2006, Data Security Finding, 1.8.0: one an open store."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from headcount.model.posture import Posture, Store
from headcount.reports.markup import printable
from headcount.reports.ocsf import OCSF_VERSION

_CATEGORY, _CLASS, _CREATE = 2, 2006, 1
_GRAVE = {0: (2, "Low"), 1: (3, "Medium"), 2: (4, "High"), 3: (4, "High"), 4: (5, "Critical")}
"""Severity by the grade of what lies open."""


def posture_to_ocsf(found: Posture, version: str) -> bytes:
    """JSON lines, one object for each store that can be read without a credential; empty without any."""
    moment = int(found.made.timestamp() * 1000)
    return b"".join(msgspec.json.encode(_event(store, version, moment)) + b"\n" for store in found.stores if store.open)


def _event(store: Store, version: str, moment: int) -> dict[str, Any]:
    severity_id, severity = _GRAVE[store.grade]
    uid = hashlib.blake2b(store.url.encode(), digest_size=16).hexdigest()
    kinds = list(dict.fromkeys(kind.kind for kind in store.kinds))
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
        "message": printable(store.sentence),
        "metadata": {
            "version": OCSF_VERSION,
            "product": {"name": "headcount", "vendor_name": "headcount", "version": version},
            "uid": uid,
        },
        "finding_info": {
            "uid": uid,
            "title": f"{printable(store.url)} can be read without a credential",
            "desc": printable(store.sentence),
            "types": kinds or ["open store"],
        },
        "data_security": {
            "category_id": 1,
            "category": "Personal",
            "data_lifecycle_state_id": 1,
            "data_lifecycle_state": "Data at-Rest",
            "detection_system_id": 4,
            "detection_system": "Data Discovery & Classification",
        },
        "resources": [{"name": printable(store.url), "type": store.product or "store"}],
        "remediation": {"desc": store.remedy or "see the documentation of the product"},
        "unmapped": {
            "grade": store.grade,
            "estimate": store.estimate,
            "unit": store.unit,
            "weaknesses": [weakness.code for weakness in store.weaknesses],
        },
    }
