"""What is known about each kind of personal data: names, grade, regimes, default mask. Read from `tables/taxonomy.toml`."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Literal

import msgspec

from headcount.model.kind import Kind

Identifies = Literal["direct", "quasi", "attribute"]
Sensitive = Literal["yes", "no", "context"]
Article = Literal["none", "art9", "art10"]


@dataclass(frozen=True, slots=True)
class Mask:
    """The default mask of a kind."""

    op: str
    """One of `Taxonomy.mask_ops`."""
    left: int = 0
    """Characters shown at the start (`keep`, `digits`)."""
    right: int = 0
    """Characters shown at the end (`keep`, `digits`)."""
    min_hidden: int = 0
    """If fewer characters than this would be hidden, all are."""
    level: str = ""
    """Down to which level an address is shown: province, city or district."""
    v4: int = 0
    """Bits of an IPv4 address that are shown."""
    v6: int = 0
    """Bits of an IPv6 address that are shown."""
    decimals: int = 0
    """Decimals that a position keeps."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of personal data."""

    kind: Kind
    en: str
    """Name in English."""
    zh: str
    """Name in Chinese."""
    grade: int
    """1 (coarse or self-published) to 4 (sensitive by law, or a credential)."""
    ident: Identifies
    """Whether it points at one person alone, with others, or is an attribute of one."""
    cn_sens: Sensitive
    """Sensitive by PIPL art. 28 and GB/T 45574-2025; `context`: depends on what stands beside it."""
    crim: int
    """Pieces from which the PRC's criminal law counts illegal disclosure as serious: 50, 500 or 5000."""
    gdpr: Article
    """Special category (art. 9), criminal convictions (art. 10) or neither."""
    check: str
    """What validates a value."""
    key: str
    """The canonical form that becomes the keyed pseudonym."""
    mask: Mask
    eg: tuple[str, str]
    """A made-up value and its mask."""
    vendors: dict[str, str]
    """Names in other products: `g` Google, `m` Macie, `p` Presidio; a trailing `?` marks a name to be confirmed."""


@dataclass(frozen=True, slots=True)
class RaiseRule:
    """When a kind counts as more sensitive than its own grade."""

    when: str
    why: str
    """The law or standard behind the rule."""
    to: int | None = None
    """Grade it is raised to."""
    plus: int | None = None
    """Grades that are added."""
    becomes: Kind | None = None
    """Kind it counts as."""


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The table."""

    as_of: str
    """Day of the draft, ISO 8601."""
    mask_ops: dict[str, str]
    """What each mask does, in words."""
    raise_rules: tuple[RaiseRule, ...]
    kinds: dict[Kind, Entry]
    """In the order of `Kind`."""


@functools.cache
def taxonomy() -> Taxonomy:
    """The table, read once."""
    rows = tomllib.loads(resources.files("headcount.model").joinpath("tables", "taxonomy.toml").read_text("utf-8"))
    rules = [{"becomes" if key == "as" else key: value for key, value in rule.items()} for rule in rows["raise_rules"]]
    kinds = [{"kind" if key == "id" else key: value for key, value in row.items()} for row in rows["kinds"]]
    table = {"as_of": rows["as_of"], "mask_ops": rows["mask_ops"], "raise_rules": rules, "kinds": {k["kind"]: k for k in kinds}}
    return msgspec.convert(table, Taxonomy)


def entry(kind: Kind) -> Entry:
    """What the table says about one kind.

    >>> entry(Kind.PHONE).grade, entry(Kind.HEALTH).gdpr
    (3, 'art9')
    """
    return taxonomy().kinds[kind]
