"""What Chinese names are made of: surnames, characters of given names, words that only look like names."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources

from headcount.model.masking import COMPOUND_SURNAMES


@dataclass(frozen=True, slots=True)
class ChineseNames:
    """The table `tables/chinese_names.toml`."""

    common: frozenset[str]
    """Surnames of about nine in ten people, in both scripts."""
    surnames: frozenset[str]
    """All surnames of one character."""
    given: frozenset[str]
    """Characters of given names; a name with others is found with less certainty."""
    words: frozenset[str]
    """Words that begin with a surname's character and are no names."""


@functools.cache
def chinese_names() -> ChineseNames:
    """The table, read once."""
    table = tomllib.loads(resources.files("headcount.recognizers").joinpath("tables", "chinese_names.toml").read_text("utf-8"))
    common = frozenset(table["common_surnames"]) - {"\n"}
    return ChineseNames(
        common=common,
        surnames=common | (frozenset(table["rare_surnames"]) - {"\n"}),
        given=frozenset(table["given"]) - {"\n"},
        words=frozenset(table["words"].split()),
    )


def surname(name: str) -> int:
    """How many characters of `name` are a surname: 0, 1 or 2.

    >>> surname("欧阳修"), surname("李白"), surname("的士")
    (2, 1, 0)
    """
    names = chinese_names()
    if name[:2] in COMPOUND_SURNAMES and len(name) > 2:
        return 2
    return 1 if name[:1] in names.surnames else 0
