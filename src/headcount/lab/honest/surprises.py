"""What makes honest people look like harvesters for a while: a viral day, lists, the app's prefetching, a new feature."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from headcount.lab import site
from headcount.lab.population import CATEGORIES, Population
from headcount.lab.setting import Setting
from headcount.lab.world import DAY, SECOND, Events

AHEAD = 8
"""People whom the app fetches with one list."""
VIRAL_PEOPLE, VIRAL_DAYS, VIRAL_SHARE = 30, 3, 0.15


def viral(setting: Setting, people: Population, rng: np.random.Generator, events: Events) -> Events:
    """The same views, but on the viral days some of them go to people from the very end of the ranks."""
    if setting.viral_day is None:
        return events
    begin = round(setting.first.timestamp()) * SECOND + setting.viral_day * DAY
    picked = (events.at >= begin) & (events.at < begin + VIRAL_DAYS * DAY) & (rng.random(len(events)) < VIRAL_SHARE)
    chosen = rng.integers(0, VIRAL_PEOPLE, len(events))
    famous = people.ranked(chosen % CATEGORIES, people.depth - 1 - chosen // CATEGORIES)
    return dataclasses.replace(
        events, subject=np.where(picked, famous, events.subject).astype(np.int32), reason=events.reason & ~picked
    )


def lists(
    people: Population, rng: np.random.Generator, events: Events, app: NDArray[np.bool_], category: NDArray[np.int64]
) -> Events:
    """What lists show beside what was asked for.

    The app fetches the people of a list page of its category when it opens it, within two seconds; some pages of the
    web show a few neighbouring numbers.
    """
    opened = np.flatnonzero(app & (rng.random(len(events)) < 0.06))
    page = np.minimum(rng.geometric(0.3, len(opened)) - 1, max(people.depth // AHEAD - 1, 0))
    each = np.repeat(opened, AHEAD)
    place = np.tile(np.arange(AHEAD), len(opened))
    ahead = people.ranked(category[each], np.repeat(page, AHEAD) * AHEAD + place)
    at = events.at[each] + place * 200_000 + rng.integers(0, 100_000, len(each))
    neighbour = np.flatnonzero(~app & (rng.random(len(events)) < 0.002))
    row = np.repeat(neighbour, 3)
    beside = events.subject[row] + np.tile(np.arange(1, 4, dtype=np.int32), len(neighbour))
    beside_at = events.at[row] + np.tile(np.arange(1, 4), len(neighbour)) * SECOND
    keep = (beside < people.people) & ~np.isin(beside, people.canaries())
    return Events.of(
        np.concatenate([at, beside_at[keep]]),
        np.concatenate([events.client[each], events.client[row[keep]]]),
        np.concatenate([ahead, beside[keep]]),
        np.repeat(np.array([site.API, site.PROFILE], np.int8), [len(each), int(keep.sum())]),
    )


def friends(setting: Setting, people: Population, rng: np.random.Generator, events: Events) -> Events:
    """Uses of the new feature, by a sixth of the views from its day on: friends of the people viewed, less popular ones."""
    if setting.feature_day is None:
        return events.take(slice(0, 0))
    begin = round(setting.first.timestamp()) * SECOND + setting.feature_day * DAY
    picked = np.flatnonzero((events.at >= begin) & (rng.random(len(events)) < 1 / 6))
    subject = people.pick(rng, 0.7, None, len(picked))
    at = events.at[picked] + rng.integers(5, 60, len(picked)) * SECOND
    return Events.of(at, events.client[picked], subject, site.FRIENDS)
