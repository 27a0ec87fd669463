"""The posture as OCSF events, 1.8.0: a Data Security Finding (2006) an open store, a Compliance Finding (2003) a weakness."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from headcount.model.posture import Posture, Severity, Store, Weakness
from headcount.reports.markup import printable
from headcount.reports.ocsf import OCSF_VERSION

_CATEGORY, _CREATE = 2, 1
_DATA, _COMPLIANCE = (2006, "Data Security Finding"), (2003, "Compliance Finding")
_URGENT = {Severity.HIGH: (4, "High"), Severity.MEDIUM: (3, "Medium"), Severity.LOW: (2, "Low")}
_GRAVE = {0: (2, "Low"), 1: (3, "Medium"), 2: (4, "High"), 3: (4, "High"), 4: (5, "Critical")}
"""Severity by the grade of what lies open."""


def posture_to_ocsf(found: Posture, version: str) -> bytes:
    """JSON lines: an object for each store that can be read without a credential, then one for each weakness; empty for none."""
    moment = int(found.made.timestamp() * 1000)
    events = [_open(store, version, moment) for store in found.stores if store.open]
    events += [_weak(store, weakness, version, moment) for store in found.stores for weakness in store.weaknesses]
    return b"".join(msgspec.json.encode(event) + b"\n" for event in events)


def _open(store: Store, version: str, moment: int) -> dict[str, Any]:
    title = f"{printable(store.url)} can be read without a credential"
    kinds = list(dict.fromkeys(kind.kind for kind in store.kinds))
    return _event(_DATA, _GRAVE[store.grade], store, ("open", title, kinds or ["open store"]), version, moment) | {
        "data_security": {
            "category_id": 1,
            "category": "Personal",
            "data_lifecycle_state_id": 1,
            "data_lifecycle_state": "Data at-Rest",
            "detection_system_id": 4,
            "detection_system": "Data Discovery & Classification",
        },
        "unmapped": {
            "remedy": store.remedy,
            "grade": store.grade,
            "estimate": store.estimate,
            "unit": store.unit,
            "laws": store.laws,
            "weaknesses": [weakness.code for weakness in store.weaknesses],
        },
    }


def _weak(store: Store, weakness: Weakness, version: str, moment: int) -> dict[str, Any]:
    title = f"{printable(store.url)}: {weakness.code}"
    told = _event(_COMPLIANCE, _URGENT[weakness.severity], store, (weakness.code, title, [weakness.code]), version, moment)
    compliance = {"control": weakness.code, "desc": weakness.sentence, "status_id": 3, "status": "Fail"}
    return told | {
        "compliance": compliance | ({"standards": store.laws} if store.laws else {}),
        "remediation": {"desc": f"{weakness.remedy}\n\nCheck: {weakness.check}"},
    }


def _event(
    kind: tuple[int, str], grave: tuple[int, str], store: Store, what: tuple[str, str, list[str]], version: str, moment: int
) -> dict[str, Any]:
    """What events of both classes have; `what` is the mark within the store, the title, and the types of the finding."""
    (number, name), (mark, title, types) = kind, what
    uid = hashlib.blake2b(f"{store.url}\x1f{mark}".encode(), digest_size=16).hexdigest()
    return {
        "activity_id": _CREATE,
        "activity_name": "Create",
        "category_uid": _CATEGORY,
        "category_name": "Findings",
        "class_uid": number,
        "class_name": name,
        "type_uid": number * 100 + _CREATE,
        "type_name": f"{name}: Create",
        "time": moment,
        "severity_id": grave[0],
        "severity": grave[1],
        "status_id": 1,
        "status": "New",
        "message": printable(store.sentence),
        "metadata": {
            "version": OCSF_VERSION,
            "product": {"name": "headcount", "vendor_name": "headcount", "version": version},
            "uid": uid,
        },
        "finding_info": {"uid": uid, "title": title, "desc": printable(store.sentence), "types": types},
        "resources": [{"name": printable(store.url), "type": store.product or "store"}],
    }
