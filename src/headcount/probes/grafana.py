"""Grafana: may strangers see dashboards and data sources, and does a usual password make them its administrator?

Source: Grafana documentation, HTTP API (health, search, data sources, users of an organisation) and anonymous authentication.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import enter, first, keeping, over
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import Answer, version_in
from headcount.probes.wire import EndedError, Line

_MORE = {"data sources": "/api/datasources", "users": "/api/org/users"}
"""What roles above the lowest may read."""


class Grafana:
    """One for the shelf."""

    name = "grafana"
    schemes: Mapping[str, int] = {"grafana": 3000}
    advice: Mapping[str, Advice] = {
        "grafana/anonymous": Advice(
            Severity.HIGH,
            "Whoever reaches it sees its dashboards, and through them asks the databases behind it.",
            "# grafana.ini\n[auth.anonymous]\nenabled = false",
            "curl -s -o /dev/null -w '%{http_code}' http://HOST:PORT/api/search   # must be 401",
        ),
        "grafana/anonymous-editor": Advice(
            Severity.HIGH,
            "Whoever reaches it may read its data sources and users, and so write queries of their own.",
            "# grafana.ini\n[auth.anonymous]\norg_role = Viewer\nenabled = false",
            "curl -s -o /dev/null -w '%{http_code}' http://HOST:PORT/api/datasources   # must be 401 or 403",
        ),
        "grafana/weak-password": Advice(
            Severity.HIGH,
            "A user and password from the list of weak ones open it.",
            "grafana cli admin reset-admin-password A-LONG-RANDOM-PASSWORD",
            "curl -s -o /dev/null -w '%{http_code}' -u THE-WEAK-ONE http://HOST:PORT/api/org   # must be 401",
        ),
        "grafana/no-tls": Advice(
            Severity.MEDIUM,
            "Passwords and dashboards can be read on the way.",
            "# grafana.ini\n[server]\nprotocol = https\ncert_file = grafana.crt\ncert_key = grafana.key",
            "curl -s https://HOST:PORT/api/health",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        base = target.path
        seen = Seen("Grafana", unit="dashboards")
        with keeping(seen):
            web, hello = first(line, f"{base}/api/health")
            told = hello.json()
            if not isinstance(told, dict) or "database" not in told:
                raise EndedError("it does not answer as Grafana does")
            over(web, seen, self.name)
            seen.version = version_in(str(told.get("version", "")))
            with web.kept():
                path = f"{base}/api/search?type=dash-db&limit={max(1, min(line.bounds.rows, 1000))}"
                answer = enter(web, seen, weak, path, _fits, name=self.name)
                if answer is None:
                    return seen
                dashboards = answer.json()
                seen.estimate = len(dashboards)
                seen.samples.append(Sample("dashboards", dashboards[: line.bounds.rows]))
                more = [what for what, where in _MORE.items() if _more(web.get(f"{base}{where}"), what, line, seen)]
                if seen.reader is Reader.ANYONE:
                    seen.weaknesses["grafana/anonymous"] = f"{len(dashboards)} dashboards"
                    if more:
                        seen.weaknesses["grafana/anonymous-editor"] = ", ".join(more)
        return seen


def _fits(answer: Answer) -> bool:
    return isinstance(answer.json(), list)


def _more(answer: Answer, what: str, line: Line, seen: Seen) -> bool:
    told = answer.json() if answer.status == 200 else None
    if not isinstance(told, list):
        return False
    seen.samples.append(Sample(what, told[: line.bounds.rows]))
    return True
