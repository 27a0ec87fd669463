"""Who says of itself, in its User-Agent, that it is a crawler. A claim, not a proof: `verify` checks it.

Two ways to declare: the name of a known crawler, monitor or feed reader (`tables/crawlers.tsv`, made by
`update/crawlers.py`), or the custom of calling oneself a bot, crawler or spider, or of leaving a contact as `+http://...`.
Libraries, automated browsers, scanners and copiers (curl, python-requests, HeadlessChrome, sqlmap) declare nothing: their
name tells how somebody asks, not who asks.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

MAX_NAME = 40
"""Characters of a name that was taken from a user agent."""

_KEY = 3
_URL = re.compile(r"\+?(?:https?://|www\.)[^\s;,)]*|[\w.+-]+@[\w.-]+", re.IGNORECASE)
_CONTACT = re.compile(r"\+\s?https?://", re.IGNORECASE)
_SELF_NAMED = re.compile(
    r"[\w.!-]*(?:(?<!cu)bot|crawler|spider|scraper|probe|health-?check(?:er)?)s?(?![A-Za-z])[\w!-]*(?:\.\w*[A-Za-z]\w*)*",
    re.IGNORECASE,
)
_PRODUCT = re.compile(r"([A-Za-z][\w.!-]*(?: [A-Za-z][\w.!-]*){0,3})(?=[/ ]v?\d|\s*$|\s*[;(),])")
_ORDINARY = re.compile(
    r"(?:Mozilla|AppleWebKit|KHTML|like|Gecko|Version|Mobile|Safari|Chrome|Chromium|Firefox|Edge?|Opera|OPR|Trident|MSIE|compatible"
    r"|Windows|NT|Macintosh|Intel|Mac|OS|X|X11|Linux|Ubuntu|Android|iPhone|iPad|CPU|rv|U|Win64|WOW64|x86_64|x64"
    r"|en-US|en)\b[ \w./-]*",
    re.IGNORECASE,
)
_BARE = {
    "bot",
    "bots",
    "robot",
    "crawler",
    "spider",
    "scraper",
    "probe",
    "healthcheck",
    "healthchecker",
    "health-check",
    "health-checker",
}


@dataclass(frozen=True, slots=True)
class _Mark:
    text: str
    at_start: bool
    tool: bool
    name: str


@functools.cache
def _marks() -> dict[str, tuple[_Mark, ...]]:
    """The table by the first three characters of the mark, longest first; the first letter in either case."""
    table = resources.files("headcount.catalog").joinpath("tables", "crawlers.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")][1:]
    known = {row[0].removeprefix("^") for row in rows}
    index: dict[str, list[_Mark]] = {}
    for mark, kind, name in rows:
        text = mark.removeprefix("^")
        for spelling in (text, *({text[0].swapcase() + text[1:]} - known)):
            index.setdefault(spelling[:_KEY], []).append(_Mark(spelling, mark != text, kind == "tool", name))
    return {key: tuple(sorted(marks, key=lambda m: -len(m.text))) for key, marks in index.items()}


def _listed(agent: str) -> list[_Mark]:
    """The marks that stand in `agent` at the beginning of a word."""
    marks, found = _marks(), []
    for at in range(len(agent) - _KEY + 1):
        for mark in marks.get(agent[at : at + _KEY], ()):
            if agent.startswith(mark.text, at) and (
                at == 0 if mark.at_start else at == 0 or not (agent[at - 1].isalnum() and agent[at].isalnum())
            ):
                found.append(mark)
                break
    return found


def _self_named(agent: str, tools: Sequence[_Mark]) -> str | None:
    """The name in an agent that calls itself a crawler or leaves a contact; None when it does neither."""
    plain = _URL.sub("", agent)
    for tool in tools:
        plain = re.sub(re.escape(tool.text) + r"[\w.-]*(?:/[\w.]+)?", " ", plain)
    own = [match.group().strip(".-!") for match in _SELF_NAMED.finditer(plain)]
    if named := [name for name in own if name.lower() not in _BARE]:
        return named[0]
    contact = _CONTACT.search(agent)
    if not own and contact is None:
        return None
    products = (match.group(1).strip() for match in _PRODUCT.finditer(plain))
    candidates = [product for product in products if not _ORDINARY.fullmatch(product)]
    if candidates:
        return candidates[0]
    return own[0] if own else None


def _declared(agent: str) -> str | None:
    marks = _listed(agent)
    crawlers = [mark for mark in marks if not mark.tool]
    if crawlers:
        return max(crawlers, key=lambda mark: len(mark.text)).name
    name = _self_named(agent, [mark for mark in marks if mark.tool])
    return name[:MAX_NAME].strip() if name else None


def declared(user_agents: Sequence[bytes | str]) -> list[str | None]:
    """Who each user agent says it is, such as `Googlebot`, `AhrefsBot` or `UptimeRobot`; None when it declares nothing.

    Meant for the distinct user agents of a log (about 20 microseconds each). Bytes that are not UTF-8 are read as Latin-1.

    >>> declared(["Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "Mozilla/5.0 (X11) Firefox/140.0"])
    ['bingbot', None]
    """
    return [_declared(agent if isinstance(agent, str) else _text(agent)) for agent in user_agents]


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
