"""Which versions of the products their makers still mend: a table with its sources, and a date when it was read."""

from __future__ import annotations

import datetime as dt
import tomllib
from functools import cache
from importlib.resources import files

import msgspec


class Line(msgspec.Struct, frozen=True):
    """One release line of a product."""

    version: str
    """Beginning of its version numbers, such as `7.2`."""
    until: dt.date | None = None
    """Last day on which it is mended; none while that is not set."""


class Product(msgspec.Struct, frozen=True):
    """A product with its release lines, newest first."""

    product: str
    source: str
    """Where its maker says so."""
    read: dt.date
    """When that was read."""
    lines: tuple[Line, ...]


@cache
def products() -> dict[str, Product]:
    """The table, by product."""
    told = tomllib.loads(files("headcount.probes").joinpath("support.toml").read_text("utf-8"))
    return {one.product: one for one in msgspec.convert(told["product"], list[Product])}


def supported(product: str, version: str, on: dt.date | None = None) -> bool | None:
    """Whether a version is still mended on a day (today unless told); None when the table does not know it."""
    known = products().get(product)
    if known is None or not version:
        return None
    for line in known.lines:
        if version == line.version or version.startswith(f"{line.version}."):
            return line.until is None or line.until >= (on or dt.datetime.now(dt.UTC).date())
    return None
