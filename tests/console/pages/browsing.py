"""A browser for one page over made parts, and what a page says."""

from __future__ import annotations

import html
import re
from pathlib import Path

import msgspec
from starlette.testclient import TestClient

from headcount.console.app import Console
from headcount.console.door import OpenDoor
from headcount.console.interface import Parts, Role
from headcount.console.pages.interface import Page
from headcount.incident.cases import Cases
from headcount.model.incident import Signal
from tests.console.made_parts import DAY, NOW


def opened(page: Page, parts: Parts, role: Role = Role.ANALYST, language: str = "en") -> TestClient:
    """Everybody who comes is of this role; redirections are not followed, and a mistake is a page."""
    console = Console(parts, OpenDoor(role, language=language), [page])
    return TestClient(console.application, raise_server_exceptions=False, follow_redirects=False)


def text(page: str) -> str:
    """What is read in the main part: no tags, white space as one space."""
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2])))


def hear(folder: Path, *signals: Signal) -> None:
    """Have the incidents in `folder` hear of findings of the last nine days, a day ago."""
    with Cases(folder / "people.incidents") as cases:
        cases.hear([msgspec.structs.replace(one, first=NOW - 9 * DAY, last=NOW - DAY) for one in signals], at=NOW - DAY)
