"""Elasticsearch and OpenSearch: open indices, and what their documents hold.

Source: Elasticsearch REST APIs (root, cat indices, count, search); OpenSearch documentation, the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from headcount.model.posture import Reader, Severity
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import Answer, Web
from headcount.probes.wire import EndedError, Line

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
        try:
            self._look(line, seen, weak)
        except EndedError as error:
            error.seen = error.seen or (seen if seen.encrypted is not None else None)
            raise
        return seen

    def _look(self, line: Line, seen: Seen, weak: Sequence[Credential]) -> None:
        web, root = _reached(line)
        seen.encrypted = web.tls
        if not web.tls:
            seen.weaknesses["elasticsearch/no-tls"] = ""
        if root.status in {401, 403}:
            seen.reader = Reader.NOBODY
            for one in weak:
                web.credential = one
                root = web.get("/")
                if root.status == 200:
                    seen.reader = Reader.WEAK
                    seen.weaknesses["elasticsearch/weak-password"] = ""
                    break
            else:
                return
        told = root.json()
        if not isinstance(told, dict) or not isinstance(told.get("version"), dict):
            raise EndedError("it does not answer as Elasticsearch does")
        version = told["version"]
        seen.version = str(version.get("number", ""))[:32]
        if version.get("distribution") == "opensearch":
            seen.product = "OpenSearch"
        self._indices(web, line, seen)

    @staticmethod
    def _indices(web: Web, line: Line, seen: Seen) -> None:
        listed = web.get("/_cat/indices?format=json&h=index,docs.count&bytes=b")
        told = listed.json() if listed.status == 200 else None
        if not isinstance(told, list):
            if seen.reader is Reader.UNKNOWN:
                seen.reader = Reader.NOBODY
                seen.weaknesses["elasticsearch/tells-version"] = ""
            return
        if seen.reader is Reader.UNKNOWN:
            seen.reader = Reader.ANYONE
            seen.weaknesses["elasticsearch/tells-version"] = ""
        indices = [
            (str(one["index"]), int(one.get("docs.count") or 0))
            for one in told
            if isinstance(one, dict) and "index" in one and str(one.get("docs.count") or "0").isdecimal()
        ]
        ours = sorted((one for one in indices if not one[0].startswith(".")), key=lambda one: -one[1])
        seen.estimate = sum(count for _, count in ours)
        if seen.reader is Reader.ANYONE:
            names = ", ".join(name for name, _ in ours[:5]) or "none yet"
            seen.weaknesses["elasticsearch/open-indices"] = f"{len(ours)} indices, such as {names}"
        for name, _ in ours[: min(line.bounds.containers, 5)]:
            found = web.get(f"/{quote(name, safe='')}/_search?size={min(line.bounds.rows, 100)}")
            hits = _hits(found)
            if hits:
                seen.samples.append(Sample(name, hits))


def _reached(line: Line) -> tuple[Web, Answer]:
    """Over TLS where it takes that, else in the clear."""
    try:
        web = Web(line, tls=True)
        return web, web.get("/")
    except EndedError as error:
        if type(error) is not EndedError:
            raise
    web = Web(line)
    return web, web.get("/")


def _hits(answer: Answer) -> list[object]:
    told = answer.json() if answer.status == 200 else None
    hits = told.get("hits", {}).get("hits", []) if isinstance(told, dict) and isinstance(told.get("hits"), dict) else []
    return [hit["_source"] for hit in hits if isinstance(hit, dict) and "_source" in hit] if isinstance(hits, list) else []
