"""Findings as OCSF events of class 2004, Detection Finding, schema version 1.8.0 (https://schema.ocsf.io/1.8.0/classes/detection_finding).

OCSF has no attribute for "different records shown to one client": `count` holds it here (each counted event is the first time
that the client was shown one record), and `unmapped` names it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import sys
from typing import Any

import msgspec

from headcount.model.finding import Finding
from headcount.model.summary import FindingView, ScanSummary
from headcount.reports.markup import printable

OCSF_VERSION = "1.8.0"
_CATEGORY, _CLASS, _CREATE = 2, 2004, 1
_BEHAVIORAL = 2
_MEDIUM, _HIGH = 3, 4
_IP, _USER_NAME, _USER_AGENT, _SUBNET, _OTHER = 2, 4, 16, 12, 99


def to_ocsf(summary: ScanSummary, version: str) -> bytes:
    """One event a finding, as JSON lines (one object a line, UTF-8); empty without findings.

    Args:
        summary: what the scan tells.
        version: headcount's own version, written as the product's.
    """
    logs = sorted({file.format for file in summary.coverage.files if file.format})
    return b"".join(msgspec.json.encode(_event(view, version, logs)) + b"\n" for view in summary.findings)


def finding_uid(finding: Finding) -> str:
    """The same finding has the same uid in every scan: 32 hex digits over detector, lens, client and first disclosure."""
    key = "\x1f".join((finding.detector, finding.lens, finding.client, finding.first.astimezone(dt.UTC).isoformat()))
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _event(view: FindingView, version: str, logs: list[str]) -> dict[str, Any]:
    finding = view.finding
    first, last = _milliseconds(finding.first), _milliseconds(finding.last)
    severity = ("High", _HIGH) if finding.people else ("Medium", _MEDIUM)
    return {
        "activity_id": _CREATE,
        "activity_name": "Create",
        "category_uid": _CATEGORY,
        "category_name": "Findings",
        "class_uid": _CLASS,
        "class_name": "Detection Finding",
        "type_uid": _CLASS * 100 + _CREATE,
        "type_name": "Detection Finding: Create",
        "time": last,
        "start_time": first,
        "end_time": last,
        "severity": severity[0],
        "severity_id": severity[1],
        "status": "New",
        "status_id": 1,
        "is_alert": True,
        "message": printable(finding.sentence),
        "count": finding.records,
        "metadata": {
            "version": OCSF_VERSION,
            "product": {"name": "headcount", "vendor_name": "headcount", "version": version},
            "uid": finding_uid(finding),
        },
        "finding_info": {
            "uid": finding_uid(finding),
            "title": f"{printable(finding.lens)} {printable(finding.client)} was shown unusually many different records",
            "desc": printable(finding.sentence),
            "types": [finding.detector],
            "first_seen_time": first,
            "last_seen_time": last,
            "analytic": {
                "uid": finding.detector,
                "name": finding.detector,
                "type": "Behavioral",
                "type_id": _BEHAVIORAL,
                "version": version,
            },
            "data_sources": logs,
        },
        "evidences": [_evidence(view)],
        "observables": _observables(finding),
        "unmapped": {
            "records": finding.records,
            "people": finding.people,
            "strength": min(finding.strength, sys.float_info.max),
            "threshold": finding.threshold,
            "lens": finding.lens,
            "routes": list(finding.routes),
            "query": finding.query,
            "members": [printable(member) for member in finding.members],
        },
    }


def _evidence(view: FindingView) -> dict[str, Any]:
    """Who, as the artefact that OCSF has for the lens, and the first and last line of the log that show it."""
    pictures = view.pictures
    evidence: dict[str, Any] = {
        "data": {
            "first": {"file": printable(pictures.first_evidence[0]), "line": pictures.first_evidence[1]},
            "last": {"file": printable(pictures.last_evidence[0]), "line": pictures.last_evidence[1]},
        }
    }
    for kind, value in _identities(view.finding):
        if kind == "src_endpoint.ip":
            evidence["src_endpoint"] = {"ip": value}
        elif kind == "src_endpoint.subnet_uid":
            evidence["src_endpoint"] = {"name": value, "subnet_uid": value}
        elif kind == "http_request.user_agent":
            evidence["http_request"] = {"user_agent": value}
        else:
            evidence["actor"] = {"user": {kind.rpartition(".")[2]: value}}
    return evidence


def _observables(finding: Finding) -> list[dict[str, Any]]:
    types = {
        "src_endpoint.ip": (_IP, "IP Address"),
        "src_endpoint.subnet_uid": (_SUBNET, "Subnet"),
        "http_request.user_agent": (_USER_AGENT, "HTTP User-Agent"),
        "actor.user.name": (_USER_NAME, "User Name"),
    }
    observables = []
    for kind, value in _identities(finding):
        type_id, name = types.get(kind, (_OTHER, "Other"))
        observables.append({"name": f"evidences[].{kind}", "type": name, "type_id": type_id, "value": value})
    return observables


def _identities(finding: Finding) -> list[tuple[str, str]]:
    """The client as (OCSF attribute, value) pairs. A visitor is an address followed by its user agent."""
    client = printable(finding.client)
    if finding.lens == "account":
        return [("actor.user.name", client)]
    if finding.lens == "agent":
        return [("http_request.user_agent", client)]
    address, _, agent = client.partition(" ")
    place = _address(address)
    if place is None and finding.members:
        return []  # a day on which they came first, for one, is nobody; the members are told apart
    if place is None:
        return [("actor.user.uid", client)]
    return [place, ("http_request.user_agent", agent.strip())] if agent.strip() else [place]


def _address(text: str) -> tuple[str, str] | None:
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    return ("src_endpoint.subnet_uid", text) if "/" in text else ("src_endpoint.ip", str(network.network_address))


def _milliseconds(time: dt.datetime) -> int:
    return int(time.timestamp() * 1000)
