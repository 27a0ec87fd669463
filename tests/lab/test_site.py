from __future__ import annotations

import numpy as np

from headcount.catalog.crawlers import declared
from headcount.lab import site


def test_constants_name_the_rows_they_stand_for() -> None:
    assert site.ROLES[site.STAFF] == "staff"
    assert site.ROLES[site.CRAWLER] == "crawler"
    assert site.ROUTES[site.RATING].template == "/order/evaluate?buyer={}"
    assert site.ROUTES[site.EXPORT].template == "/export/people/{}"
    assert site.route("/contacts/lookup?phone={}") == site.LOOKUP
    assert site.AGENTS[site.SCANNER].startswith("ParcelScanner")
    assert site.AGENTS[site.APP].startswith("ExampleApp")


def test_only_search_engines_say_that_they_are_crawlers() -> None:
    said = declared(list(site.AGENTS))
    assert [name is not None for name in said] == [True] * 3 + [False] * (len(site.AGENTS) - 3)
    assert len(set(site.AGENTS)) == len(site.AGENTS)


def test_few_browsers_are_common() -> None:
    drawn = site.browsers(np.random.default_rng(1), 20_000)
    assert drawn.min() == site.APP + 1
    assert drawn.max() == len(site.AGENTS) - 1
    count = np.bincount(drawn)
    assert count.argmax() == site.APP + 1
    assert count.max() > 10 * np.median(count[site.APP + 1 :])
