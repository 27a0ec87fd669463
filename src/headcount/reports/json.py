"""The scan as JSON, in the schema `headcount.scan/1` (docs/json-schema.md; `schemas/scan-1.json`)."""

from __future__ import annotations

import datetime as dt
import sys
from importlib.resources import files
from typing import Any

import msgspec

from headcount.model.summary import ClientSummary, Coverage, FindingView, RouteSummary, ScanSummary

SCHEMA = "headcount.scan/1"
"""Written as `schema`. The number rises when a field changes its meaning or goes; new fields do not raise it."""


def to_json(summary: ScanSummary) -> bytes:
    """The whole summary but for the pictures, as indented UTF-8 JSON that ends with a line feed. Times are RFC 3339 in UTC."""
    document = {
        "schema": SCHEMA,
        "coverage": _coverage(summary.coverage),
        "records_total": summary.records_total,
        "people_total": summary.people_total,
        "clients_total": summary.clients_total,
        "findings": [_finding(view) for view in summary.findings],
        "clients": [_client(client) for client in summary.clients],
        "routes": [_route(route) for route in summary.routes],
        "declared": [_client(client) for client in summary.declared],
        "noisy": [_client(client) for client in summary.noisy],
        "prefixes": [_client(client) for client in summary.prefixes],
        "crowd": [{"from": low, "to": high, "clients": clients} for low, high, clients in summary.crowd],
        "idle_detectors": [{"detector": name, "reason": reason} for name, reason in summary.idle_detectors],
        "notices": [{"table": table, "notice": notice} for table, notice in summary.notices],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that `to_json` writes by."""
    text = files("headcount.reports").joinpath("schemas", "scan-1.json").read_bytes()
    return msgspec.json.decode(text, type=dict[str, Any])


def readable(path: str) -> str:
    """A path as valid Unicode: bytes of a file name that are not UTF-8 (surrogates in Python) escaped."""
    return path.encode("utf-8", "backslashreplace").decode()


def _time(time: dt.datetime | None) -> str | None:
    return None if time is None else time.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "lines": coverage.lines,
        "accesses": coverage.accesses,
        "skipped": coverage.skipped,
        "reasons": coverage.reasons,
        "first": _time(coverage.first),
        "last": _time(coverage.last),
        "files": [
            {
                "path": readable(file.path),
                "format": file.format,
                "bytes": file.bytes,
                "lines": file.lines,
                "accesses": file.accesses,
                "skipped": file.skipped,
                "note": file.note,
            }
            for file in coverage.files
        ],
        "examples": [{"path": readable(path), "line": line, "reason": reason} for path, line, reason in coverage.examples],
        "seconds": round(coverage.seconds, 3),
        "stages": {name: round(seconds, 3) for name, seconds in coverage.stages.items()},
    }


def _route(route: RouteSummary) -> dict[str, Any]:
    return {
        "method": route.method,
        "template": route.template,
        "subject": route.subject,
        "entity": route.entity,
        "people": route.people,
        "requests": route.requests,
        "records": route.records,
        "misses": route.misses,
        "source": route.source,
    }


def _client(client: ClientSummary) -> dict[str, Any]:
    return {
        "lens": client.lens,
        "client": client.client,
        "requests": client.requests,
        "records": client.records,
        "people": client.people,
        "first": _time(client.first),
        "last": _time(client.last),
        "agents": client.agents,
        "declared_crawler": client.declared_crawler,
        "verified": client.verified,
        "agreement": client.agreement,
    }


def _finding(view: FindingView) -> dict[str, Any]:
    finding, pictures = view.finding, view.pictures
    return {
        "detector": finding.detector,
        "lens": finding.lens,
        "client": finding.client,
        "client_id": finding.client_id,
        "records": finding.records,
        "people": finding.people,
        "first": _time(finding.first),
        "last": _time(finding.last),
        "strength": min(finding.strength, sys.float_info.max),
        "threshold": finding.threshold,
        "sentence": finding.sentence,
        "routes": list(finding.routes),
        "route_records": [{"template": template, "records": records} for template, records in pictures.routes],
        "evidence": {
            "first": {"file": readable(pictures.first_evidence[0]), "line": pictures.first_evidence[1]},
            "last": {"file": readable(pictures.last_evidence[0]), "line": pictures.last_evidence[1]},
        },
        "query": finding.query,
        "members": list(finding.members),
        "incident": view.incident or None,
        "explanation": view.explanation,
    }
