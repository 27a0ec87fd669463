"""places: countries, large cities, nationalities and beliefs in Latin script.

Claim: a line that is nothing but the name of a country or a large city is a region (0.6), in a sentence it is one a little
less surely (0.55); a nationality says something of a person where a person is spoken of (`a Finnish player`, `I am thai`: 0.55).
Elsewhere in a sentence it is the word at least (`Swiss cheese`: 0.5, which columns do not count), in a longer name or in brackets
hardly that (`American Red Ball`: 0.25). A word of a religion or party (`a Muslim woman`) is one of a person where
one is spoken of (0.55).

Masked: none.

Source: `tables/places.toml`, from general knowledge.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

from headcount.model.kind import Form, Kind
from headcount.recognizers.interface import Span
from headcount.recognizers.latin_names import plain

_JOINED = re.compile(r"[\n\0/_]")
_LONGEST = 4
"""Words of the longest name."""
_WORD = re.compile(r"[^\W\d_][\w.'-]*")
_FOLLOWED = re.compile(
    r" (?:man|woman|men|women|people|person|citizen|citizens|national|nationals|passport|player|actor|actress|singer|author"
    r"|writer|artist|musician|politician|president|soldier|student|girl|boy|guy"
    r"|voter|believer|priest|minister|worker|family|couple|doctor|nurse|teacher|driver|patient|tennis|football|immigrant|refugee|born|army|border|government|comedian|director)\b",
    re.IGNORECASE,
)
_PRECEDED = re.compile(
    r"(?:\b(?:i am|i'm|she is|he is|she's|he's|they are|we are|who is|was born|nationality:?|citizenship:?"
    r"|an?)(?: an?)?(?: \d+-year-old| young| old)?|\b\d{4}) $",
    re.IGNORECASE,
)
_OF_SELF = re.compile(r"\b(?:i am|i'm|she is|he is|she's|he's|they are|we are|who is)(?: an?)? $", re.IGNORECASE)
_BEFORE_NAME = re.compile(r"(?:^|[.!?:;>\"“\0\n]\s*|[a-z0-9,]['\u2019]?[a-z]* )$")
_AFTER_WORD = re.compile(r"(?: (?!(?:is|was|has|had)\b)[a-z]|-[a-z]|[.,!?;](?:\s|$)|$)")
"""Around a word that is no part of a longer name: a sentence begins, or small letters stand there."""
_PLACE_BEFORE = re.compile(
    r"\b(?:in|from|to|into|visit\w*|sp[eo]aks?|speaking|spoken|spoke|learn\w*|translat\w*|read|language:?) $"
)
"""What stands before languages and places."""
_PLURAL = ("an", "i", "o", "er", "ard", "on", "ch", "ab", "ek")
"""Ends of nationalities that are nouns as well, and take an s."""


@functools.cache
def _small() -> frozenset[str]:
    """Nationalities in small letters, as people write who write of themselves."""
    return frozenset(name for name, what in _places().items() if what == "nationalities" and " " not in name)


@functools.cache
def _places() -> dict[str, str]:
    table = tomllib.loads(resources.files("headcount.recognizers").joinpath("tables", "places.toml").read_text("utf-8"))
    found: dict[str, str] = {}
    for what in ("countries", "cities", "nationalities", "beliefs"):
        for name in re.split(r"[|\n]", table[what].strip()):
            found.setdefault(_spelling(name), what)
            if what == "nationalities" and name.endswith(_PLURAL):
                found.setdefault(f"{_spelling(name)}s", what)
    return found


def _spelling(name: str) -> str:
    return plain(name).replace(".", "").replace(",", "")


@dataclass(frozen=True, slots=True)
class Places:
    """Countries, large cities, nationalities and beliefs."""

    name: str = "places"
    kinds: tuple[Kind, ...] = (Kind.REGION, Kind.DEMOGRAPHIC, Kind.SPECIAL_CATEGORY)
    gates: tuple[str, ...] = (r"[A-Z\x{c0}-\x{de}\x{110}][a-z\x{e0}-\x{1ef9}]{3}", r"(?:Hà|Việt|Hồ|El|Los|San|New|La|Ho) ")

    def find(self, text: str) -> Iterator[Span]:
        """The names, left to right."""
        words, small = list(_WORD.finditer(text)), _small()
        places, at = _places(), 0
        while at < len(words):
            if not words[at].group()[0].isupper():
                start, end = words[at].span()
                if words[at].group() in small and _OF_SELF.search(text[max(0, start - 28) : start].rpartition("\0")[2]):
                    yield Span(start, end, Kind.DEMOGRAPHIC, Form.CLEAR, None, 0.55)
                at += 1
                continue
            for length in range(min(_LONGEST, len(words) - at), 0, -1):
                start, end = words[at].start(), words[at + length - 1].end()
                name = text[start:end]
                what = places.get(_spelling(name)) if end - start <= 28 else None
                if (
                    what is not None
                    and not _JOINED.search(name)
                    and text[start - 1 : start] not in {"/", "_"}
                    and text[end : end + 1] not in {"/", "_"}
                ):
                    end -= name.endswith(".")
                    yield self._span(text, start, end, what)
                    at += length
                    break
            else:
                at += 1

    def _span(self, text: str, start: int, end: int, what: str) -> Span:
        alone = (not start or text[start - 1] in "\n\0") and text[end : end + 1] in {"", "\n", "\0"}
        if what in {"countries", "cities"}:
            return Span(start, end, Kind.REGION, Form.CLEAR, None, 0.6 if alone else 0.55)
        personal = alone or _personal(text, start, end)
        if what == "beliefs":
            return Span(start, end, Kind.SPECIAL_CATEGORY, Form.CLEAR, None, 0.55 if personal and not alone else 0.2)
        before = text[max(0, start - 28) : start]
        apart = _BEFORE_NAME.search(before) and _AFTER_WORD.match(text, end) and not _PLACE_BEFORE.search(before)
        return Span(start, end, Kind.DEMOGRAPHIC, Form.CLEAR, None, 0.55 if personal else 0.5 if apart else 0.25)


def _personal(text: str, start: int, end: int) -> bool:
    """Whether a person is spoken of beside a word."""
    before = text[max(0, start - 28) : start].rpartition("\0")[2]
    return _FOLLOWED.match(text, end) is not None or _PRECEDED.search(before) is not None
