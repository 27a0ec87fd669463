"""A site's API, asked as its clients ask it, and what it answered written as an HTTP archive (HAR 1.2)."""

from __future__ import annotations

import datetime as dt
import http.client
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

MOST_PAGES = 400
"""Answers of one capture."""


@dataclass
class Site:
    """A site on loopback."""

    port: int
    authorization: str
    """Value of the header of that name."""
    entries: list[dict[str, Any]] = field(default_factory=list)
    """What was captured, as entries of a HAR."""

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, str, bytes]:
        """Status, media type and body of an answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        try:
            headers = {"Authorization": self.authorization, "Accept": "application/json", "Content-Type": "application/json"}
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            return answer.status, answer.getheader("Content-Type", ""), answer.read()
        finally:
            connection.close()

    def send(self, path: str, body: object, method: str = "POST") -> Any:  # noqa: ANN401 - JSON has no narrower type
        """What the site answers to something new.

        Raises:
            RuntimeError: it does not take it.
        """
        status, _, text = self.ask(method, path, body)
        if not 200 <= status < 300:
            raise RuntimeError(f"{path}: {status}: {text[:500].decode('utf-8', 'replace')}")
        return json.loads(text) if text else None

    def capture(self, path: str) -> Any:  # noqa: ANN401 - as above
        """Ask for a page and keep the answer; its JSON, None where it has none."""
        begun = dt.datetime.now(dt.UTC)
        status, media, body = self.ask("GET", path)
        self.entries.append(
            {
                "startedDateTime": begun.isoformat(),
                "time": (dt.datetime.now(dt.UTC) - begun).total_seconds() * 1000,
                "request": {
                    "method": "GET",
                    "url": f"http://127.0.0.1:{self.port}{path}",
                    "httpVersion": "HTTP/1.1",
                    "headers": [],
                    "queryString": [],
                    "cookies": [],
                    "headersSize": -1,
                    "bodySize": 0,
                },
                "response": {
                    "status": status,
                    "statusText": "",
                    "httpVersion": "HTTP/1.1",
                    "headers": [{"name": "Content-Type", "value": media}],
                    "cookies": [],
                    "content": {"size": len(body), "mimeType": media, "text": body.decode("utf-8", "replace")},
                    "redirectURL": "",
                    "headersSize": -1,
                    "bodySize": len(body),
                },
                "cache": {},
                "timings": {"send": 0, "wait": 0, "receive": 0},
            }
        )
        return json.loads(body) if status == 200 and "json" in media else None

    def capture_list(self, path: str, single: str = "", key: str = "") -> None:
        """Every page of a list; with `single`, also the page of each element, whose `key` it names as `{}`."""
        names, next_path = [], path
        while next_path and len(self.entries) < MOST_PAGES:
            page = self.capture(next_path) or {}
            rows = page.get("results", []) if isinstance(page, dict) else page
            names += [row[key] for row in rows if key]
            following = page.get("next") if isinstance(page, dict) else None
            next_path = following.removeprefix(f"http://127.0.0.1:{self.port}") if following else ""
        for name in names[:60]:
            self.capture(single.replace("{}", str(name)))

    def write(self, path: Path) -> None:
        """Write the archive."""
        log = {"version": "1.2", "creator": {"name": "headcount benchmarks", "version": "1"}, "entries": self.entries}
        path.write_text(json.dumps({"log": log}))
