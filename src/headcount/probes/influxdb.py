"""InfluxDB: is a password asked for, and what do the measurements hold?

Source: InfluxDB 1.x documentation, HTTP API (ping, query) and InfluxQL; InfluxDB 2.x API (health, setup).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from headcount.model.posture import Reader, Severity
from headcount.probes.entering import enter, first, keeping, over
from headcount.probes.interface import Advice, Credential, Target
from headcount.probes.seen import Sample, Seen
from headcount.probes.web import Answer, Web, version_in
from headcount.probes.wire import EndedError, Line

_LOCK = '# influxdb.conf\n[http]\n  auth-enabled = true\n  https-enabled = true\n  bind-address = "127.0.0.1:8086"'
_DATABASES = "SHOW DATABASES"


class InfluxDB:
    """One for the shelf."""

    name = "influxdb"
    schemes: Mapping[str, int] = {"influxdb": 8086}
    advice: Mapping[str, Advice] = {
        "influxdb/no-password": Advice(
            Severity.HIGH,
            "Whoever reaches it reads, writes and deletes every measurement, without a password.",
            f"CREATE USER admin WITH PASSWORD 'A-LONG-RANDOM-PASSWORD' WITH ALL PRIVILEGES\n{_LOCK}",
            "curl -s -o /dev/null -w '%{http_code}' 'http://HOST:PORT/query?q=SHOW+DATABASES'   # must be 401",
        ),
        "influxdb/weak-password": Advice(
            Severity.HIGH,
            "A user and password from the list of weak ones open it.",
            "SET PASSWORD FOR admin = 'A-LONG-RANDOM-PASSWORD'",
            "curl -s -o /dev/null -w '%{http_code}' -u THE-WEAK-ONE 'http://HOST:PORT/query?q=SHOW+DATABASES'   # must be 401",
        ),
        "influxdb/not-set-up": Advice(
            Severity.HIGH,
            "It was never set up: whoever reaches it first makes themselves its administrator.",
            "influx setup",
            "curl -s http://HOST:PORT/api/v2/setup   # must answer false",
        ),
        "influxdb/no-tls": Advice(
            Severity.MEDIUM,
            "Measurements and passwords can be read on the way.",
            '# influxdb.conf\n[http]\n  https-enabled = true\n  https-certificate = "/etc/ssl/influxdb.pem"',
            "curl -s -o /dev/null -w '%{http_code}' https://HOST:PORT/ping   # must be 204",
        ),
    }

    def look(self, line: Line, target: Target, weak: Sequence[Credential]) -> Seen:
        """Find out what can be."""
        del target
        seen = Seen("InfluxDB", unit="series")
        with keeping(seen):
            web, hello = first(line, "/ping")
            if hello.elsewhere or "x-influxdb-version" not in hello.headers:
                raise EndedError("it does not answer as InfluxDB does")
            over(web, seen, self.name)
            seen.version = version_in(hello.headers["x-influxdb-version"])
            with web.kept():
                if seen.version.startswith(("0.", "1.")):
                    self._older(web, line, seen, weak)
                else:
                    _newer(web, seen)
        return seen

    def _older(self, web: Web, line: Line, seen: Seen, weak: Sequence[Credential]) -> None:
        answer = enter(web, seen, weak, _path(_DATABASES), lambda told: _table(told) is not None, name=self.name)
        if answer is None:
            return
        if seen.reader is Reader.ANYONE:
            seen.weaknesses["influxdb/no-password"] = ""
        names = [str(row.get("name")) for row in _table(answer) or [] if row.get("name") != "_internal"]
        seen.estimate = 0
        left = line.bounds.rows
        for name in names[: min(line.bounds.containers, 5)]:
            told = _table(web.get(_path(f"SHOW SERIES CARDINALITY ON {_quoted(name)}"))) or [{}]
            counted = next(iter(told[0].values()), 0) if told else 0
            seen.estimate += counted if isinstance(counted, int) and counted > 0 else 0
            for one in _table(web.get(_path(f"SHOW MEASUREMENTS ON {_quoted(name)} LIMIT 5"))) or []:
                measurement, share = str(one.get("name", "")), min(left, 50)
                wanted = f"SELECT * FROM {_quoted(name)}..{_quoted(measurement)} LIMIT {share}"  # noqa: S608  # both are quoted
                rows = _table(web.get(_path(wanted))) if share else None
                if rows:
                    left -= len(rows)
                    seen.samples.append(Sample(f"{name}.{measurement}", rows))


def _newer(web: Web, seen: Seen) -> None:
    """Version 2 asks for a token unless nobody has set it up."""
    told = web.get("/api/v2/setup").json()
    if isinstance(told, dict) and told.get("allowed") is True:
        seen.reader = Reader.ANYONE
        seen.weaknesses["influxdb/not-set-up"] = ""
    elif web.get("/api/v2/buckets").status in {401, 403}:
        seen.reader = Reader.NOBODY


def _path(query: str) -> str:
    return f"/query?{urlencode({'q': query}, quote_via=quote)}"


def _quoted(name: str) -> str:
    """An identifier of InfluxQL."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _table(answer: Answer) -> list[dict[str, object]] | None:
    """The rows of the first series of an answer; none when it has none, None when it is no answer to a query."""
    told = answer.json()
    results = told.get("results") if isinstance(told, dict) else None
    if answer.status != 200 or not isinstance(results, list) or not results or not isinstance(results[0], dict):
        return None
    series = results[0].get("series")
    if not isinstance(series, list) or not series or not isinstance(series[0], dict):
        return []
    columns, values = series[0].get("columns"), series[0].get("values")
    if not isinstance(columns, list) or not isinstance(values, list):
        return []
    return [dict(zip(map(str, columns), row, strict=False)) for row in values if isinstance(row, list)]
