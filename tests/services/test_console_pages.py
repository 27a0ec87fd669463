"""Every page of the console in a real browser: both languages, light and dark, a phone, without scripts; no barrier, no error."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Request, expect

from headcount import config as composition
from headcount.config.console import ConsoleConfig
from headcount.console.app import Console
from headcount.console.door import OpenDoor
from headcount.console.interface import Parts, Role
from headcount.console.pages import PAGES
from headcount.console.register import KeptRegister
from headcount.console.serving import ConsoleServer
from headcount.console.state import State
from tests.console.conftest import World, copied, world
from tests.console.made_parts import MadeRunning, MadeWatch
from tests.services.chromium import Reader, chromium, reading

__all__ = ["copied", "world"]
FORMS = {
    "/rules/form": "/rules/form?what=budgets",
    "/rules/change": "/rules/form?what=rules",
}
"""Pages that have to be told what is meant, and with what they are asked."""
HEAVIEST = 1_000_000
"""Bytes of one page with all that it asks for."""


class Stand:
    """A console over the made world, for whichever role a test asks for."""

    def __init__(self, made: World) -> None:
        self.door = OpenDoor(Role.ADMIN, language="")
        self.world = made
        self.ledger = composition.ledger(made.ledger, made.tokens(), read_only=True)
        self.state = State(str(made.folder / "console.state"))

        def clock() -> dt.datetime:
            return dt.datetime.now(dt.UTC)

        parts = Parts(
            made.board(),
            MadeRunning(),
            MadeWatch(),
            made.cases,
            made.config,
            made.ledger,
            made.tokens(),
            register=KeptRegister(self.state.known, self.state.notes, clock),
            documents=self.state.documents,
            base=made.config,
            config_file=made.file,
            beside=self.ledger.beside,
            state=self.state,
        )
        self.server = ConsoleServer(Console(parts, self.door).application, ConsoleConfig(), "127.0.0.1:0")
        self.url = self.server.url

    def paths(self) -> list[str]:
        """Every page, those with a name in their path for a client, an incident, a person and a route that are there."""
        fixed = [view.path for page in PAGES for view in page.views if not set("{.") & set(view.path)]
        fixed = [FORMS.get(path, path) for path in fixed if path != "/client"]
        fixed.append(f"/client?lens=account&name={self.world.harvesters[1]}")
        client = f"/clients/account/{self.world.harvesters[0]}"
        with self.world.cases() as cases:
            number = cases.list()[0].number
        [showing] = self.world.board().showings("account", self.world.harvesters[0], limit=1)
        route = quote(showing.route, safe="")
        tabs = [
            f"/incidents/{number}/{tab}" for tab in ("scope", "timeline", "evidence", "attribution", "duties", "notices", "log")
        ]
        return [*fixed, client, f"/incidents/{number}", *tabs, f"/people/{showing.record}", f"/routes/{route}"]

    def close(self) -> None:
        self.server.close()
        self.ledger.close()
        self.state.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def stand(world: World) -> Iterator[Stand]:
    made = Stand(world)
    yield made
    made.close()


def _visit(stand: Stand, reader: Reader, name: str, *, axe: bool = True) -> dict[str, object]:
    """Everything that is wrong with any of the pages, by path."""
    found: dict[str, object] = {}
    for path in stand.paths():
        before = len(reader.wrong)
        answer = reader.go(stand.url + path)
        if path.startswith("/clients/account") or path == "/":
            reader.page.wait_for_selector(".plot.drawn canvas") if axe else None
        wrong = [*reader.wrong[before:], *(reader.barriers() if axe else [])]
        if answer.status != 200 or wrong or reader.too_wide() > 0:
            found[path] = (answer.status, wrong, reader.too_wide())
        reader.picture(f"{name}-{path.strip('/').replace('/', '-')[:60] or 'today'}")
    return found


@pytest.mark.parametrize(
    ("name", "language", "scheme", "width"),
    [("light", "en", "light", 1280), ("chinese-dark", "zh", "dark", 1280), ("phone", "en", "light", 360)],
)
def test_no_page_has_a_barrier_or_an_error(
    stand: Stand, browser: Browser, name: str, language: str, scheme: str, width: int
) -> None:
    with reading(browser, language, "dark" if scheme == "dark" else "light", width) as reader:
        assert _visit(stand, reader, name) == {}
        assert reader.outside == []


def test_pages_read_without_scripts(stand: Stand, browser: Browser) -> None:
    with reading(browser, scripts=False) as reader:
        for path in stand.paths():
            assert reader.go(stand.url + path).status == 200
            assert reader.page.locator("h1").count() == 1
        reader.go(f"{stand.url}/")
        assert reader.page.locator("figure table").first.locator("tbody tr").count() > 10


def test_pages_are_light(stand: Stand, browser: Browser) -> None:
    for path in stand.paths():
        with reading(browser) as reader:  # nothing is kept from the page before
            asked: list[Request] = []

            def finished(request: Request, asked: list[Request] = asked) -> None:
                asked.append(request)

            reader.page.on("requestfinished", finished)
            reader.go(stand.url + path)
            assert sum(one.sizes()["responseBodySize"] for one in asked) < HEAVIEST, path


def test_keys_lead_to_pages(stand: Stand, browser: Browser) -> None:
    with reading(browser) as reader:
        reader.go(f"{stand.url}/")
        reader.page.keyboard.press("g")
        reader.page.keyboard.press("i")
        reader.page.wait_for_url("**/incidents")
        reader.page.keyboard.press("g")
        reader.page.keyboard.press("c")
        reader.page.wait_for_url("**/clients")
        reader.page.keyboard.press("/")
        assert reader.page.evaluate("document.activeElement.type") == "search"
        reader.page.keyboard.press("Escape")
        reader.page.locator("h1").click()
        reader.page.keyboard.press("?")
        assert reader.page.locator("dialog#keys").is_visible()


def test_the_search_answers_while_somebody_types(stand: Stand, browser: Browser) -> None:
    wanted = stand.world.harvesters[0]
    with reading(browser) as reader:
        reader.go(f"{stand.url}/clients")
        assert reader.page.locator("#found tbody tr").count() == 50
        reader.page.locator("#q").press_sequentially(wanted)
        expect(reader.page.locator("#found tbody tr")).to_have_count(1)
        expect(reader.page.locator("#told")).to_contain_text("fit the search")
        expect(reader.page).to_have_url(re.compile(f"q={wanted}"))
        assert reader.page.evaluate("document.activeElement.id") == "q"
        assert reader.page.locator("#q").input_value() == wanted
        assert reader.wrong == []


def test_times_are_the_readers(stand: Stand, browser: Browser) -> None:
    with reading(browser) as reader:
        reader.go(f"{stand.url}/clients")
        told = reader.page.locator("time").first
        assert "UTC" in str(told.get_attribute("title"))
        assert told.inner_text().endswith(("GMT+1", "GMT+2", "CET", "CEST"))


@pytest.mark.parametrize("role", list(Role))
def test_each_role_finds_only_links_that_answer(stand: Stand, browser: Browser, role: Role) -> None:
    stand.door.role = role
    try:
        with reading(browser) as reader:
            reader.go(f"{stand.url}/")
            links = reader.page.eval_on_selector_all("nav a", "all => all.map((one) => one.getAttribute('href'))")
            assert {path: reader.go(stand.url + path).status for path in links} == dict.fromkeys(links, 200)
    finally:
        stand.door.role = Role.ADMIN
