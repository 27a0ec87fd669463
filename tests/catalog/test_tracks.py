"""Positions, one after the other."""

from __future__ import annotations

from headcount.catalog.tracks import REASON, with_tracks
from headcount.model.kind import Kind
from tests.catalog.bodies import field

POINTS = [field("points[].lat", Kind.LOCATION_PRECISE), field("points[].lng", Kind.LOCATION_PRECISE)]
PATHS = ["id", "points[].lat", "points[].lng"]


def test_points_with_times_are_a_track() -> None:
    told = with_tracks(POINTS, [*PATHS, "points[].recordedAt", "points[].speed"])
    assert [(held.path, held.kind) for held in told] == [
        ("points[].lat", Kind.LOCATION_TRACK),
        ("points[].lng", Kind.LOCATION_TRACK),
    ]
    assert told[0].reason == f"by its name; {REASON}"
    nested = [field("trips[].points[].position.lat", Kind.LOCATION_PRECISE)]
    assert with_tracks(nested, ["trips[].points[].position.lat", "trips[].points[].time"])[0].kind is Kind.LOCATION_TRACK


def test_what_is_none() -> None:
    assert with_tracks(POINTS, PATHS) == POINTS  # no times
    assert with_tracks(POINTS, [*PATHS, "points[].time", "points[].name"]) == POINTS  # shops
    assert with_tracks(POINTS, [*PATHS, "points[].time", "points[].userId"]) == POINTS  # people, one position each
    people = [*POINTS, field("points[].phone", Kind.PHONE)]
    assert with_tracks(people, [*PATHS, "points[].time"]) == people
    alone = [field("lat", Kind.LOCATION_PRECISE)]
    assert with_tracks(alone, ["lat", "time"]) == alone
