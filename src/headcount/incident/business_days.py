"""Working days of a country: Monday to Friday, without its public holidays (of the package `holidays`)."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Container

from headcount.errors import ConfigError


def after(day: dt.date, n: int, country: str) -> dt.date:
    """The n-th working day after `day`, which itself is not counted.

    Args:
        day: where the counting starts.
        n: how many working days, 0 or more; 0 is the day itself.
        country: ISO 3166-1 code. Holidays of regions and towns, and bank holidays that are not public, are working days here.

    Raises:
        ConfigError: `headcount[incident]` is not installed, or it does not know the country.
    """
    for _ in range(n):
        day += dt.timedelta(days=1)
        while not working(day, country):
            day += dt.timedelta(days=1)
    return day


def working(day: dt.date, country: str) -> bool:
    """Whether people work on that day."""
    return day.weekday() < 5 and day not in _holidays(country, day.year)


@functools.cache
def _holidays(country: str, year: int) -> Container[dt.date]:
    try:
        import holidays  # noqa: PLC0415 - of the extra headcount[incident], needed by few laws
    except ImportError as error:
        raise ConfigError("working days need the package holidays: install headcount[incident]") from error
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError as error:
        raise ConfigError(f"the holidays of {country} are not known to the package holidays") from error
