from __future__ import annotations

import dataclasses

import numpy as np

from headcount.lab import site
from headcount.lab.honest.staff import CENTRES, Staff
from tests.lab.made_site import SETTING, people


def test_call_centres_are_few_addresses_with_many_people_and_three_browsers() -> None:
    part = Staff().come(dataclasses.replace(SETTING, clients=20_000), people(), np.random.default_rng(1))
    assert len(part.clients) == 280
    assert len(set(part.clients.address.tolist())) == CENTRES
    assert len(set(part.clients.agent.tolist())) <= CENTRES


def test_supervisors_look_without_a_case_and_the_others_hardly() -> None:
    part = Staff().come(dataclasses.replace(SETTING, clients=20_000), people(), np.random.default_rng(1))
    desk = part.events.take(part.events.route == site.DESK)
    seen = np.bincount(desk.client, minlength=280)
    share = np.bincount(desk.client, weights=~desk.reason, minlength=280) / seen
    assert 3 <= (share > 0.18).sum() <= 16
    assert np.median(share) < 0.05


def test_a_report_is_one_answer_of_many_people() -> None:
    part = Staff().come(dataclasses.replace(SETTING, clients=20_000), people(), np.random.default_rng(1))
    report = part.events.take(part.events.route == site.EXPORT)
    sizes = np.unique(report.at, return_counts=True)[1]
    assert len(sizes) > 2
    assert sizes.min() >= 50
    assert sizes.max() <= 1_000
    assert report.reason.all()
