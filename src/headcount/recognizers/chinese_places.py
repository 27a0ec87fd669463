"""Provinces and prefecture-level cities of China, as addresses begin with them."""

from __future__ import annotations

import functools
import re
import tomllib
from importlib import resources


@functools.cache
def place() -> re.Pattern[str]:
    """A province or a prefecture-level city of `tables/chinese_places.toml`, without the word for its level."""
    table = tomllib.loads(resources.files("headcount.recognizers").joinpath("tables", "chinese_places.toml").read_text("utf-8"))
    names = set(table["provinces"].split()) | set(table["cities"].split())
    return re.compile("|".join(sorted(names, key=lambda name: (-len(name), name))))
