from __future__ import annotations

from headcount.lab import site
from headcount.lab.harvesters.bulk_dump import BulkDump
from tests.lab.made_site import harvested, taken


def test_one_answer_shows_all_of_them() -> None:
    world = harvested(BulkDump(people=1_500))
    harvest = taken(world)
    assert len(set(harvest.subject.tolist())) == len(harvest) == 1_500
    assert len(set(harvest.at.tolist())) == 1
    assert set(harvest.route.tolist()) == {site.EXPORT}


def test_there_are_not_more_people_than_there_are() -> None:
    assert len(taken(harvested(BulkDump(people=50_000)))) == 4_000
