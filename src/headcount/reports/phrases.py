"""The phrases of a report in one language: data files `languages/*.json`, all with the same keys."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

Language = Literal["en", "zh"]


class Scale(msgspec.Struct, frozen=True):
    """A word for a large number."""

    size: float
    """From which number on the word is used, and what it stands for."""
    word: str
    """Such as `million`."""


class _File(msgspec.Struct, frozen=True):
    tag: str
    scales: list[Scale]
    phrases: dict[str, str]


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language. Call it with a key and the values of the phrase's fields."""

    tag: str
    """BCP 47 language tag, for the page's `lang`."""
    scales: tuple[Scale, ...]
    """Words for large numbers, largest first."""
    table: dict[str, str]
    """Key to phrase; fields stand in braces."""

    def __call__(self, key: str, **values: str | int) -> str:
        """The phrase of `key`; integers get thousands separators. With `n=1` the key `KEY.one` is taken where there is one."""
        chosen = f"{key}.one" if values.get("n") == 1 and f"{key}.one" in self.table else key
        return self.table[chosen].format_map({name: f"{v:,}" if isinstance(v, int) else v for name, v in values.items()})

    def named(self, kind: str, name: str) -> str:
        """The word for a known name (`lens.address`), else the name itself with spaces."""
        return self.table.get(f"{kind}.{name}", name.replace("_", " "))

    def about(self, value: float) -> str:
        """A large number in words, `about 3.2 million`; small ones are written out, those beyond all words are powers of ten."""
        if value >= self.scales[0].size * 1000:
            return f"10^{len(f'{value:.0f}') - 1}" if value < float("inf") else "10^308"
        for scale in self.scales:
            if value >= scale.size:
                number = f"{value / scale.size:.3g}"
                return self("exact" if float(number) * scale.size == value else "about", number=number, scale=scale.word)
        return f"{value:,.0f}"


@cache
def phrases(language: Language) -> Phrases:
    """The phrases of one language."""
    text = files("headcount.reports").joinpath("languages", f"{language}.json").read_bytes()
    file = msgspec.json.decode(text, type=_File)
    return Phrases(file.tag, tuple(sorted(file.scales, key=lambda scale: -scale.size)), file.phrases)
