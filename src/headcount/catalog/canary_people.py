"""People who do not exist, made from a key: the same key, variant and number give the same person, so nothing has to be kept.

Why none of them is a real person: a name alone names nobody, and everything that could lead to somebody leads nowhere, or to
the operator.

- Telephone numbers are of ranges that cannot be anybody's: 07700 900000 to 900999 (United Kingdom, kept for drama by Ofcom),
  06 39 98 00 00 to 99 99 (France, kept for fiction by Arcep), 555-0100 to 555-0199 behind any area code (North America, kept
  for fiction by the numbering plan's administrator). Mainland China keeps none, so numbers begin with 154, a segment that no
  carrier was given: the table of segments is asked each time. Or they are the operator's own, when he names a range.
- E-mail addresses are at the operator's own catch-all domain, or below `.example`, which nobody can register (RFC 2606).
- PRC identity numbers have a right check digit under the region 99, which GB/T 2260 does not have.
- The site's own numbers are of a range that the operator names because he gave none of it to anybody, or random UUIDs
  (RFC 9562, version 4).

Source: RFC 2104 (HMAC) with SHA-256; for decoys by recipient "Baiting inside attackers using decoy documents", Bowen et al.
(2009).
"""

from __future__ import annotations

import datetime as dt
import hmac
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count

from headcount.errors import ConfigError
from headcount.recognizers.chinese_names import chinese_names
from headcount.recognizers.phone_plans import chinese_mobile
from headcount.recognizers.resident_id import CHECK

COUNTRIES = ("cn", "us", "gb", "fr")
FIELDS = ("id", "name", "phone", "email", "birth_date", "national_id")
_GIVEN = "Alma Bruno Celia Dario Edda Felix Greta Hugo Ines Jonas Kira Lena Milan Nora Oskar Paula Remo Selma Tilda Viktor"
_GIVEN_NAMES = _GIVEN.split()
_FAMILY = "Abrenholt Bellwarden Corvisant Dunmarrow Elstrand Farrowick Gadesmoor Halvenor Istermere Kelbrook Lorrimond Marwenfeld"
_FAMILY_NAMES = _FAMILY.split()
_AREAS = (202, 206, 212, 213, 214, 215, 303, 305, 312, 313, 404, 408, 412, 415, 503, 504, 512, 602, 612, 617, 702, 713, 718)
_EARLIEST, _DAYS = dt.date(1958, 1, 1), 16_000
_NO_SEGMENT = "154"


@dataclass(frozen=True, slots=True)
class Numbers:
    """A range of numbers, both ends in it, written with as many digits as the first."""

    first: str
    last: str

    @classmethod
    def of(cls, text: str, what: str) -> Numbers:
        """Read `FROM-TO`.

        Raises:
            ConfigError: it is no range.
        """
        first, _, last = text.partition("-")
        if not (first.isascii() and first.isdigit() and last.isdigit() and len(first) == len(last) and first <= last):
            raise ConfigError(f"{what} must be FROM-TO with as many digits on both sides, such as 900000-999999, not {text!r}")
        return cls(first, last)

    def __len__(self) -> int:
        """How many numbers."""
        return int(self.last) - int(self.first) + 1

    def at(self, place: int) -> str:
        """The number at a place, taken modulo the length."""
        return str(int(self.first) + place % len(self)).zfill(len(self.first))

    def holds(self, text: str) -> bool:
        """Whether a number, as it is written, is in the range."""
        return len(text) == len(self.first) and text.isascii() and text.isdigit() and self.first <= text <= self.last


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the made people are like."""

    country: str
    domain: str
    """Of the e-mail addresses."""
    ids: Numbers | None
    """The site's own numbers; None: UUIDs."""
    phones: Numbers | None
    """The operator's own telephone numbers; None: numbers that nobody can have."""


@dataclass(frozen=True, slots=True)
class MadePerson:
    """One of them."""

    variant: str
    number: int
    """From 1, within the variant."""
    fields: Mapping[str, str]
    """By names of `FIELDS`."""


