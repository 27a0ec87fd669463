"""What is known of words that people are called by in Latin script, and what is known to be no name."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from importlib import resources

_PLAIN = str.maketrans({"đ": "d", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "\u0131": "i", "\u2019": "'"})

_SURNAME = re.compile(
    r"(?:ovi[cć]|evi[cć]|[aiu]ni[cć]|ová|sk[iýaá]|cki|cka|wicz|czyk|enko|chuk|[kmnrdlz]ov|[kmnrdlz]ova|[aeil]ev|[aeil]eva|yev"
    r"|yeva|sson|ssen|[nkrt]sen|[dt]óttir|[aiä]inen"
    r"|onen|ünen|änen|ínez|ález|ández|árez|ópez|escu|opoulos|idis|akis|dze|shvili|o[gğ]lu|qvist|kvist|ström|strom|berg|mann"
    r"|stein|feld|meier|meyer|datter|ish?vili)$"
)

_SHORTEST_SURNAME = 6


@dataclass(frozen=True, slots=True)
class LatinWords:
    """The table `tables/latin_words.toml`: small letters without accents."""

    particles: frozenset[str]
    """Small words inside surnames."""
    titles: frozenset[str]
    """What stands before a name, without a stop."""
    family_first: frozenset[str]
    """Surnames of languages that put them first."""
    places_and_firms: frozenset[str]
    """Words of streets, places, firms and things: what stands directly beside them is seldom a person."""
    no_name: frozenset[str]
    """Words that no name holds."""


@functools.cache
def latin_words() -> LatinWords:
    """The table, read once."""
    table = tomllib.loads(resources.files("headcount.recognizers").joinpath("tables", "latin_words.toml").read_text("utf-8"))
    lists = {key: frozenset(text.split()) for key, text in table.items()}
    lists["no_name"] = (lists["no_name"] | lists["places_and_firms"]) - lists.pop("also_names")
    return LatinWords(**lists)


@dataclass(frozen=True, slots=True)
class Known:
    """What the table says of one word."""

    given: bool
    surname: bool
    word: bool
    """It is an ordinary English word as well."""


_UNKNOWN = Known(given=False, surname=False, word=False)
_ENDING = Known(given=False, surname=True, word=False)


@functools.cache
def _names() -> dict[str, Known]:
    table = resources.files("headcount.recognizers").joinpath("tables", "latin_names.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {name: Known("g" in use, "s" in use, word == "1") for name, use, word in rows}


def plain(name: str) -> str:
    """Small letters without accents.

    >>> plain("Müller"), plain("Đặng")
    ('muller', 'dang')
    """
    if name.isascii():
        return name.lower()
    folded = name.casefold().translate(_PLAIN)
    return "".join(char for char in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(char))


@functools.lru_cache(1 << 14)
def known(name: str) -> Known:
    """What is known of one word, in any case and with any accents.

    Of a double name (`Anne-Marie`) it is what its first half says, of an unknown one what its ending says (`-ović`, `-sson`).

    >>> known("Jürgen").given, known("Smith").surname, known("Xyzzy").given
    (True, True, False)
    """
    names = _names()
    spelt = plain(name)
    found = names.get(spelt)
    if found is None and spelt.endswith("'s"):
        found = names.get(spelt[:-2])
    if found is None and ("-" in spelt or "'" in spelt):
        found = names.get(spelt.replace("'", "")) or names.get(spelt.partition("-")[0])
    if found is None and len(name) >= _SHORTEST_SURNAME and _SURNAME.search(name):
        return _ENDING
    return found or _UNKNOWN
