"""Prometheus: a bystander whose labels, targets and settings tell about people and machines.

Source: Prometheus documentation, HTTP API (buildinfo, flags, tsdb, labels, targets), and web configuration files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import enter, first, keeping, over
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import Answer, Web, version_in
from headcount.probes.wire import Line

_HELLO = "/api/v1/status/buildinfo"
_USUAL = "__name__ le quantile job instance version revision goversion branch code handler method"
"""Labels that Prometheus and its libraries set themselves."""
_LOCK = (
    "# web.yml, given with --web.config.file=web.yml\ntls_server_config:\n  cert_file: server.crt\n  key_file: server.key\n"
    "basic_auth_users:\n  reader: A-BCRYPT-HASH"
)


class Prometheus:
    """One for the shelf."""

    name = "prometheus"
    schemes: Mapping[str, int] = {"prometheus": 9090}
    advice: Mapping[str, Advice] = {
        "prometheus/open": Advice(
            Severity.HIGH,
            "Whoever reaches it reads every series, label, target and setting: names of machines, and often of people.",
            _LOCK,
            "curl -s -o /dev/null -w '%{http_code}' http://HOST:PORT/api/v1/labels   # must be 401",
        ),
        "prometheus/administration": Advice(
            Severity.HIGH,
            "Whoever reaches it may delete series, stop it, or load other settings.",
            "# leave out of the command line: --web.enable-admin-api and --web.enable-lifecycle",
            "curl -s http://HOST:PORT/api/v1/status/flags | grep -E 'enable-(admin-api|lifecycle)'   # must be false",
        ),
        "prometheus/weak-password": Advice(
            Severity.HIGH,
            "A user and password from the list of weak ones open it.",
            _LOCK,
            "curl -s -o /dev/null -w '%{http_code}' -u THE-WEAK-ONE http://HOST:PORT/api/v1/labels   # must be 401",
        ),
        "prometheus/no-tls": Advice(
            Severity.MEDIUM,
            "Series and passwords can be read on the way.",
            _LOCK,
            "curl -s -o /dev/null -w '%{http_code}' https://HOST:PORT/-/healthy   # must be 200 or 401",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        base = target.path
        seen = Seen("Prometheus", unit="series")
        with keeping(seen):
            web, hello = first(line, f"{base}{_HELLO}")
            with web.kept():
                answer = enter(web, seen, weak, f"{base}{_HELLO}", _fits, name=self.name, had=hello)
                over(web, seen, self.name)
                if answer is not None:
                    seen.version = version_in(str(_data(answer).get("version", "")))
                    if seen.reader is Reader.ANYONE:
                        seen.weaknesses["prometheus/open"] = ""
                    _inside(web, f"{base}/api/v1", line, seen)
        return seen


def _fits(answer: Answer) -> bool:
    return "version" in _data(answer)


def _data(answer: Answer) -> dict[str, Any]:
    told = answer.json()
    data = told.get("data") if isinstance(told, dict) and answer.status == 200 else None
    return data if isinstance(data, dict) else {}


def _listed(answer: Answer) -> list[str]:
    told = answer.json()
    data = told.get("data") if isinstance(told, dict) and answer.status == 200 else None
    return [str(one) for one in data] if isinstance(data, list) else []


def _inside(web: Web, api: str, line: Line, seen: Seen) -> None:
    flags = _data(web.get(f"{api}/status/flags"))
    risky = [name for name in ("web.enable-admin-api", "web.enable-lifecycle") if flags.get(name) == "true"]
    if risky:
        seen.weaknesses["prometheus/administration"] = ", ".join(risky)
    head = _data(web.get(f"{api}/status/tsdb"))
    counted = head.get("headStats", {}).get("numSeries") if isinstance(head.get("headStats"), dict) else None
    seen.estimate = counted if isinstance(counted, int) else None
    usual = _USUAL.split()
    labels = [name for name in _listed(web.get(f"{api}/labels")) if name not in usual]
    for name in labels[: line.bounds.containers]:
        values = _listed(web.get(f"{api}/label/{quote(name, safe='')}/values?limit={line.bounds.rows}"))
        if values:
            seen.samples.append(Sample("labels", [{name: value} for value in values[: line.bounds.rows]]))
    found = _data(web.get(f"{api}/targets?state=active")).get("activeTargets")
    targets: list[object] = [
        {name: value for name, value in one["labels"].items() if name not in usual}
        for one in (found if isinstance(found, list) else [])
        if isinstance(one, dict) and isinstance(one.get("labels"), dict)
    ]
    if any(targets):
        seen.samples.append(Sample("targets", targets[: line.bounds.rows]))