def make_people(key: bytes, recipe: Recipe, variants: Sequence[str], people: int) -> list[MadePerson]:
    """So many people for each variant, no two with the same number or telephone.

    A variant's people depend on those before it in the list only where numbers would be the same: adding one at the end changes
    nobody.

    Raises:
        ConfigError: the ranges are too small, or the segment that should be nobody's was given to a carrier.
    """
    wanted = len(variants) * people
    reserved = {"us": 100 * len(_AREAS), "gb": 1000, "fr": 10_000}.get(recipe.country, 10**8)
    ids = 2 * wanted if recipe.ids is None else len(recipe.ids)
    phones = reserved if recipe.phones is None else len(recipe.phones)
    for what, room in (("--ids", ids), ("--phones", phones)):
        if room < 2 * wanted:
            raise ConfigError(
                f"{wanted:,} made people need {2 * wanted:,} numbers to choose from, and {what} has {room:,}: name more"
            )
    if recipe.country == "cn" and chinese_mobile(_NO_SEGMENT + "00000000"):
        raise ConfigError(f"numbers with {_NO_SEGMENT} were given to a carrier; name numbers of your own with --phones")
    taken: set[str] = set()
    return [_person(_Draw(key, variant, number), recipe, taken) for variant in variants for number in range(1, people + 1)]


@dataclass(frozen=True, slots=True)
class _Draw:
    """Numbers that only the key tells, one for each word."""

    key: bytes
    variant: str
    number: int

    def __call__(self, word: str, attempt: int = 0) -> int:
        told = f"headcount canary\0{self.variant}\0{self.number}\0{word}\0{attempt}"
        return int.from_bytes(hmac.digest(self.key, told.encode("utf-8", "surrogatepass"), "sha256"), "big")

    def of(self, word: str, choices: Sequence[str]) -> str:
        return choices[self(word) % len(choices)]


def _person(draw: _Draw, recipe: Recipe, taken: set[str]) -> MadePerson:
    born = _EARLIEST + dt.timedelta(days=draw("born") % _DAYS)
    latin = f"{draw.of('given', _GIVEN_NAMES)} {draw.of('family', _FAMILY_NAMES)}"
    name = latin
    if recipe.country == "cn":
        surnames, given = _chinese()
        name = draw.of("surname", surnames) + draw.of("first", given) + draw.of("second", given)
    local = f"{latin.lower().replace(' ', '.')}{draw('mail') % 900_000 + 100_000}"
    fields = {
        "id": _first(taken, (_id(draw, recipe, attempt) for attempt in count())),
        "name": name,
        "phone": _first(taken, (_phone(draw, recipe, attempt) for attempt in count())),
        "email": f"{local}@{recipe.domain}",
        "birth_date": born.isoformat(),
    }
    if recipe.country == "cn":
        fields["national_id"] = _identity(draw, born)
    return MadePerson(draw.variant, draw.number, fields)


@cache
def _chinese() -> tuple[list[str], list[str]]:
    """Surnames and characters of given names in simplified script (GB/T 2312)."""
    names = chinese_names()
    surnames, given = (sorted(c for c in some if c.encode("gb2312", "ignore")) for some in (names.common, names.given))
    return surnames, given


def _first(taken: set[str], attempts: Iterator[str]) -> str:
    found = next(text for text in attempts if text not in taken)
    taken.add(found)
    return found


def _id(draw: _Draw, recipe: Recipe, attempt: int) -> str:
    told = draw("id", attempt)
    return str(uuid.UUID(int=told >> 128, version=4)) if recipe.ids is None else recipe.ids.at(told)


def _phone(draw: _Draw, recipe: Recipe, attempt: int) -> str:
    told = draw("phone", attempt)
    if recipe.phones is not None:
        return recipe.phones.at(told)
    if recipe.country == "us":
        return f"+1{_AREAS[told % len(_AREAS)]}55501{told // len(_AREAS) % 100:02}"
    if recipe.country == "gb":
        return f"+447700900{told % 1000:03}"
    if recipe.country == "fr":
        return f"+3363998{told % 10_000:04}"
    return f"{_NO_SEGMENT}{told % 10**8:08}"


def _identity(draw: _Draw, born: dt.date) -> str:
    first = f"99{draw('region') % 10_000:04}{born:%Y%m%d}{draw('order') % 1000:03}"
    return first + CHECK.after(first)
