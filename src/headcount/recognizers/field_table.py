"""The tables of field names, read once and made ready to be looked up."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import cast

from headcount.model.kind import Kind
from headcount.recognizers.words import eastern, join

STRONG = "strong"
"""The name alone means the kind."""
ROLE = "role"
"""The name says who somebody is; the value may be the person's name."""
WEAK = "weak"
"""The name means the kind only in the right company."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a known name means."""

    kind: Kind
    strength: str
    """`STRONG`, `ROLE` or `WEAK`."""


@dataclass(frozen=True, slots=True)
class FieldTable:
    """Known names in the spelling of `words.join`."""

    names: Mapping[str, tuple[Meaning, ...]]
    eastern: tuple[str, ...]
    """The names without blanks between words, longest first."""
    longest: int
    """Letters of the longest name."""
    person: frozenset[str]
    thing: frozenset[str]
    aspect: frozenset[str]
    question: frozenset[str]
    filler: frozenset[str]
    same: frozenset[str]
    container: frozenset[str]
    nothing: frozenset[str]
    thing_beside: frozenset[str]
    firm_beside: frozenset[str]
    firm: frozenset[str]
    either: frozenset[str]
    company: Mapping[Kind, frozenset[str]]
    """Words beside a weak name of a kind that make it mean the kind; kinds that are not here take `person`."""


def _toml(name: str) -> dict[str, object]:
    return tomllib.loads(resources.files("headcount.recognizers").joinpath("tables", name).read_text("utf-8"))


def _kinds(table: dict[str, object], prefix: str = "") -> Iterator[tuple[Kind, dict[str, list[str]]]]:
    """Kinds and their lists; `[national_id.cn]` is a table in a table."""
    for key, value in table.items():
        lists = cast("dict[str, list[str]]", value)
        if any(isinstance(item, dict) for item in lists.values()):
            yield from _kinds(cast("dict[str, object]", value), f"{key}.")
        else:
            yield Kind(prefix + key), lists


@functools.cache
def field_table() -> FieldTable:
    """The table, from `tables/field_names.toml` and `tables/field_words.toml`."""
    names: dict[str, dict[Kind, Meaning]] = {}
    for kind, lists in _kinds(_toml("field_names.toml")):
        for language, spellings in lists.items():
            strength = {"weak": WEAK, "roles": ROLE}.get(language, STRONG)
            for spelling in spellings:
                names.setdefault(join(spelling), {}).setdefault(kind, Meaning(kind, strength))
    words = _toml("field_words.toml")
    sets = {key: frozenset(map(join, cast("list[str]", value))) for key, value in words.items() if key != "company"}
    company = {kind: frozenset(map(join, lists["words"])) for kind, lists in _kinds(cast("dict[str, object]", words["company"]))}
    return FieldTable(
        names={name: tuple(meanings.values()) for name, meanings in names.items()},
        eastern=tuple(sorted(filter(eastern, names), key=len, reverse=True)),
        longest=max(map(len, names)),
        company=company,
        **sets,
    )
