"""The made-up shop: its routes, its readers' browsers, how it answers, and how its log is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

if TYPE_CHECKING:
    from visitors import Rows


class Route(NamedTuple):
    """One kind of request."""

    name: str
    template: str
    """The request target; `{}` takes the number, `{name}` a name made of it."""
    share: float
    """Of the crowd's requests."""
    size: int
    """How many different identifiers there are."""
    own: bool = False
    """People ask for their own only."""
    family: int = 0
    """Routes of one family show the same things, so that one's favourites are the same there."""
    method: str = "GET"
    referer: str = "-"


ROUTES = (
    Route("script", "/static/js/app.{}.js", 0.09, 97, family=1, referer="https://shop.example/"),
    Route("style", "/static/css/site.{}.css", 0.05, 31, family=1, referer="https://shop.example/"),
    Route("picture", "/img/p/{}.jpg", 0.15, 300_000, family=2, referer="https://shop.example/items"),
    Route("home", "/", 0.05, 1),
    Route("search", "/search?q=w{}&page=1", 0.08, 50_000, family=3, referer="https://shop.example/"),
    Route("item", "/items/{}", 0.17, 300_000, family=2, referer="https://shop.example/search"),
    Route("rating", "/orders/{}/rating", 0.07, 3_000_000, family=4),
    Route("order", "/orders/{}", 0.07, 3_000_000, own=True, family=4, referer="https://shop.example/me/orders"),
    Route("member", "/u/{name}", 0.06, 2_000_000, family=5, referer="https://shop.example/items"),
    Route("evaluate", "/order/evaluate?buyer={}", 0.06, 2_000_000, family=5),
    Route("profile", "/api/profile?id={}&fields=nick,city", 0.05, 2_000_000, family=5),
    Route("cart", "/cart", 0.05, 1),
    Route("me", "/me", 0.03, 1),
    Route("login", "/login", 0.02, 1, method="POST", referer="https://shop.example/login"),
    Route("health", "/healthz", 0.0, 1),
)
INDEX = {route.name: n for n, route in enumerate(ROUTES)}
SHARES = np.cumsum([route.share for route in ROUTES]) / sum(route.share for route in ROUTES)
SIZES = np.array([route.size for route in ROUTES], np.int64)
OWN = np.array([route.own for route in ROUTES])
FAMILY = np.array([route.family for route in ROUTES], np.int64)
FAMILIES = int(FAMILY.max()) + 1

_DAILY = 1 + 0.85 * np.sin((np.arange(24) - 9) / 24 * 2 * np.pi)
HOURS = _DAILY / _DAILY.sum()
"""Share of the sessions that begin in each hour, UTC."""

GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
BINGBOT = "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"

_BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 1{}; SM-S9{}B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 1{}_{} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/{}.{} Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:{}.0) Gecko/20100101 Firefox/{}.0",
)

_SYLLABLES = ("ma", "ri", "no", "ta", "ke", "lu", "so", "vi", "da", "pe", "ju", "an")
_FIRST_NAMES = [a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES]


def browsers() -> tuple[list[str], NDArray[np.float64]]:
    """500 user agents and how common each is."""
    agents = []
    for n in range(100):
        for text in _BROWSERS:
            if "Android" in text:
                agents.append(text.format(n % 6, 10 + n))
            elif "iPhone" in text or "Macintosh" in text:
                agents.append(text.format(10 + n // 10 if "Mac OS X 10" in text else n // 10, n % 10))
            else:
                agents.append(text.format(60 + n, 60 + n) if "rv:" in text else text.format(60 + n))
    weight = np.arange(1, len(agents) + 1) ** -0.9
    return agents, weight / weight.sum()


def made_up_addresses(rng: np.random.Generator, n: int) -> list[str]:
    """`n` different addresses, dotted, outside the reserved and documentation ranges."""
    first = np.array([octet for octet in range(11, 220) if octet not in {100, 127, 169, 172, 192, 198, 203}])
    drawn = rng.choice(first, 2 * n).astype(np.int64) << 24 | rng.integers(256, 1 << 24, 2 * n)
    several = rng.permutation(np.array(sorted(set(drawn.tolist()))))[:n].tolist()
    return [f"{x >> 24}.{x >> 16 & 255}.{x >> 8 & 255}.{x & 255}" for x in several]


def answer(rng: np.random.Generator, rows: Rows, first_special: int) -> None:
    """Fill in status and size: 2 % are not there; the special clients keep no cache and meet no errors."""
    n = len(rows.second)
    draw = rng.random(n)
    usual = np.select([draw < 0.02, draw < 0.055, draw < 0.06, draw < 0.065], [404, 304, 302, 500], 200)
    rows.status = np.where(rows.address >= first_special, np.where(draw < 0.02, 404, 200), usual)
    rows.status[rows.route == INDEX["health"]] = 200
    rows.size = np.where(rows.status == 304, 0, rng.integers(200, 30_000, n))


class Names:
    """The texts behind the numbers of a log, and how they become lines."""

    def __init__(self, addresses: Sequence[str], agents: Sequence[str]) -> None:
        self._address = pa.array([f"{address} - - [" for address in addresses], pa.large_string())
        self._first_name = pa.array([*_FIRST_NAMES, ""], pa.large_string())
        heads, tails = zip(
            *((f"{r.method} {r.template}".replace("{name}", "{}") + "{}").split("{}")[:2] for r in ROUTES), strict=True
        )
        self._head = pa.array([f' +0000] "{head}' for head in heads], pa.large_string())
        self._tail = pa.array([f'{tail} HTTP/1.1" ' for tail in tails], pa.large_string())
        self._number = pa.array([str(n) for n in range(30_000)], pa.large_string())
        self._end = pa.array([f' "{r.referer}" "{agent}"\n' for r in ROUTES for agent in agents], pa.large_string())
        self._clock = pa.array([f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}" for s in range(86_400)], pa.large_string())
        self._agents = len(agents)

    def render(self, rows: Rows, midnight: int) -> memoryview:
        """The log lines of one day that starts at `midnight` (Unix time)."""
        date = f"{dt.datetime.fromtimestamp(midnight, dt.UTC):%d/%b/%Y:}"
        named = rows.route == INDEX["member"]
        without = np.array(["{" not in route.template for route in ROUTES])[rows.route]
        name = np.where(named, rows.number % len(_FIRST_NAMES), len(_FIRST_NAMES))
        number = pc.if_else(pa.array(without), "", pa.array(rows.number).cast(pa.large_string()))
        lines = pc.binary_join_element_wise(
            self._address.take(pa.array(rows.address)),
            pa.scalar(date, pa.large_string()),
            self._clock.take(pa.array(rows.second)),
            self._head.take(pa.array(rows.route)),
            self._first_name.take(pa.array(name)),
            number,
            self._tail.take(pa.array(rows.route)),
            self._number.take(pa.array(rows.status)),
            pa.scalar(" ", pa.large_string()),
            self._number.take(pa.array(rows.size)),
            self._end.take(pa.array(rows.route * self._agents + rows.agent)),
            pa.scalar("", pa.large_string()),
        )
        start, end = np.frombuffer(lines.buffers()[1], np.int64)[[lines.offset, lines.offset + len(lines)]]
        return memoryview(lines.buffers()[2])[start:end]
