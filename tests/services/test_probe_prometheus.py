"""The probe of Prometheus on a real Prometheus that asks a made program: open, with its administration, and locked."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from headcount.model.posture import Reader
from headcount.probes.interface import Credential
from tests.services.probing import WEAK, asked, codes, kinds, looked, people
from tests.services.proxies import free_port, program, running, until

HASHED = "$2b$05$abcdefghijklmnopqrstuuZpG8uxhUMXYyRiRoTQtujVv2v76mJQi"
"""Of `changeme`, by bcrypt."""


class _Program(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        lines = [f'logins_total{{mail="{one["email"]}",phone="{one["phone"]}"}} 1\n' for one in people(40)]
        body = "".join(lines).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the parameter's name in the standard library
        """Say nothing."""


@contextmanager
def _prometheus(folder: Path, *settings: str, web: str = "") -> Iterator[int]:
    port = free_port()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Program) as asked_one:
        thread = threading.Thread(target=asked_one.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        jobs = [{"job_name": "shop", "static_configs": [{"targets": [f"127.0.0.1:{asked_one.server_port}"]}]}]
        (folder / "prometheus.yml").write_text(json.dumps({"global": {"scrape_interval": "1s"}, "scrape_configs": jobs}))
        (folder / "web.yml").write_text(web)
        command = [program("prometheus"), f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data"]
        command += [f"--web.listen-address=127.0.0.1:{port}", f"--web.config.file={folder}/web.yml", "--log.level=warn"]

        def answers() -> None:
            if not web:
                asked(port, "GET", "/-/ready")

        def scraped() -> bool:
            return bool(web) or b"mail" in asked(port, "GET", "/api/v1/labels")

        try:
            with running([*command, *settings], folder / "log", answers):
                until(scraped, "nothing was scraped")
                yield port
        finally:
            asked_one.shutdown()
            thread.join(5)


def test_an_open_one(tmp_path: Path) -> None:
    with _prometheus(tmp_path, "--web.enable-admin-api") as port:
        store = looked("prometheus", port)
    assert (store.product, store.reader, store.unit) == ("Prometheus", Reader.ANYONE, "series")
    assert store.estimate is not None
    assert 40 <= store.estimate <= 60
    assert store.version.count(".") == 2
    assert {kind.path: kind.kind for kind in store.kinds} == {"labels: mail": "email", "labels: phone": "phone"}
    assert kinds(store) == {"email", "phone"}
    assert codes(store) == ["open", "administration", "no-tls"]
    assert store.weaknesses[1].detail == "web.enable-admin-api"


def test_a_locked_one_and_a_weak_password(tmp_path: Path) -> None:
    with _prometheus(tmp_path, web=json.dumps({"basic_auth_users": {"root": HASHED}})) as port:
        until(lambda: looked("prometheus", port).reachable, "it does not answer")
        locked, tried = looked("prometheus", port, [Credential("root", "letmein")]), looked("prometheus", port, WEAK)
    assert (locked.reader, locked.sampled, codes(locked)) == (Reader.NOBODY, 0, ["no-tls"])
    assert (tried.reader, codes(tried)) == (Reader.WEAK, ["weak-password", "no-tls"])
