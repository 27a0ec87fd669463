"""ClickHouse over HTTP: does its user `default` need a password, and what do the tables hold?

Source: ClickHouse documentation, HTTP interface (GET reads only; X-ClickHouse-* headers), system.tables, and Users settings.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

import msgspec

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import enter, first, keeping, over
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import Answer, Web, version_in
from headcount.probes.wire import EndedError, Line

_LOCK = (
    "<!-- users.d/default.xml -->\n<clickhouse><users><default>\n  <password remove='1'/>\n"
    "  <password_sha256_hex>SHA-256-OF-A-LONG-RANDOM-PASSWORD</password_sha256_hex>\n"
    "  <networks replace='replace'><ip>::1</ip><ip>127.0.0.1</ip></networks>\n</default></users></clickhouse>"
)
_TABLES = (
    "SELECT database, name, total_rows FROM system.tables WHERE total_rows > 0 AND"
    " database NOT IN ('system', 'information_schema', 'INFORMATION_SCHEMA') ORDER BY total_rows DESC LIMIT 1000"
)


class ClickHouse:
    """One for the shelf."""

    name = "clickhouse"
    schemes: Mapping[str, int] = {"clickhouse": 8123}
    advice: Mapping[str, Advice] = {
        "clickhouse/no-password": Advice(
            Severity.HIGH,
            "Whoever reaches it reads every table as the user `default`, without a password.",
            _LOCK,
            "curl -s 'http://HOST:PORT/?query=SELECT+1'   # must not answer 1",
        ),
        "clickhouse/weak-password": Advice(
            Severity.HIGH,
            "A user and password from the list of weak ones open it.",
            _LOCK,
            "curl -s -u THE-WEAK-ONE 'http://HOST:PORT/?query=SELECT+1'   # must not answer 1",
        ),
        "clickhouse/no-tls": Advice(
            Severity.MEDIUM,
            "Queries, rows and passwords can be read on the way.",
            "<!-- config.d/tls.xml -->\n<clickhouse><https_port>8443</https_port><http_port remove='1'/>\n"
            "<openSSL><server><certificateFile>server.crt</certificateFile><privateKeyFile>server.key</privateKeyFile></server></openSSL>"
            "</clickhouse>",
            "curl -s https://HOST:8443/ping",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be. Every question is a GET, which ClickHouse lets read only."""
        del target
        seen = Seen("ClickHouse")
        with keeping(seen):
            web, hello = first(line, "/ping")
            if hello.elsewhere or hello.status != 200 or hello.body.strip() != b"Ok.":
                raise EndedError("it does not answer as ClickHouse does")
            over(web, seen, self.name)
            with web.kept():
                # Older versions answer 500, or 404 for a user that there is not, to what newer ones answer with 401 or 403.
                path, refused = _path("SELECT version() AS version", {}), {401, 403, 404, 500}
                hello = web.get(path)
                if hello.status in {404, 500} and not _NO.search(hello.body[:4096]):
                    raise EndedError("it answers, and nobody's questions now")
                answer = enter(web, seen, weak, path, _fits, name=self.name, refused=refused, had=hello)
                if answer is None:
                    return seen
                seen.version = version_in(str(_rows(answer)[0].get("version", "")))
                if seen.reader is Reader.ANYONE:
                    seen.weaknesses["clickhouse/no-password"] = ""
                _inside(web, line, seen)
        return seen


_NO = re.compile(rb"Code: (?:19[2-5]|497|516)\b")
"""Errors of ClickHouse for who is not let in; any other (too many queries, no memory) is no lock."""
_BOUNDS = {"max_execution_time": "4", "max_result_bytes": "1000000", "result_overflow_mode": "break"}


def _path(query: str, bounds: Mapping[str, str]) -> str:
    return f"/?{urlencode({'query': f'{query} FORMAT JSONEachRow', **bounds}, quote_via=quote)}"


def _ask(web: Web, query: str) -> list[dict[str, object]]:
    """The rows of an answer; without bounds of time and size where the user may set none."""
    answer = web.get(_path(query, _BOUNDS))
    return _rows(answer if answer.status == 200 else web.get(_path(query, {})))


def _rows(answer: Answer) -> list[dict[str, object]]:
    """Lines of JSON; a last one that is cut is left out."""
    found = []
    for line in answer.body.splitlines() if answer.status == 200 else []:
        try:
            row = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            break
        if isinstance(row, dict):
            found.append(row)
    return found


def _fits(answer: Answer) -> bool:
    return "version" in next(iter(_rows(answer)), {})


def _inside(web: Web, line: Line, seen: Seen) -> None:
    tables = _ask(web, _TABLES)
    counts = [str(table.get("total_rows", "")) for table in tables]
    seen.estimate = sum(int(count) for count in counts if count.isdecimal() and len(count) < 20)
    for table in tables[: min(line.bounds.containers, 5)]:
        where = ".".join(_quoted(str(table.get(part, ""))) for part in ("database", "name"))
        rows = _ask(web, f"SELECT * FROM {where} LIMIT {max(1, min(line.bounds.rows, 50))}")  # noqa: S608  # both names are quoted
        if rows:
            seen.samples.append(Sample(f"{table.get('database')}.{table.get('name')}", rows))


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace("`", "\\`")
    return f"`{escaped}`"
