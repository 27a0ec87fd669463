"""Address books that honest people upload to find whom they know: mostly hits, some old numbers, one home prefix or two."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.lab import rhythm, site
from headcount.lab.population import PREFIX, Population
from headcount.lab.setting import Setting
from headcount.lab.world import SECOND, Events

_USERS = 0.1
"""Share of the consumers who ever upload their book."""


def uploads(setting: Setting, people: Population, rng: np.random.Generator, begins: NDArray[np.float64]) -> Events:
    """Look-ups by phone number; consumer n signed up on day `begins[n]`.

    A book holds lognormal(120) numbers, 10 to 3,000: mostly of people one knows, else from one's home prefixes. It is
    uploaded once to three times, in part when again. One number is one look-up, 20 a second.
    """
    user = np.flatnonzero(rng.random(len(begins)) < _USERS)
    size = np.clip(rng.lognormal(np.log(120), 0.8, len(user)), 10, 3_000).astype(np.int64)
    owner = np.repeat(np.arange(len(user)), size)
    prefixes = -(-people.phones // PREFIX)
    home = rng.integers(0, prefixes, (len(user), 2))
    local = home[owner, rng.integers(0, 2, len(owner))] * PREFIX + (PREFIX * rng.beta(0.6, 0.6, len(owner))).astype(np.int64)
    known = people.pick(rng, 0.4, None, len(owner))
    subject = np.where(rng.random(len(owner)) < 0.75, known, people.owner(np.minimum(local, people.phones - 1)))

    times = rng.integers(1, 4, len(user))
    upload_of = np.repeat(np.arange(len(user)), times)
    earliest = np.maximum(begins[user], 0)[upload_of]
    day = np.minimum(earliest + rng.random(len(upload_of)) * (setting.days - earliest), setting.days - 1).astype(np.int64)
    whole = np.concatenate([[True], upload_of[1:] != upload_of[:-1]]) | (rng.random(len(upload_of)) < 0.5)
    begin = rhythm.moments(setting, day, rhythm.hours(rng, len(day)))

    edge = np.concatenate([[0], np.cumsum(size)])
    row = np.repeat(np.arange(len(upload_of)), size[upload_of])
    place = np.arange(len(row)) - np.repeat(np.cumsum(size[upload_of]) - size[upload_of], size[upload_of])
    sent = whole[row] | (rng.random(len(row)) < 0.3)
    row, place = row[sent], place[sent]
    asked = subject[edge[upload_of[row]] + place].astype(np.int32)
    at = begin[row] + place * (SECOND // 20)
    return Events.of(at, user[upload_of[row]].astype(np.int32), asked, site.LOOKUP, found=asked < people.people)
