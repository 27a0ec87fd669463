from __future__ import annotations

import numpy as np

from headcount.lab import site
from headcount.lab.honest import address_books
from headcount.lab.world import DAY
from tests.lab.made_site import SETTING, people


def test_books_are_mostly_hits_and_are_sent_twenty_a_second() -> None:
    begins = np.full(4_000, -1.0)
    sent = address_books.uploads(SETTING, people(), np.random.default_rng(1), begins)
    users = set(sent.client.tolist())
    assert 330 < len(users) < 470
    assert set(sent.route.tolist()) == {site.LOOKUP}
    assert 0.8 < sent.found.mean() < 0.95
    assert np.array_equal(sent.found, sent.subject < people().people)
    one = sent.take(sent.client == sent.client[0])
    assert set(np.diff(one.at[:9]).tolist()) <= {50_000 * n for n in range(1, 40)}


def test_nobody_sends_one_before_signing_up() -> None:
    begins = np.full(4_000, 8.0)
    sent = address_books.uploads(SETTING, people(), np.random.default_rng(1), begins)
    assert sent.at.min() >= round(SETTING.first.timestamp()) * 1_000_000 + 8 * DAY
