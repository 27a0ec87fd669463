from __future__ import annotations

from headcount.lab.harvesters import HARVESTERS
from headcount.lab.lineup import CAMPAIGNS, SOLO, scenes

APART = {"export_job"}
"""Known jobs are judged by their own past alone: no rule of the comparison could find them among visitors."""


def test_the_first_scene_has_those_who_are_alone() -> None:
    assert list(scenes(2, campaigns=True)) == ["alone", *CAMPAIGNS]
    assert scenes(2, campaigns=True)["alone"] == SOLO * 2
    assert list(scenes(1, campaigns=False)) == ["alone"]


def test_every_pattern_of_the_shelf_comes() -> None:
    assert {one.name for one in (*SOLO, *CAMPAIGNS.values())} == {one.name for one in HARVESTERS} - APART
