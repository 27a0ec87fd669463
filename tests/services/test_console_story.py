"""A morning with the console, in a real browser, with a real service and a real gate behind it.

The first admin comes in by the link on the terminal and invites a privacy officer. The officer finds the harvester of the made
site, reads its page, masks it, and the gate says so; opens the incident, takes out the pack and a notice, reads Chinese, leaves.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import re
import struct
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from headcount import cli
from headcount.lab.making import make
from headcount.lab.scenarios.interface import Scenario
from headcount.policy.keys import hash_key
from tests.console.conftest import ACCOUNTS, DAYS, PEOPLE, _harvesters
from tests.services import proxies
from tests.services.chromium import Reader, chromium, reading
from tests.services.proxies import ADDRESS, KEY, Child, GateProcess, free_port, until

PASSWORD = "three violet otters swim"
MORE = """
[[taps]]
kind = "file"
paths = ["{folder}/access.log"]

[serve]
listen = "{address}:{serve}"
ledger = "{folder}/people.ledger"
keys = ["{hash}"]
detect_every = "10s"

[console]
listen = "{address}:{console}"
"""


@dataclass
class Site:
    """The made site with all of headcount around it."""

    folder: Path
    serve: Child
    gate: GateProcess
    url: str
    harvester: str

    def decided(self, account: str) -> str:
        """What the gate says of a request of this account, as nginx asks it."""
        asked = {
            "X-Original-Uri": "/people/17",
            "X-Original-Method": "GET",
            "X-Real-IP": "192.0.2.7",
            "X-Headcount-Account": account,
            "Authorization": f"Bearer {KEY}",
        }
        _, headers = self.gate.headers("/decide/nginx", asked)
        return headers.get("x-headcount-action", "")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("morning") / "site"
    case = Scenario("console", "Two harvesters, and one who comes upon canaries.", _harvesters)
    truth, _ = make(case, PEOPLE, ACCOUNTS, DAYS, 7, folder, "combined")
    serve, console = free_port(), free_port()
    settings = {"folder": folder, "address": ADDRESS, "serve": serve, "console": console, "hash": hash_key(KEY)}
    file = folder / "headcount.toml"
    file.write_text(file.read_text("utf-8") + MORE.format(**settings), "utf-8")
    assert cli.main(["incident", "key", "--ledger", str(folder / "people.ledger")]) == 0
    scanned = ["scan", str(folder / "access.log"), "--config", str(file), "--ledger", str(folder / "people.ledger"), "--quiet"]
    assert cli.main(scanned) == 3
    command = [sys.executable, "-m", "headcount", "serve", "--config", "headcount.toml"]
    with ExitStack() as stack:
        child = stack.enter_context(proxies.running(command, folder, lambda: proxies.fetch(console, "/sign-in")))
        gate = stack.enter_context(proxies.gate(folder / "gate", over_socket=False, serve_port=serve))
        yield Site(folder, child, gate, f"http://{ADDRESS}:{console}", truth.harvests[0].clients[0])


def _code(secret: str) -> str:
    """The six digits of an authenticator app (RFC 6238: HMAC-SHA1, 30 seconds)."""
    key = base64.b32decode(secret.replace(" ", "").upper() + "=" * (-len(secret.replace(" ", "")) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def _choose(reader: Reader, link: str, login: str = "") -> None:
    """Come in by a link for the first time: password, authenticator app, recovery codes."""
    page = reader.page
    reader.go(link)
    if login:
        page.get_by_label("Login").fill(login)
    page.get_by_label("Password, at least 12 characters").fill(PASSWORD)
    page.get_by_label("The same again").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("Set up a second factor")
    page.get_by_label("Six digits").fill(_code(page.locator("code.key").inner_text()))
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("h1")).to_have_text("Recovery codes")
    page.get_by_role("link", name="Go on").click()


def _sign_out(page: Page) -> None:
    page.locator("header form button").click()
    page.wait_for_url("**/sign-in*")


def _invited(site: Site, browser: Browser) -> str:
    """The admin makes a privacy officer; the link for them."""
    [link] = set(re.findall(rf"{re.escape(site.url)}/\S+", site.serve.log()))
    with reading(browser) as admin:
        _choose(admin, link, "root")
        admin.picture("story-1-first-morning")
        assert admin.go(link).status in {404, 410}, "it works once"
        admin.wrong.clear()  # the browser says that this was no success
        admin.go(f"{site.url}/users")
        admin.page.locator("#login").fill("officer")
        admin.page.locator('input[name="role"][value="privacy_officer"]').check()
        admin.page.get_by_role("button", name="Make a link").click()
        told = site.url + admin.page.locator("section.done code").inner_text()
        admin.picture("story-2-users")
        _sign_out(admin.page)
        assert admin.wrong == []
        return told


def test_a_morning(site: Site, browser: Browser) -> None:
    assert site.decided(site.harvester) == "allow"
    link = _invited(site, browser)
    with reading(browser) as officer:
        page = officer.page
        _choose(officer, link)

        # Today says what waits.
        officer.go(f"{site.url}/")
        expect(page.locator("main")).to_contain_text(site.harvester)
        officer.picture("story-3-today")

        # Find the harvester, and read its page.
        page.keyboard.press("g")
        page.keyboard.press("c")
        page.wait_for_url("**/clients")
        page.keyboard.press("/")
        page.keyboard.type(site.harvester)
        page.keyboard.press("Enter")
        page.get_by_role("link", name=site.harvester, exact=True).first.click()
        expect(page.locator("h1")).to_contain_text(site.harvester)
        page.wait_for_selector(".plot.drawn canvas")
        officer.picture("story-4-client")

        # Mask it; the gate says so.
        page.get_by_text("Set a verdict").click()
        page.locator('input[name="action"][value="mask"]').check()
        page.locator('form[action="/verdicts"] button').last.click()
        expect(page.locator(".standing .state")).to_have_count(1)
        until(lambda: site.decided(site.harvester) == "mask", "the gate hears of it")
        assert site.decided("somebody-else") == "allow"
        officer.picture("story-5-masked")

        _take_out(site, officer)
        _leave_in_chinese(site, officer)
        assert officer.wrong == []
        assert officer.outside == []


def _take_out(site: Site, officer: Reader) -> None:
    """The incident, its pack and a notice."""
    page = officer.page
    officer.go(f"{site.url}/incidents?text={site.harvester}")
    page.locator("main a", has_text=site.harvester).first.click()
    page.wait_for_url(re.compile(r"/incidents/\d+"))
    number = page.url.rpartition("/")[2].partition("?")[0]
    officer.picture("story-6-incident")
    officer.go(f"{site.url}/incidents/{number}/take/pack")
    page.get_by_label(re.compile("Type the number")).fill(number)
    with page.expect_download() as taken:
        page.get_by_role("button", name="Make the pack").click()
    pack = Path(taken.value.path()).read_bytes()
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(pack)).namelist()
    officer.go(f"{site.url}/incidents/{number}/notices")
    page.locator("main table a").first.click()
    expect(page.locator("main .notice")).to_be_visible()
    officer.picture("story-7-notice")
    with page.expect_download() as written:
        page.locator('button[name="format"]').first.click()
    assert len(Path(written.value.path()).read_bytes()) > 500


def _leave_in_chinese(site: Site, officer: Reader) -> None:
    page = officer.page
    page.locator("header").get_by_role("link", name="简体中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    officer.go(f"{site.url}/")
    officer.picture("story-8-chinese")
    _sign_out(page)
    page.goto(f"{site.url}/clients")
    assert "/sign-in" in page.url
