"""A gate that sees answers, from a configuration file."""

from __future__ import annotations

import json
import stat
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from headcount.cli import main
from headcount.errors import ConfigError
from headcount.gates.site import FileSink, answer_gate
from headcount.model.kind import Kind
from headcount.model.verdict import Action, Decision, Verdict

CONFIG = """
[gate]
most_body = 5000
unreadable = "withhold"
withhold = ["/users"]

[[routes]]
template = "/users"
subject = "$.items[].id"
method = "GET"
records = "people"
fields = [{ path = "items[].phone", kind = "phone" }]
"""


def test_the_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "headcount.toml").write_text(CONFIG, "utf-8")
    made = answer_gate(tmp_path / "headcount.toml")
    assert (made.most, made.unreadable.passes, made.unreadable.withheld) == (5_000, False, frozenset({"/users"}))
    assert made.door.holds("GET /users")
    assert made.pseudonym is not None
    assert made.pseudonym("ada") == made.pseudonym("ada") != made.pseudonym("bob")
    (tmp_path / "headcount.toml").write_text("[gate]\nnothing = 1\n", "utf-8")
    with pytest.raises(ConfigError, match="nothing"):
        answer_gate(str(tmp_path / "headcount.toml"))


def test_lines_are_appended_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "tap.jsonl"
    for line in (b"1\n", b"2\n"):
        sink = FileSink(path)
        sink(line)
        sink.close()
    assert path.read_bytes() == b"1\n2\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(ConfigError, match="cannot be written"):
        FileSink(tmp_path / "none" / "tap")


def test_what_a_ledger_learned_is_known(tmp_path: Path) -> None:
    log = "".join(
        json.dumps(
            {
                "time": f"2026-01-01T00:00:{number:02}Z",
                "address": "192.0.2.1",
                "method": "GET",
                "target": f"/api/users/{number + 100}",
                "status": 200,
                "body": {"name": "Ada Example", "phone": f"+1 202 555 01{number:02}", "email": f"ada{number}@example.com"},
            }
        )
        + "\n"
        for number in range(60)
    )
    (tmp_path / "log.jsonl").write_text(log, "utf-8")
    jsonl = "\n".join(f'{role} = "{role}"' for role in ("time", "address", "method", "target", "status", "body"))
    (tmp_path / "headcount.toml").write_text(
        f'[key]\nfile = "{tmp_path}/key"\n[gate]\nledger = "{tmp_path}/ledger"\n[jsonl]\n{jsonl}\n', "utf-8"
    )
    scan = ["scan", str(tmp_path / "log.jsonl"), "--format", "jsonl", "--config", str(tmp_path / "headcount.toml")]
    assert main([*scan, "--ledger", str(tmp_path / "ledger"), "--json", str(tmp_path / "out.json")]) in {0, 3}
    made = answer_gate(tmp_path / "headcount.toml")
    seen = made.gate.door.see("GET", "/api/users/7007", address="192.0.2.1")
    assert (seen.route.startswith("GET /api/users/{"), len(seen.records)) == (True, 1)
    assert made.door.holds(seen.route)
    mask = Decision(Action.MASK)
    body = b'{"name": "Bea Example", "phone": "+1 202 555 0199", "email": "bea@example.com", "other": "x"}'
    assert made.finish(seen, mask, 200, "", body).body == (
        b'{"name": "B*** E***", "phone": "+1 20* *** 0199", "email": "b***@example.com", "other": "x"}'
    )


def test_verdicts_of_serve_are_followed(tmp_path: Path) -> None:
    until = time.time_ns() // 1000 + 60_000_000
    verdict = Verdict(5, "account", "harvester", Action.BLOCK, 1, until, "person")

    class Serve(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path.startswith("/v1/verdicts?")
            body = msgspec.json.encode(verdict) + b"\n" if "after=0" in self.path else b""
            self.send_response(200)
            self.send_header("X-Headcount-Newest", "5")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the library's
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Serve)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        text = f'[gate]\nserve = "http://127.0.0.1:{server.server_port}"\n'
        (tmp_path / "headcount.toml").write_text(text, "utf-8")
        gate = answer_gate(tmp_path / "headcount.toml").gate
        seen = gate.door.see("GET", "/", address="192.0.2.1", account="harvester")
        until_then = time.monotonic() + 20
        while gate.judge.decide(seen, gate.now()).action is not Action.BLOCK:
            assert time.monotonic() < until_then
            time.sleep(0.02)
    finally:
        server.shutdown()
        server.server_close()


def test_a_configuration_read_anew_keeps_what_was_counted(tmp_path: Path) -> None:
    path = tmp_path / "headcount.toml"
    budget = '[[budgets]]\nname = "day"\npeople = {people}\nlens = "account"\nmode = "enforce"\n'
    path.write_text(CONFIG + budget.format(people=10), "utf-8")
    made = answer_gate(path)
    seen = made.gate.door.see("GET", "/users", address="192.0.2.1", account="clerk")
    assert made.gate.shown(seen, [1, 2, 3], ["phone"]).remaining == 7
    path.write_text(CONFIG.replace("phone", "email").replace("5000", "70") + budget.format(people=4), "utf-8")
    made.renew()
    assert made.gate.shown(seen, [1, 4], ["email"]).remaining == 0
    assert made.gate.shown(seen, [5], ["email"]).action is Action.BLOCK
    assert (made.most, made.door.paths("GET /users")) == (70, (("items[].email", Kind.EMAIL),))
    path.write_text("[gate]\nnothing = 1\n", "utf-8")
    with pytest.raises(ConfigError, match="nothing"):
        made.renew()
    assert made.most == 70
