"""When honest clients come: days of the week, growth, sale days, the hours of people and of programs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.lab.setting import Setting
from headcount.lab.world import DAY, SECOND

WEEK = np.array([1.0, 1.0, 1.0, 1.0, 1.05, 1.25, 1.25])
"""How much likelier a private visit is, by weekday from Monday."""
SALE_VISITS, SALE_VOLUME = 2.2, 3.0
"""On a sale day: as many times more visitors, and as many times more pages each."""


def on_sale(setting: Setting, day: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether these days are sale days."""
    if setting.sale_day is None:
        return np.zeros(len(day), np.bool_)
    return (day >= setting.sale_day) & (day < setting.sale_day + 2)


def grown(setting: Setting, day: NDArray[np.int64]) -> NDArray[np.float64]:
    """Traffic of these days against the first."""
    return 1 + setting.growth * day / setting.days


def busier(setting: Setting, day: NDArray[np.int64]) -> NDArray[np.float64]:
    """Pages of a client on these days against an ordinary day."""
    return np.where(on_sale(setting, day), SALE_VOLUME, 1.0) * grown(setting, day)


def active_days(
    setting: Setting,
    rng: np.random.Generator,
    chance: NDArray[np.float64],
    begins: NDArray[np.float64] | None = None,
    *,
    private: bool = True,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """(client, day) of each active day. `chance`: of being there on an ordinary day; `begins`: day of sign-up.

    Private visits follow the week, growth and sales; working days do not.
    """
    days = np.arange(setting.days)
    weight = np.ones(setting.days)
    if private:
        weight = WEEK[(setting.first.weekday() + days) % 7] * grown(setting, days)
        weight = np.where(on_sale(setting, days), weight * SALE_VISITS, weight)
    client, day = np.nonzero(rng.random((len(chance), setting.days)) < np.minimum(chance[:, None] * weight, 0.97))
    if begins is not None:
        there = day >= np.floor(begins[client])
        client, day = client[there], day[there]
    return client, day


def hours(rng: np.random.Generator, number: int, *, work: bool = False) -> NDArray[np.float64]:
    """Times of day as a share of the day: working hours and evening; at work nearly only the former."""
    at_work = rng.random(number) < (0.95 if work else 0.45)
    return np.mod(np.where(at_work, rng.normal(13.5, 3, number), rng.normal(20.5, 2, number)), 24) / 24


def moments(setting: Setting, day: NDArray[np.int64], share: NDArray[np.float64]) -> NDArray[np.int64]:
    """Microseconds since 1970 of these days and shares of the day (0 to 1)."""
    start = round(setting.first.timestamp()) * SECOND
    return start + day * DAY + (np.clip(share, 0, 0.999999) * DAY).astype(np.int64)
