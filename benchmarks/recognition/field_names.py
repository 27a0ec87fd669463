"""Names that developers give to fields, by what stands in them and by language: written down before any recogniser was.

Tuning seeds draw from every second name only, so that half of what the held-out seeds draw was never seen while tuning.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from random import Random

FIRST_HELD_OUT_SEED = 1001
"""Seeds below are for tuning."""

NAMES: dict[str, dict[str, list[str]]] = tomllib.loads((Path(__file__).parent / "field_names.toml").read_text("utf-8"))
"""By what stands in the field and by language; the words of each name parted by blanks."""

OPAQUE = (
    "value",
    "v",
    "field3",
    "ext1",
    "content",
    "info",
    "data2",
    "attr_07",
    "x",
    "col_12",
    "extra",
    "val",
    "f9",
    "item",
    "k1",
)
"""Names that say nothing."""

PERSONS = (
    "user",
    "buyer",
    "customer",
    "receiver",
    "member",
    "contact",
    "patient",
    "passenger",
    "employee",
    "owner",
    "applicant",
    "guest",
)
"""Names of objects that are a person."""

STYLES = ("snake", "camel", "pascal", "kebab", "flat")


def styled(words: str, style: str) -> str:
    """The words of a name joined as a code base joins them; what is not written in Latin letters stays as it is."""
    parts = words.split(" ")
    if style == "snake":
        return "_".join(parts)
    if style == "kebab":
        return "-".join(parts)
    if style == "flat":
        return "".join(parts)
    big = [part[:1].upper() + part[1:] for part in parts]
    return "".join(big) if style == "pascal" else parts[0] + "".join(big[1:])


def a_name(rng: Random, what: str, language: str, *, held_out: bool) -> str:
    """The words of a name for `what`: in English or in the language, as code bases mix them."""
    known = NAMES[what]
    pool = known.get(language if rng.random() < 0.6 else "en") or known.get(language) or known["en"]
    return rng.choice(pool if held_out else pool[::2])
