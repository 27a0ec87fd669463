from __future__ import annotations

import stat
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from headcount.errors import ConfigError
from headcount.gates.verdicts import KeptVerdicts, VerdictFeed
from headcount.model.verdict import Action, Verdict

NOW = 1_800_000_000_000_000
FAR = 4_000_000_000_000_000
"""After the end of any run of this test."""


def _verdict(
    number: int, client: str = "192.0.2.1", *, until: int = FAR, reason: str = "person", lifted: bool = False
) -> Verdict:
    return Verdict(number, "address", client, Action.BLOCK, 0, until, reason, lifted=lifted)


def test_what_is_kept_comes_back_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "verdicts"
    KeptVerdicts(path).keep([_verdict(2, "192.0.2.2"), _verdict(1), _verdict(3, until=NOW)], NOW)
    assert KeptVerdicts(path).load(NOW) == [_verdict(2, "192.0.2.2")], "one a ground, and only what has not ended"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_later_verdict_takes_the_place_of_the_earlier_one(tmp_path: Path) -> None:
    kept = KeptVerdicts(tmp_path / "verdicts")
    kept.keep([_verdict(1), _verdict(2, reason="finding:x:1")], NOW)
    kept.keep([_verdict(3, lifted=True)], NOW)
    assert KeptVerdicts(tmp_path / "verdicts").load(NOW) == [_verdict(2, reason="finding:x:1"), _verdict(3, lifted=True)]


@pytest.mark.parametrize("text", [b"", b"not json", b'{"number":"x"}\n', b"\xff\xfe"])
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "verdicts").write_bytes(text)
    assert KeptVerdicts(tmp_path / "verdicts").load(NOW) == []
    assert KeptVerdicts(tmp_path / "nowhere").load(NOW) == []
    assert KeptVerdicts(None).load(NOW) == []


def test_a_full_disk_leaves_what_was_kept(tmp_path: Path) -> None:
    kept = KeptVerdicts(tmp_path / "verdicts")
    kept.keep([_verdict(1)], NOW)
    (tmp_path / "verdicts.new").symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space left"):
        kept.keep([_verdict(2, "192.0.2.2")], NOW)
    assert KeptVerdicts(tmp_path / "verdicts").load(NOW) == [_verdict(1)]


class _Serve(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Tells)
        self.answers: list[tuple[int, dict[str, str], bytes]] = []
        self.asked: list[tuple[str, str]] = []
        self.named: list[str | None] = []


class _Tells(BaseHTTPRequestHandler):
    server: _Serve

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Authorization", "")))
        self.server.named.append(self.headers.get("X-Headcount-Gate"))
        status, headers, body = self.server.answers.pop(0)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the parameter's name in the standard library
        """Say nothing."""


@pytest.fixture
def serve() -> Iterator[_Serve]:
    with _Serve() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(5)


def _lines(*verdicts: Verdict) -> bytes:
    return msgspec.json.Encoder().encode_lines(verdicts)


class _Heard:
    def __init__(self, serve: str, path: Path | None = None, key: str = "the key") -> None:
        self.got: list[int] = []
        self.told: list[str] = []
        self.there = threading.Event()
        self.feed = VerdictFeed(serve, key, KeptVerdicts(path), self._deliver, self.told.append, wait=3)

    def _deliver(self, verdicts: Sequence[Verdict]) -> None:
        self.got += [verdict.number for verdict in verdicts]
        self.there.set()


def test_only_what_is_newer_is_asked_for(serve: _Serve, tmp_path: Path) -> None:
    heard = _Heard(f"http://127.0.0.1:{serve.server_port}/below", tmp_path / "verdicts")
    serve.answers = [(200, {}, _lines(_verdict(7, "192.0.2.7"), _verdict(3))), (200, {}, b""), (200, {}, _lines(_verdict(9)))]
    assert [heard.feed.ask() for _ in range(3)] == [2, 0, 1]
    assert heard.got == [3, 7, 9]
    assert serve.asked == [
        ("/below/v1/verdicts?after=0&wait=0", "Bearer the key"),
        ("/below/v1/verdicts?after=7&wait=3", "Bearer the key"),
        ("/below/v1/verdicts?after=7&wait=3", "Bearer the key"),
    ]
    assert [verdict.number for verdict in KeptVerdicts(tmp_path / "verdicts").load(NOW)] == [7, 9]


def test_a_gate_says_its_name(serve: _Serve) -> None:
    serve.answers = [(200, {}, b""), (200, {}, b"")]
    address = f"http://127.0.0.1:{serve.server_port}"
    VerdictFeed(address, "", KeptVerdicts(None), lambda _: None, lambda _: None, name="edge-1 /run/gäte.sock").ask()
    VerdictFeed(address, "", KeptVerdicts(None), lambda _: None, lambda _: None).ask()
    assert serve.named == ["edge-1 /run/g%C3%A4te.sock", None]


def test_a_store_that_began_anew_is_asked_from_its_beginning(serve: _Serve) -> None:
    heard = _Heard(f"http://127.0.0.1:{serve.server_port}", key="")
    serve.answers = [(200, {}, _lines(_verdict(7))), (200, {"X-Headcount-Newest": "2"}, b""), (200, {}, _lines(_verdict(2)))]
    for _ in range(3):
        heard.feed.ask()
    assert heard.got == [7, 2]
    assert serve.asked[-1] == ("/v1/verdicts?after=0&wait=3", "")


@pytest.mark.parametrize("answer", [(403, {}, b""), (500, {}, b"x"), (200, {}, b"no verdicts")])
def test_what_is_no_answer_is_told_and_tried_again(serve: _Serve, answer: tuple[int, dict[str, str], bytes]) -> None:
    heard = _Heard(f"http://127.0.0.1:{serve.server_port}")
    serve.answers = [answer, (200, {}, _lines(_verdict(1))), *[(200, {}, b"")] * 200]
    heard.feed.start()
    assert heard.there.wait(10)
    heard.feed.stop()
    assert heard.got == [1]
    assert "does not answer" in heard.told[0]
    assert "192.0.2" not in "".join(heard.told)


def test_a_full_disk_does_not_keep_a_verdict_from_the_gate(serve: _Serve, tmp_path: Path) -> None:
    (tmp_path / "verdicts.new").symlink_to("/dev/full")
    heard = _Heard(f"http://127.0.0.1:{serve.server_port}", tmp_path / "verdicts")
    serve.answers = [(200, {}, _lines(_verdict(1)))]
    assert heard.feed.ask() == 1
    assert heard.got == [1]
    assert "cannot be kept" in heard.told[0]


@pytest.mark.parametrize("address", ["127.0.0.1:4281", "ftp://127.0.0.1", "http://", ""])
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(ConfigError, match="write one such as"):
        _Heard(address)
