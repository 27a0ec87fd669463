"""A double of Elasticsearch 8, made from its public REST documentation: root, cat indices, search; with or without security.

It is no Elasticsearch: it answers the few questions that a probe asks, in the documented form.
"""

from __future__ import annotations

import base64
import json
import random
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote, urlsplit

FAMILY, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜秀英敏静丽强磊洋艳勇军杰"


class Double(ThreadingHTTPServer):
    """One store."""

    daemon_threads = True

    def __init__(
        self,
        indices: Mapping[str, tuple[int, Sequence[object]]],
        user: str = "",
        password: str = "",
        *,
        tells_indices: bool = True,
        searches: bool = True,
        opensearch: bool = False,
    ) -> None:
        """`indices` by name: the number of documents that it claims, and some of them. With `user` it asks for a password.

        `tells_indices` and `searches` are what the role of strangers may do.
        """
        super().__init__(("127.0.0.1", 0), _Answers)
        self.searches, self.opensearch = searches, opensearch
        self.indices, self.tells_indices = indices, tells_indices
        self.credential = base64.b64encode(f"{user}:{password}".encode()).decode() if user else ""
        self.asked: list[tuple[str, str, str]] = []
        """(method, path, authorization)."""


class _Answers(BaseHTTPRequestHandler):
    server: Double

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        shown = self.headers.get("Authorization", "")
        self.server.asked.append((self.command, self.path, shown))
        if self.server.credential and shown != f"Basic {self.server.credential}":
            self._say(
                401, {"error": {"type": "security_exception", "reason": "missing authentication credentials"}, "status": 401}
            )
        elif parts.path == "/":
            version = {"number": "8.11.1", "build_flavor": "default", "lucene_version": "9.8.0"}
            if self.server.opensearch:
                version = {"distribution": "opensearch", "number": "2.11.0"}
            self._say(200, {"name": "node-1", "cluster_name": "citizens", "version": version, "tagline": "You Know, for Search"})
        elif parts.path == "/_search" and self.server.searches:
            hits = [{"_index": "x", "_source": one} for _, documents in self.server.indices.values() for one in documents[:100]]
            self._say(200, {"took": 1, "hits": {"total": {"value": 10_000, "relation": "gte"}, "hits": hits}})
        elif not self.server.tells_indices:
            self._say(403, {"error": {"type": "security_exception"}, "status": 403})
        elif parts.path == "/_cat/indices":
            rows = [{"index": name, "docs.count": str(count)} for name, (count, _) in self.server.indices.items()]
            self._say(200, rows)
        elif parts.path.endswith("/_search") and unquote(parts.path[1:-8]) in self.server.indices:
            count, documents = self.server.indices[unquote(parts.path[1:-8])]
            hits = [{"_index": "x", "_id": str(at), "_score": 1.0, "_source": one} for at, one in enumerate(documents[:100])]
            self._say(200, {"took": 1, "hits": {"total": {"value": min(count, 10_000), "relation": "gte"}, "hits": hits}})
        else:
            self._say(404, {"error": "no such thing", "status": 404})

    def _say(self, status: int, told: object) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the parameter's name in the standard library
        """Say nothing."""


@contextmanager
def running(double: Double) -> Iterator[Double]:
    """It answers until the test ends."""
    thread = threading.Thread(target=double.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield double
    finally:
        double.shutdown()
        double.server_close()
        thread.join(5)


def citizens(count: int) -> list[dict[str, object]]:
    """Made citizens: name, phone, id number with its check digit, address, case notes. Nobody's."""
    rng = random.Random(8)  # noqa: S311  # made people, the same each time
    return [
        {
            "xm": rng.choice(FAMILY) + "".join(rng.sample(GIVEN, 2)),
            "sfzh": _identity(rng),
            "sjh": f"13800138{rng.randrange(1000):03}",
            "dz": f"上海市浦东新区世纪大道{rng.randrange(1, 999)}号{rng.randrange(1, 30)}室",
            "ajnr": "报警人称其电动自行车于小区内被盗 民警已登记。",
        }
        for _ in range(count)
    ]


def _identity(rng: random.Random) -> str:
    """An identity number of GB 11643-1999: area, date of birth, order, check digit."""
    body = f"310115{rng.randrange(1950, 2005)}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}{rng.randrange(1000):03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]
