"""Make docs/console/tour.md's pictures: a console over a made site with two harvesters, seen in Debian's Chromium.

    python -m update.make_tour

Everything in the pictures is made: the site, its people, who harvests. Needs what tests need (requirements-dev.txt, chromium).
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from headcount import cli
from headcount import config as composition
from headcount.config.console import ConsoleConfig
from headcount.console.app import Console
from headcount.console.door import OpenDoor
from headcount.console.interface import Parts, Role
from headcount.console.register import KeptRegister
from headcount.console.serving import ConsoleServer
from headcount.console.state import State
from headcount.lab.making import make
from headcount.lab.scenarios.interface import Scenario
from headcount.model.incident import State as Stage
from headcount.model.verdict import Action
from tests.console.conftest import World, _harvesters, renew
from tests.console.made_parts import MadeRunning, MadeWatch
from tests.services.chromium import Reader, chromium, reading

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "console" / "pictures"
PEOPLE, ACCOUNTS, DAYS = 8_000, 600, 35
RULE = """[[budgets]]
name = "people a day"
lens = "account"
people = 40
"""


def _world(folder: Path) -> World:
    case = Scenario("tour", "Two harvesters, and one who comes upon canaries.", _harvesters)
    truth, _ = make(case, PEOPLE, ACCOUNTS, DAYS, 11, folder, "combined")
    made = World(folder, truth)
    made.file.write_text(
        made.file.read_text("utf-8") + '\n[organisation]\nname = "Made Market"\njurisdictions = ["cn"]\n', "utf-8"
    )
    cli.main(["scan", str(folder / "access.log"), "--config", str(made.file), "--ledger", str(made.ledger), "--quiet"])
    renew(made)
    return made


def _take(reader: Reader, url: str, name: str, path: str, height: int = 900) -> None:
    reader.page.set_viewport_size({"width": 1200, "height": height})
    reader.go(url + path)
    if reader.page.locator("figure[data-chart]").count():
        reader.page.wait_for_selector(".plot.drawn canvas")
    PICTURES.mkdir(parents=True, exist_ok=True)
    reader.page.screenshot(path=PICTURES / f"{name}.png")
    print(f"{name}.png")


def main() -> None:
    """Make every picture."""
    with tempfile.TemporaryDirectory() as scratch:
        world = _world(Path(scratch) / "site")
        running = MadeRunning()
        with (
            composition.ledger(world.ledger, world.tokens(), read_only=True) as ledger,
            State(str(world.folder / "console.state")) as state,
        ):

            def clock() -> dt.datetime:
                return dt.datetime.now(dt.UTC)

            parts = Parts(
                world.board(),
                running,
                MadeWatch(),
                world.cases,
                world.config,
                world.ledger,
                world.tokens(),
                register=KeptRegister(state.known, state.notes, clock),
                documents=state.documents,
                base=world.config,
                config_file=world.file,
                beside=ledger.beside,
                state=state,
            )
            with world.cases() as cases:
                numbers = {client.name: one.number for one in cases.list() for client in one.clients}
                taken = world.harvesters[0]
                cases.move(numbers[taken], Stage.TRIAGED, by="privacy office")
            running.order("account", taken, Action.MASK, (), 86_400, "ann")
            state.documents.write("rules", RULE, "ann", clock(), "first try")
            [showing] = world.board().showings("account", taken, limit=1)
            server = ConsoleServer(
                Console(parts, OpenDoor(Role.OFFICER, language="")).application, ConsoleConfig(), "127.0.0.1:0"
            )
            try:
                with chromium() as browser:
                    with reading(browser) as reader:
                        _take(reader, server.url, "today", "/", 1100)
                        _take(reader, server.url, "clients", "/clients", 700)
                        _take(reader, server.url, "client", f"/clients/account/{taken}", 1300)
                        _take(reader, server.url, "incidents", "/incidents", 700)
                        _take(reader, server.url, "incident", f"/incidents/{numbers[taken]}", 1000)
                        _take(reader, server.url, "duties", f"/incidents/{numbers[taken]}/duties", 900)
                        _take(reader, server.url, "person", f"/people/{showing.record}", 700)
                        _take(reader, server.url, "map", "/routes/map", 900)
                        _take(reader, server.url, "rules", "/rules", 700)
                    with reading(browser, "zh", "dark") as reader:
                        _take(reader, server.url, "today-chinese-dark", "/", 1000)
            finally:
                server.close()


if __name__ == "__main__":
    main()
