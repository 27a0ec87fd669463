"""The made site: its roles, its routes and the browsers of its visitors."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from headcount.lab.world import Route

ROLES = ("consumer", "merchant", "staff", "device", "partner", "crawler", "job")
CONSUMER, MERCHANT, STAFF, DEVICE, PARTNER, CRAWLER, JOB = range(len(ROLES))

ROUTES = (
    Route("/"),
    Route("/search"),
    Route("/people/{}", kinds=("name", "nickname")),
    Route("/api/profile?id={}", kinds=("name", "phone")),
    Route("/people/{}/friends", kinds=("name",)),
    Route("/order/evaluate?buyer={}", kinds=("nickname", "phone")),
    Route("/desk/customers/{}", kinds=("name", "phone", "address")),
    Route("/station/parcels/{}", kinds=("name", "phone", "address")),
    Route("/partner/v1/people/{}", kinds=("name",)),
    Route("/contacts/lookup?phone={}", phone=True, kinds=("name", "phone")),
    Route("/export/people/{}", kinds=("name", "phone", "address")),
)
HOME, SEARCH, PROFILE, API, FRIENDS, RATING, DESK, PARCEL, PARTNER_API, LOOKUP, EXPORT = range(len(ROUTES))


def route(template: str) -> int:
    """The index of the route with this template."""
    return next(n for n, page in enumerate(ROUTES) if page.template == template)


CRAWLERS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
)
"""Search engines that say what they are: the first of `AGENTS`."""
SCANNER = len(CRAWLERS)
"""Index of the user agent of the stations' scanners."""
BULK = SCANNER + 1
"""Index of the user agent of partners' programs."""
APP = BULK + 1
"""Index of the site's own mobile app."""

_BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.{minor}.0 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 1{minor}; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.0.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 1{ios}_{patch} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (X11; Linux x86_64; rv:{major}.{minor}) Gecko/20100101 Firefox/{major}.{minor}",
)

AGENTS = (
    *CRAWLERS,
    "ParcelScanner/4.2 (station terminal)",
    "ExamplePartner/2.0",
    "ExampleApp/7.1 (Android 15)",
    *(
        text.format(major=major, minor=minor, ios=minor + 5, patch=major - 90)
        for major in range(90, 140)
        for minor in range(3)
        for text in _BROWSERS
    ),
)
"""User agents: crawlers, scanners, partners, the app, then browsers, the most common first."""


@cache
def _common() -> NDArray[np.float64]:
    """How common each browser and those before it are."""
    weight = np.arange(1, len(AGENTS) - APP) ** -0.9
    return np.cumsum(weight / weight.sum())


def browsers(rng: np.random.Generator, number: int) -> NDArray[np.int32]:
    """`number` browsers as people have them: few are common, many are rare."""
    drawn = np.searchsorted(_common(), rng.random(number)).astype(np.int32)
    return np.minimum(drawn, len(AGENTS) - APP - 2).astype(np.int32) + np.int32(APP + 1)
