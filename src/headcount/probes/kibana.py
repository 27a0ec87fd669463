"""Kibana and OpenSearch Dashboards: may strangers use them, and so read every index behind them?

Source: documentation of Kibana and of OpenSearch Dashboards: status, saved objects, console and anonymous authentication.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import enter, first, keeping, over
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import Answer, Web, version_in
from headcount.probes.wire import EndedError, Line

_LOCK = (
    '# elasticsearch.yml\nxpack.security.enabled: true\n# kibana.yml\nelasticsearch.username: "kibana_system"\n'
    'server.host: "localhost"\n# and no provider of type anonymous below xpack.security.authc.providers'
)
_STATUS = "/api/status"
_FOUND = "/api/saved_objects/_find?type=index-pattern&type=dashboard&per_page=100"
_INDICES = "_cat/indices?format=json&h=index,docs.count"


class Kibana:
    """One for the shelf."""

    name = "kibana"
    schemes: Mapping[str, int] = {"kibana": 5601, "dashboards": 5601}
    advice: Mapping[str, Advice] = {
        "kibana/open": Advice(
            Severity.HIGH,
            "Whoever reaches it searches the indices behind it, also where these themselves cannot be reached.",
            _LOCK,
            f"curl -s -o /dev/null -w '%{{http_code}}' 'http://HOST:PORT{_FOUND}'   # must be 401",
        ),
        "kibana/weak-password": Advice(
            Severity.HIGH,
            "A user and password from the list of weak ones open it.",
            "bin/elasticsearch-reset-password -u elastic",
            f"curl -s -o /dev/null -w '%{{http_code}}' -u THE-WEAK-ONE 'http://HOST:PORT{_FOUND}'   # must be 401",
        ),
        "kibana/no-tls": Advice(
            Severity.MEDIUM,
            "Passwords and documents can be read on the way.",
            "# kibana.yml\nserver.ssl.enabled: true\nserver.ssl.certificate: server.crt\nserver.ssl.key: server.key",
            "curl -s -o /dev/null -w '%{http_code}' https://HOST:PORT/api/status",
        ),
        "kibana/tells-version": Advice(
            Severity.LOW,
            "It tells its version to whoever reaches it.",
            "# kibana.yml\nstatus.allowAnonymous: false",
            "curl -s -o /dev/null -w '%{http_code}' http://HOST:PORT/api/status   # must be 401",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be. What is asked of the store behind it are GETs."""
        base = target.path
        dashboards = target.scheme == "dashboards"
        seen = Seen("OpenSearch Dashboards" if dashboards else "Kibana", unit="documents")
        with keeping(seen):
            web, hello = first(line, f"{base}{_STATUS}")
            over(web, seen, self.name)
            web.headers["osd-xsrf" if dashboards else "kbn-xsrf"] = "headcount-probe"
            told = hello.json()
            if hello.status == 200 and not (isinstance(told, dict) and "status" in told):
                raise EndedError(f"it does not answer as {seen.product} does")
            seen.version = _version(told)
            with web.kept():
                answer = enter(web, seen, weak, f"{base}{_FOUND}", _fits, name=self.name)
                if seen.version and seen.reader is not Reader.WEAK:
                    seen.weaknesses["kibana/tells-version"] = ""
                if answer is not None:
                    self._inside(web, base, line, seen, answer.json())
        return seen

    @staticmethod
    def _inside(web: Web, base: str, line: Line, seen: Seen, listed: dict[str, Any]) -> None:
        if not seen.version:
            seen.version = _version(web.get(f"{base}{_STATUS}").json())
        counts = _counts(_behind(web, base, _INDICES))
        if seen.reader is Reader.ANYONE:
            total = listed.get("total")
            seen.weaknesses["kibana/open"] = f"{total if isinstance(total, int) else 'some'} saved objects, {len(counts)} indices"
        if not counts:
            seen.unit = "saved objects"
            seen.estimate = listed["total"] if isinstance(listed.get("total"), int) else None
            return
        seen.estimate = sum(counts.values())
        for name in sorted(counts, key=lambda one: -counts[one])[:5]:
            found = _behind(web, base, f"{quote(name, safe='')}/_search?size={min(line.bounds.rows, 100)}")
            outer = found.get("hits") if isinstance(found, dict) else None
            hits = outer.get("hits") if isinstance(outer, dict) else None
            rows = (
                [one["_source"] for one in hits if isinstance(one, dict) and "_source" in one] if isinstance(hits, list) else []
            )
            if rows:
                seen.samples.append(Sample(name, rows))


def _version(told: object) -> str:
    version = told.get("version") if isinstance(told, dict) else None
    return version_in(str(version.get("number", ""))) if isinstance(version, dict) else ""


def _fits(answer: Answer) -> bool:
    told = answer.json()
    return isinstance(told, dict) and isinstance(told.get("saved_objects"), list)


def _behind(web: Web, base: str, path: str) -> Any:  # noqa: ANN401  # whatever it says
    """What the store behind it answers to a GET: the way of its console."""
    answer = web.ask("POST", f"{base}/api/console/proxy?{urlencode({'path': path, 'method': 'GET'})}")
    return answer.json() if answer.status == 200 else None


def _counts(listed: object) -> dict[str, int]:
    """Documents by index, without those of the system's own."""
    found = {}
    for one in listed if isinstance(listed, list) else []:
        name, count = (str(one.get("index", "")), str(one.get("docs.count") or "0")) if isinstance(one, dict) else ("", "")
        if name and (not name.startswith(".") or name.startswith(".ds-")) and count.isdecimal() and len(count) < 20:
            found[name] = int(count)
    return found
