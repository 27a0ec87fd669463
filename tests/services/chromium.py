"""Debian's Chromium, driven by Playwright, and what a page may not do in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships no type information
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, sync_playwright

from tests.services.proxies import ROOT, program

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
"""Of axe-core: WCAG 2.2, levels A and AA."""
PICTURES = Path(os.environ.get("HEADCOUNT_PICTURES", ROOT / "build" / "pictures"))
"""Where screenshots are kept; CI keeps the folder."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    where = program("chromium")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=where, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Reader:
    """Somebody at a browser, and everything that went wrong on the pages they saw."""

    context: BrowserContext
    page: Page
    wrong: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    """Requests that went anywhere but to the console."""
    weights: dict[str, int] = field(default_factory=dict)
    """Bytes that came over the wire, by page."""

    def go(self, url: str) -> Response:
        """Open a page, and wait until it rests."""
        answer = self.page.goto(url)
        assert answer is not None
        self.page.wait_for_load_state("load")
        return answer

    def picture(self, name: str) -> None:
        """Keep what the page looks like."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

    def barriers(self) -> list[str]:
        """What axe-core finds in the way of people who see or move otherwise: rule and place."""
        told: dict[str, Any] = Axe().run(self.page, options=RULES).response
        return [f"{one['id']}: {node['html'][:160]}" for one in told["violations"] for node in one["nodes"]]

    def too_wide(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@contextmanager
def reading(
    browser: Browser,
    language: str = "en",
    scheme: Literal["light", "dark"] = "light",
    width: int = 1280,
    *,
    scripts: bool = True,
) -> Iterator[Reader]:
    """A reader with a fresh browser profile."""
    context = browser.new_context(
        locale="zh-CN" if language == "zh" else "en-GB",
        timezone_id="Europe/Berlin",
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
        java_script_enabled=scripts,
        accept_downloads=True,
        reduced_motion="reduce",
    )
    reader = Reader(context, context.new_page())

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            reader.wrong.append(f"{reader.page.url}: {message.text}")

    def failed(request: Request) -> None:
        if not request.url.endswith("/events") and request.failure != "net::ERR_ABORTED":  # hung up on when the page is left
            reader.wrong.append(f"{reader.page.url}: {request.url} failed ({request.failure})")

    def asked(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            reader.outside.append(request.url)

    reader.page.on("console", said)
    reader.page.on("pageerror", lambda error: reader.wrong.append(f"{reader.page.url}: {error}"))
    reader.page.on("requestfailed", failed)
    reader.page.on("request", asked)
    yield reader
    context.close()
