"""Small stores of every kind that is asked over HTTP, with answers in their documented form; and the same answers, but odd.

They are no servers of these products: they answer the few questions that a probe asks.
"""

from __future__ import annotations

import base64
import json
import random
from dataclasses import replace
from typing import Any

from tests.probes.doubles.clickhouse import clickhouse
from tests.probes.doubles.couchdb import couchdb
from tests.probes.doubles.docker import docker
from tests.probes.doubles.grafana import grafana
from tests.probes.doubles.kibana import kibana
from tests.probes.doubles.web import Answers, Asked, Said, table

ROWS = [{"name": "x", "mail": f"anna.meyer{n}@example.com"} for n in range(5)]
ODD: tuple[object, ...] = (None, 0, -1, 1.5, "x", [], {}, [None], [[1]], {"a": None}, 10**30, True, "\x00中", "9" * 50)
"""What a store might say in place of anything."""


def _text(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _influxdb(one: Asked) -> Said:
    query = one.query.get("q", "")
    if one.path == "/ping":
        return Said(204, b"", {"X-Influxdb-Version": "1.8.10"})
    names, values = ["time", "mail"], list[object](["2026-01-01T00:00:00Z", "anna.meyer@example.com"])
    for start, column, value in (("SHOW DATABASES", "name", "a"), ("SHOW SERIES", "c", 3), ("SHOW MEASUREMENTS", "name", "m")):
        if query.startswith(start):
            names, values = [column], [value]
    return Said(200, {"results": [{"statement_id": 0, "series": [{"name": "x", "columns": names, "values": [values]}]}]})


def _told(data: object) -> Said:
    return Said(200, {"status": "success", "data": data})


CELL = {"source": ["a"], "outputs": [{"text": ["x"], "data": {"text/plain": ["y"]}}]}
PROMETHEUS = {
    "status/buildinfo": _told({"version": "2.42.0"}),
    "status/flags": _told({"web.enable-admin-api": "true"}),
    "status/tsdb": _told({"headStats": {"numSeries": 3}}),
    "labels": _told(["mail"]),
    "label/mail/values": _told(["anna.meyer@example.com"]),
    "targets": _told({"activeTargets": [{"labels": {"owner": "anna.meyer@example.com"}}]}),
}
HIT = {"hits": {"total": {"value": 1, "relation": "gte"}, "hits": [{"_source": ROWS[0]}]}}
DOCUMENTED: dict[str, Answers] = {
    "clickhouse": clickhouse({"people": (5, ROWS)}),
    "couchdb": couchdb({"people": ROWS}),
    "docker": docker(3),
    "elasticsearch": table(
        {
            "/": Said(200, {"version": {"number": "8.11.1"}}),
            "/_cat/indices": Said(200, [{"index": "people", "docs.count": "5"}]),
            "/people/_search": Said(200, HIT),
            "/_search": Said(200, HIT),
        }
    ),
    "etcd": table(
        {
            "/version": Said(200, {"etcdserver": "3.5.9"}),
            "/v2/keys/": Said(200, {"action": "get", "node": {"dir": True, "nodes": [{"key": "/a", "value": "x"}]}}),
            "/v3/kv/range": Said(200, {"kvs": [{"key": _text("a"), "value": _text('{"a": 1}')}], "count": "1"}),
        }
    ),
    "grafana": grafana("Editor"),
    "influxdb": _influxdb,
    "jupyter": table(
        {
            "/api": Said(200, {"version": "2.14.0"}),
            "/api/contents": Said(200, {"content": [{"name": name, "path": name, "size": 9} for name in ("a.csv", "b.ipynb")]}),
            "/api/contents/a.csv": Said(200, {"format": "base64", "content": _text("a,b\n1,2\n")}),
            "/api/contents/b.ipynb": Said(200, {"format": "json", "content": {"cells": [CELL]}}),
        }
    ),
    "kibana": kibana({"people": (5, ROWS)}),
    "nats-monitoring": table(
        {
            "/varz": Said(200, {"server_id": "X", "version": "2.9.10", "connections": 1}),
            "/connz": Said(200, {"connections": [{"name": "x", "ip": "192.0.2.7"}]}),
        }
    ),
    "prometheus": table({f"/api/v1/{path}": said for path, said in PROMETHEUS.items()}),
    "rabbitmq": table(
        {
            "/api/overview": Said(200, {"rabbitmq_version": "3.12.1", "queue_totals": {"messages": 1}}),
            "/api/queues": Said(200, {"items": [{"name": "x"}]}),
            "/api/connections": Said(200, {"items": [{"user": "x"}]}),
        }
    ),
}
"""By scheme."""


def odd(answers: Answers, seed: str) -> Answers:
    """Every other answer with one odd part; of texts that are no JSON, only the beginning. The same for the same seed."""
    rng = random.Random(seed)  # noqa: S311  # no secret is made of it

    def answer(one: Asked) -> Said:
        said = answers(one)
        if rng.random() < 0.5:
            return said
        if not isinstance(said.body, bytes):
            return replace(said, body=_changed(said.body, rng))
        try:
            lines = [json.dumps(_changed(json.loads(line), rng)).encode() for line in said.body.splitlines()]
        except ValueError:
            return replace(said, body=said.body[: rng.randrange(len(said.body) + 1)])
        return replace(said, body=b"\n".join(lines))

    return answer


def _changed(told: Any, rng: random.Random) -> Any:  # noqa: ANN401  # whatever JSON holds
    """A copy with one part of it replaced or left out."""
    whole = {"": json.loads(json.dumps(told))}
    places: list[tuple[Any, Any]] = [(whole, "")]
    for holder, key in places:
        inner = holder[key]
        within = list(inner) if isinstance(inner, dict) else range(min(5, len(inner))) if isinstance(inner, list) else ()
        places += [(inner, name) for name in within]
    holder, key = rng.choice(places)
    if isinstance(holder, dict) and key and rng.random() < 0.2:
        del holder[key]
    else:
        holder[key] = rng.choice(ODD)
    return whole[""]
