"""The posture as SARIF 2.1.0 (OASIS), so that it shows where code scanning shows."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

import msgspec

from headcount.model.posture import Posture, Severity, Store, Weakness

_LEVEL = {Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note"}
_SCORE = {Severity.HIGH: "8.6", Severity.MEDIUM: "5.3", Severity.LOW: "2.0"}
"""`security-severity` of a rule, 0 to 10, by which code scanning sorts."""


def posture_to_sarif(found: Posture, version: str) -> bytes:
    """One run with a rule for each kind of weakness and a result for each weakness."""
    rules: dict[str, Weakness] = {weakness.code: weakness for store in found.stores for weakness in store.weaknesses}
    places = {code: place for place, code in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "headcount probe",
                "semanticVersion": version,
                "rules": [_rule(weakness) for weakness in rules.values()],
            }
        },
        "automationDetails": {"id": "headcount-probe/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "endTimeUtc": f"{found.made:%Y-%m-%dT%H:%M:%SZ}"}],
        "results": [_result(store, weakness, places[weakness.code]) for store in found.stores for weakness in store.weaknesses],
    }
    told = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"


def _rule(weakness: Weakness) -> dict[str, Any]:
    return {
        "id": weakness.code,
        "shortDescription": {"text": weakness.sentence},
        "help": {"text": f"{weakness.remedy}\n\nCheck: {weakness.check}"},
        "defaultConfiguration": {"level": _LEVEL[weakness.severity]},
        "properties": {"security-severity": _SCORE[weakness.severity], "tags": ["security", "privacy"]},
    }


def _result(store: Store, weakness: Weakness, place: int) -> dict[str, Any]:
    detail = weakness.detail.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")  # no link (SARIF 3.11.6)
    about = f" ({detail})" if detail else ""
    mark = hashlib.sha256(f"{store.url}\x1f{weakness.code}".encode()).hexdigest()
    return {
        "ruleId": weakness.code,
        "ruleIndex": place,
        "level": _LEVEL[weakness.severity],
        "message": {"text": f"{store.url}: {weakness.sentence}{about} {store.sentence}{_touches(store)}"},
        "locations": [
            {
                "physicalLocation": {"artifactLocation": {"uri": _path(store.url)}, "region": {"startLine": 1}},
                "logicalLocations": [{"fullyQualifiedName": store.url, "kind": "resource"}],
            }
        ],
        "partialFingerprints": {"storeAndWeakness/v1": mark[:32]},
        "properties": {"grade": store.grade, "laws": store.laws, "owner": store.owner},
    }


def _touches(store: Store) -> str:
    return f" Touches: {'; '.join(store.laws)}." if store.laws else ""


def _path(url: str) -> str:
    """A store as a relative path, percent-encoded: code scanning refuses addresses of any scheme but that of its checkout."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}/{quote(rest, safe='/:')}"
