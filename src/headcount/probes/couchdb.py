"""CouchDB: may strangers list databases and read documents?

Source: Apache CouchDB documentation, API reference (root, _all_dbs, databases, _all_docs) and Security.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import enter, first, keeping, over
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import Answer, Web, version_in
from headcount.probes.wire import EndedError, Line

_LOCK = "; local.ini\n[admins]\nadmin = A-LONG-RANDOM-PASSWORD\n[chttpd]\nrequire_valid_user = true\nbind_address = 127.0.0.1"


class CouchDB:
    """One for the shelf."""

    name = "couchdb"
    schemes: Mapping[str, int] = {"couchdb": 5984}
    advice: Mapping[str, Advice] = {
        "couchdb/open": Advice(
            Severity.HIGH,
            "Whoever reaches it lists its databases and reads their documents.",
            _LOCK,
            "curl -s -o /dev/null -w '%{http_code}' http://HOST:PORT/_all_dbs   # must be 401",
        ),
        "couchdb/weak-password": Advice(
            Severity.HIGH,
            "A user and password from the list of weak ones open it.",
            _LOCK,
            "curl -s -o /dev/null -w '%{http_code}' -u THE-WEAK-ONE http://HOST:PORT/_all_dbs   # must be 401",
        ),
        "couchdb/no-tls": Advice(
            Severity.MEDIUM,
            "Documents and passwords can be read on the way.",
            "; local.ini\n[ssl]\nenable = true\ncert_file = /etc/couchdb/server.crt\nkey_file = /etc/couchdb/server.key",
            "curl -s -o /dev/null -w '%{http_code}' https://HOST:6984/   # must be 200 or 401",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        del target
        seen = Seen("CouchDB", unit="documents")
        with keeping(seen):
            web, hello = first(line)
            told = hello.json()
            if hello.status == 200 and (not isinstance(told, dict) or "couchdb" not in told):
                raise EndedError("it does not answer as CouchDB does")
            over(web, seen, self.name)
            seen.version = version_in(str(told.get("version", ""))) if hello.status == 200 else ""
            with web.kept():
                answer = enter(web, seen, weak, "/_all_dbs", _fits, name=self.name)
                if answer is not None:
                    self._inside(web, line, seen, [str(one) for one in answer.json()])
        return seen

    @staticmethod
    def _inside(web: Web, line: Line, seen: Seen, names: Sequence[str]) -> None:
        ours, counts = [name for name in names if not name.startswith("_")], {}
        for name in ours[: line.bounds.containers]:
            told = web.get(f"/{quote(name, safe='')}").json()
            count = told.get("doc_count") if isinstance(told, dict) else None
            if isinstance(count, int):
                counts[name] = count
        seen.estimate = sum(counts.values())
        if seen.reader is Reader.ANYONE:
            if ours and not counts:
                seen.reader = Reader.NOBODY
                seen.keeps = "lists its databases to whoever asks, and lets nobody read them without a credential"
                return
            seen.weaknesses["couchdb/open"] = f"{len(counts)} of {len(ours)} databases"
        for name in sorted(counts, key=lambda one: -counts[one])[:5]:
            most = max(1, min(line.bounds.rows, 50))
            told = web.get(f"/{quote(name, safe='')}/_all_docs?include_docs=true&limit={most}").json()
            listed = told.get("rows") if isinstance(told, dict) else None
            found = [one["doc"] for one in listed if isinstance(one, dict) and "doc" in one] if isinstance(listed, list) else []
            if found:
                seen.samples.append(Sample(name, found))


def _fits(answer: Answer) -> bool:
    return isinstance(answer.json(), list)
