"""Elasticsearch and OpenSearch: open indices, and what their documents hold.

Source: Elasticsearch REST APIs (root, cat indices, count, search); OpenSearch documentation, the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import REFUSED, enter, first, keeping, over
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.places import place
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import Answer, Web, version_in
from headcount.probes.wire import Line

_LOCK = (
    "# elasticsearch.yml\nxpack.security.enabled: true\nxpack.security.http.ssl.enabled: true\n"
    "xpack.security.authc.anonymous.roles: []\nnetwork.host: _local_"
)


class Elasticsearch:
    """One for the shelf."""

    name = "elasticsearch"
    schemes: Mapping[str, int] = {"elasticsearch": 9200, "opensearch": 9200}
    advice: Mapping[str, Advice] = {
        "elasticsearch/open-indices": Advice(
            Severity.HIGH,
            "Whoever reaches it reads, searches and exports every document of the indices that are open.",
            _LOCK,
            "curl -s -o /dev/null -w '%{http_code}' http://HOST:PORT/_cat/indices   # must be 401",
        ),
        "elasticsearch/weak-password": Advice(
            Severity.HIGH,
            "A user and password from the list of weak ones open it.",
            "bin/elasticsearch-reset-password -u elastic",
            "curl -s -o /dev/null -w '%{http_code}' -u THE-WEAK-ONE http://HOST:PORT/   # must be 401",
        ),
        "elasticsearch/no-tls": Advice(
            Severity.MEDIUM,
            "Documents and passwords can be read on the way.",
            "# elasticsearch.yml\nxpack.security.http.ssl.enabled: true",
            "curl -s https://HOST:PORT/",
        ),
        "elasticsearch/tells-version": Advice(
            Severity.LOW,
            "It tells its name and version to whoever reaches it.",
            _LOCK,
            "curl -s -o /dev/null -w '%{http_code}' http://HOST:PORT/   # must be 401",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        seen = Seen("OpenSearch" if target.scheme == "opensearch" else "Elasticsearch", unit="documents")
        with keeping(seen):
            web, hello = first(line)
            with web.kept():
                root = enter(web, seen, weak, "/", _fits, name=self.name, had=hello)
                over(web, seen, self.name)
                if root is not None:
                    self._inside(web, line, seen, root.json()["version"])
        return seen

    def _inside(self, web: Web, line: Line, seen: Seen, version: Mapping[str, Any]) -> None:
        seen.version = version_in(str(version.get("number", "")))
        if version.get("distribution") == "opensearch":
            seen.product = "OpenSearch"
        if seen.reader is Reader.ANYONE:
            seen.weaknesses["elasticsearch/tells-version"] = ""
        self._indices(web, line, seen)

    @staticmethod
    def _indices(web: Web, line: Line, seen: Seen) -> None:
        listed = web.get("/_cat/indices?format=json&h=index,docs.count&bytes=b")
        told = listed.json() if listed.status == 200 else None
        if not isinstance(told, list):
            _searched(web, line, seen)
            return
        indices = [
            (str(one["index"]), int(one.get("docs.count") or 0))
            for one in told
            if isinstance(one, dict) and "index" in one and str(one.get("docs.count") or "0").isdecimal()
        ]
        ours = sorted((one for one in indices if _ours(one[0])), key=lambda one: -one[1])
        seen.estimate = sum(count for _, count in ours)
        if seen.reader is Reader.ANYONE:
            names = ", ".join(place(name) for name, _ in ours[:5]) or "none yet"
            seen.weaknesses["elasticsearch/open-indices"] = f"{len(ours)} indices, such as {names}"
        for name, _ in ours[: min(line.bounds.containers, 5)]:
            found = web.get(f"/{quote(name, safe='')}/_search?size={min(line.bounds.rows, 100)}")
            hits = _hits(found)
            if hits:
                seen.samples.append(Sample(name, hits))


def _fits(answer: Answer) -> bool:
    told = answer.json()
    return isinstance(told, dict) and isinstance(told.get("version"), dict)


def _ours(name: str) -> bool:
    """Whether an index is none of the system's own; `.ds-` begins those that a data stream is kept in."""
    return not name.startswith(".") or name.startswith(".ds-")


def _searched(web: Web, line: Line, seen: Seen) -> None:
    """A role that may search and not list: all that it may read is asked for at once."""
    found = web.get(f"/_search?size={min(line.bounds.rows, 100)}")
    told = found.json() if found.status == 200 else None
    outer = told.get("hits") if isinstance(told, dict) else None
    if not isinstance(outer, dict):
        if seen.reader is Reader.ANYONE:
            seen.reader = Reader.NOBODY if found.status in REFUSED else Reader.UNKNOWN
        return
    total = outer.get("total")
    count = total.get("value") if isinstance(total, dict) else total
    seen.estimate = count if isinstance(count, int) else None
    if isinstance(total, dict) and total.get("relation") == "gte":
        seen.unit = "documents at least"
    if seen.reader is Reader.ANYONE:
        seen.weaknesses["elasticsearch/open-indices"] = "their names are not shown, and their documents are"
    hits = _hits(found)
    if hits:
        seen.samples.append(Sample("all indices", hits))


def _hits(answer: Answer) -> list[object]:
    told = answer.json() if answer.status == 200 else None
    hits = told.get("hits", {}).get("hits", []) if isinstance(told, dict) and isinstance(told.get("hits"), dict) else []
    return [hit["_source"] for hit in hits if isinstance(hit, dict) and "_source" in hit] if isinstance(hits, list) else []
