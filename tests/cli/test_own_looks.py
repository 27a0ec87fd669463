"""A scan brings what the console's users looked at; whoever looked at too many people is found like anybody else."""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from headcount import cli
from headcount import config as composition
from headcount.config import Config
from headcount.console.interface import Role, Viewer
from headcount.console.state import State
from headcount.console.state.audit import entered
from headcount.console.state.database import micro
from headcount.console.state.tables import look
from headcount.console.watching import Watching
from headcount.ledger.entries import Count
from headcount.ledger.trace import count_client
from tests.made import START, harvested_shop, line

LOOKED = 2_000
_ROUTE = """
[[routes]]
template = "/customers/{id}"
subject = "id"
entity = "people"
records = "people"
"""


def _site() -> list[str]:
    """A desk of 150 people who mostly come back to the same customers; the customers of all of them are 4,000."""
    draw, lines = random.Random(4), []  # noqa: S311  # made traffic
    for desk in range(150):
        own = [draw.randrange(4_000) for _ in range(40)]
        for day in range(5):
            for _ in range(draw.randrange(5, 25)):
                person = draw.choice(own) if draw.random() < 0.6 else int(4_000 * draw.random() ** 3)
                second = 86_400 * day + draw.randrange(8 * 3_600)
                lines.append((second, line(f"198.51.100.{desk}", second, f"/customers/{person}", account=f"desk-{desk}")))
    return [text for _, text in sorted(lines)]


def _look(state: State, people: Iterable[int], first: dt.datetime) -> None:
    """One employee's looks, one every half minute, on two days."""
    with state._database.writing() as connection:
        for number, person in enumerate(people):
            at = first + dt.timedelta(days=1 + number // 1_000, seconds=30 * (number % 1_000))
            told = {"login": "nosy", "what": "person", "seen": f"{person:016x}", "route": "/people/{token}"}
            entry = entered(connection, at, "nosy", "look", f"person {person:016x} at /people/{{token}}")
            connection.execute(look.insert().values(entry=entry, at=micro(at), **told))


def _counted(file: str = "people.ledger", client: str = "headcount:nosy") -> Count:
    tokens = composition.tokenizer(Config(), Path(f"{file}.key"), None)
    with composition.ledger(Path(file), tokens, read_only=True) as ledger:
        [count] = count_client(ledger, client)
    return count


def test_an_employee_who_looks_at_2000_people_through_the_console_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("access.log").write_text("".join(_site()))
    Path("headcount.toml").write_text(_ROUTE)
    scan = ["scan", "access.log", "--ledger", "people.ledger", "--json", "found.json", "--quiet"]
    assert cli.main(scan) == 0
    tokens = composition.tokenizer(Config(), Path("people.ledger.key"), None)
    people = tokens.tokens_of("people", (str(number).encode() for number in range(4_000)))
    with composition.ledger(Path("people.ledger"), tokens, read_only=True) as ledger:
        rows = ledger.connection.execute("SELECT DISTINCT record FROM disclosure").fetchall()
    known = sorted({record for (record,) in rows} & set(people))
    with State("people.ledger.console") as state:
        _look(state, known[:LOOKED], START)
    assert cli.main(scan) == 3
    told = json.loads(Path("found.json").read_bytes())["findings"]
    assert {finding["client"] for finding in told} == {"headcount:nosy"}
    assert {finding["detector"] for finding in told} & {"fast_crawl", "slow_crawl"}
    assert max(finding["people"] for finding in told) == LOOKED
    count = _counted()
    assert (count.people, count.requests) == (LOOKED, LOOKED)
    assert cli.main(scan) == 3
    assert _counted() == count


def test_a_console_without_a_service_leaves_its_looks_to_the_next_scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("access.log").write_text("".join(harvested_shop()))
    scan = ["scan", "access.log", "--ledger", "people.ledger", "--quiet"]
    cli.main(scan)
    assert not Path("people.ledger.console").exists()
    viewer = Viewer("root", Role.OFFICER, Role.OFFICER.permissions)
    with State("people.ledger.console") as state:
        Watching(state).looked(viewer, "client", "account:bob", "/clients/{lens}/{name}")
    cli.main(scan)
    with State("people.ledger.console") as state:
        assert state.looks.pending(0) == []
    count = _counted(client="headcount:root")
    assert (count.records, count.requests) == (1, 1)


def test_a_scan_without_a_console_needs_nothing_of_it(tmp_path: Path) -> None:
    (tmp_path / "access.log").write_text('192.0.2.1 - - [01/Nov/2025:10:00:00 +0000] "GET /u/4711 HTTP/1.1" 200 5\n' * 3)
    code = (
        "import sys\nfor name in ('alembic', 'argon2', 'jinja2', 'starlette'):\n    sys.modules[name] = None\n"
        "from headcount.cli import main\nsys.exit(main(sys.argv[1:]))"
    )
    words = ["scan", "access.log", "--ledger", "people.ledger", "--quiet"]
    ended = subprocess.run([sys.executable, "-c", code, *words], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
