"""What the name of a field says about its values: kinds and how strongly, from the name, its parents and its neighbours.

The last word of a name counts most (`phone_type` is a type, `buyer.email` an e-mail address); the longest known name wins
(`postal code` before `code`). Names that mean a kind only in the right company (`name`, `id`, `number`) are decided by the
words around them: `buyer.name` is a person's, `product.name` is not, and a `name` among `phone` and `birthday` is one as well.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from headcount.model.kind import Kind
from headcount.recognizers.field_table import ROLE, STRONG, WEAK, FieldTable, Meaning, field_table
from headcount.recognizers.words import Words, eastern, segments, split

NAMED = 4.5
"""Log-odds that a name which means a kind by itself adds."""
NAMED_WITHIN = 2.5
"""The same for a known name with an unknown word behind it."""
IN_COMPANY = 3.8
"""The same for a name that means the kind in the company it is in."""
AMONG_PERSONS = 3.0
"""The same where only the neighbours speak of a person."""
ROLE_NAMED = 2.0
"""The same for what somebody is (`doctor`): the value may be a name, a number or an object."""
UNCLEAR = 0.8
"""The same for a name that may mean the kind."""
AMONG_THINGS = -1.5
"""The same where only the neighbours speak of a thing."""
FIRM = -6.0
"""The same for a person's name where the field is a firm's name: many firms are called like people."""
OTHERWISE = -3.0
"""Log-odds that a name adds which is known to mean something else."""

_PERSONAL = frozenset(
    {Kind.PERSON_NAME, Kind.PHONE, Kind.EMAIL, Kind.BIRTH_DATE, Kind.ADDRESS, Kind.DEMOGRAPHIC, Kind.PASSPORT}
    | {kind for kind in Kind if kind.startswith("national_id.")}
)
_NEEDS_A_PERSON = frozenset({Kind.PERSON_NAME, Kind.ACCOUNT_ID, Kind.NICKNAME, Kind.WORK_EDUCATION, Kind.NATIONAL_ID_OTHER})
_NEAREST = frozenset({Kind.ACCOUNT_ID, Kind.ORDER})
"""Kinds whose weak names (`id`, `code`) only the nearest object around decides."""
_ONE_PERSON = frozenset({Kind.PERSON_NAME, Kind.BIRTH_DATE, Kind.DEMOGRAPHIC, Kind.NICKNAME})
"""Kinds that no firm has."""
_HUMAN = frozenset({Kind.BIRTH_DATE, Kind.DEMOGRAPHIC})
"""Those whose fields nobody who works for a firm has in the firm's object, either."""
_SPREAD = frozenset({Kind.REGION, Kind.ADDRESS, Kind.LOCATION_PRECISE})
"""Kinds that are spread over several fields beside each other."""
_NUMBERS_SOMETHING = frozenset({"id", "ids", "uuid", "guid", "no", "key", "pk", "externalid", "serialnumber", "serialno"})
"""Names of identifiers: with a word before that is no person's, they are another thing's."""
_OF = frozenset({"of", "des", "der", "de", "del", "von", "cua", "do", "da"})
"""Words that join a name to whom it belongs: `name_des_kunden`."""
_OF_ITSELF = frozenset({"code", "number", "identifier"})
"""Names that number the object around them only where they stand alone: `orders[].code`, not `public_code`."""
_LISTS = frozenset(
    {
        "item",
        "items",
        "table",
        "tables",
        "object",
        "objects",
        "node",
        "nodes",
        "list",
        "resource",
        "resources",
        "entity",
        "entities",
    }
)
"""Words around a list that do not say of what, although some are things elsewhere: beside a person's fields they tell nothing."""
_PER = "per"
"""Stands before whom an amount or a bound is for: `limit_per_user`."""
_BARE_AGE = frozenset({"age", "alter", "height", "weight"})
"""What things have as well."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a field's name says."""

    weights: tuple[tuple[Kind, float], ...] = ()
    """Log-odds per kind, strongest first."""
    known: str = ""
    """The known name in it, as the table writes it, without blanks; empty where there is none."""
    otherwise: bool = False
    """The name is known to mean something that is no kind of personal data."""
    why: str = ""
    """In words, for the reason of a decision."""

    def weight(self, kind: Kind) -> float | None:
        """Log-odds for one kind; None where the name does not speak of it."""
        return next((weight for named, weight in self.weights if named is kind), None)


Found = tuple[int, str, tuple[Meaning, ...], bool]
"""First word of a known name, the name, what it means (nothing: no personal data), whether it ends the field's name."""

_SILENT = Reading()


def _windows(words: Words, longest: int) -> Iterator[tuple[int, str]]:
    """(first word, joined) of what ends at the last word, longest first."""
    for first in range(len(words)):
        joined = "".join(words[first:])
        if len(joined) <= longest:
            yield first, joined


def _cut(word: str, table: FieldTable) -> Words:
    """An unknown word in two, where the second half is a known name: `buyerphone`, `收货人手机号`."""
    if eastern(word):
        tail = next((name for name in table.eastern if len(name) > 1 and word.endswith(name) and len(name) < len(word)), "")
        return (word[: -len(tail)], tail) if tail else (word,)
    for at in range(2, len(word) - 3):
        if word[at:] in table.names and (word[:at] in table.person or word[:at] in table.thing or word[:at] in table.question):
            return word[:at], word[at:]
    return (word,)


def _singular(name: str, table: FieldTable) -> str:
    return name[:-1] if name.endswith("s") and name not in table.names and name[:-1] in table.names else name


def _elsewhere(word: str, table: FieldTable) -> bool:
    """Whether a last word says that the field is about something else: an aspect (`type`, `状态`) or a thing (`brand`)."""
    if word in table.aspect or (word in table.thing and word not in table.filler):
        return True
    return eastern(word) and any(word.endswith(aspect) for aspect in table.aspect if eastern(aspect))


def _at_end(words: Words, table: FieldTable) -> Found | None:
    """The longest known name that ends at the last word."""
    for first, joined in _windows(words, table.longest):
        name = _singular(joined, table)
        if joined in table.nothing:
            return first, joined, (), True
        if name in table.names:
            return first, name, table.names[name], True
    return (0, "".join(words), (), True) if _elsewhere(words[-1], table) else None


def _before_end(words: Words, table: FieldTable) -> Found | None:
    """A known name with unknown words behind it."""
    for end in range(len(words) - 1, 0, -1):
        for first, joined in _windows(words[:end], table.longest):
            if joined in table.names and len(joined) > 2:
                return first, joined, table.names[joined], False
    return None


def _known(words: Words, table: FieldTable) -> Found | None:
    """The known name in some words, from the end; words that add nothing are left out."""
    while len(words) > 1 and words[-1].isdigit() and "".join(words[-2:]) not in table.names:
        words = words[:-1]
    if len(words) > 1 and words[0] in table.question and "".join(words) not in table.names:
        return 0, "".join(words), (), True
    rest = words
    while rest:
        found = _at_end(rest, table)
        if found is not None:
            return (0, "".join(rest), (), True) if found[0] > 1 and rest[found[0] - 1] == _PER else found
        rest = rest[:-1] if rest[-1] in table.filler else ()
    return _before_end(words, table)


def _speaks(word_list: Words, table: FieldTable) -> int:
    """1 where the words speak of a person, -1 of a thing, 0 of neither; the last one that speaks decides."""
    for end in range(len(word_list), 0, -1):
        for first in range(max(0, end - 3), end):
            joined = "".join(word_list[first:end])
            for name in (joined, joined.removesuffix("s"), joined.removesuffix("es")):
                if name in table.person:
                    return 1
                if name in table.thing:
                    return -1
        if eastern(last := word_list[end - 1]):
            if any(last.endswith(name) for name in table.person if eastern(name)):
                return 1
            if any(last.endswith(name) for name in table.thing if eastern(name)):
                return -1
    return 0


def _in_company(kind: Kind, around: list[Words], nearest: Words, table: FieldTable) -> bool:
    """Whether one of the words around, or `nearest` to the field, makes a weak name of this kind mean it."""
    wanted = table.company.get(kind)
    if wanted is None:
        return False
    for words in [nearest] if kind in _NEAREST else around[:3]:
        joined = {"".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, min(len(words), a + 3) + 1)}
        if not wanted.isdisjoint(joined | {name.removesuffix("s") for name in joined}):
            return True
        if any(eastern(word) and any(word.endswith(name) for name in wanted if eastern(name)) for word in words):
            return True
    return False


@functools.lru_cache(maxsize=16384)
def plain(name: str) -> tuple[str, tuple[Meaning, ...], Words, bool] | None:
    """What one name says by itself: (known name, meanings, words before it, whether it ends the name); None where unknown."""
    table = field_table()
    words = split(name)
    found = _known(words, table)
    if found is None or not found[3]:
        cut = tuple(part for word in words for part in _cut(word, table))
        found = (_known(cut, table) if cut != words else None) or found
        words = cut if found is not None and cut != words else words
    if found is None:
        return None
    first, known, meanings, ends = found
    after = _behind(words[first:], known)
    return known, meanings, words[:first] + after[1:], ends or (len(after) > 1 and after[0] in _OF)


def _behind(words: Words, known: str) -> Words:
    """The words behind a known name that `words` begin with."""
    joined = ""
    for at, word in enumerate(words):
        if len(joined) >= len(known):
            return words[at:]
        joined += word
    return ()


def _neighbours(beside: frozenset[str], table: FieldTable) -> int:
    """1 where the fields beside are a person's, -1 where they are a thing's or a firm's, 0 where they say neither."""
    persons = things = 0
    if any("".join(split(name)) in table.firm_beside for name in beside) and _strong_beside(beside).isdisjoint(_ONE_PERSON):
        return -1
    for name in beside:
        read = plain(name)
        if "".join(split(name)) in table.thing_beside:
            things += 1
        elif read is not None and any(m.strength is STRONG and m.kind in _PERSONAL for m in read[1]):
            persons += 1
    return 1 if persons > things else -1 if things and not persons else 0


def _weigh(meaning: Meaning, *, ends: bool, speaks: int, company: bool, beside: int) -> float:
    """Log-odds of one meaning, by where the name stands and what is around it."""
    if meaning.strength is STRONG:
        return NAMED if ends else NAMED_WITHIN
    if meaning.strength is ROLE:
        return ROLE_NAMED if ends else 0.0
    personal = meaning.kind in _NEEDS_A_PERSON
    if speaks < 0 and personal:
        return OTHERWISE
    if company or (speaks > 0 and personal and meaning.kind is not Kind.ACCOUNT_ID):
        return IN_COMPANY if ends else UNCLEAR
    return _among(meaning.kind, beside) if ends else UNCLEAR


def _among(kind: Kind, beside: int) -> float:
    """Log-odds of a weak name that only its neighbours can explain."""
    if beside > 0 and kind in {Kind.PERSON_NAME, Kind.WORK_EDUCATION}:
        return AMONG_PERSONS
    return AMONG_THINGS if beside < 0 and kind is Kind.PERSON_NAME else UNCLEAR


@functools.lru_cache(maxsize=16384)
def read(path: str, unit: str = "", beside: frozenset[str] = frozenset()) -> Reading:
    """What a field is, by its path, the route, table or file it is in, and the names beside it.

    Parameters:
        path: dotted, `[]` for lists.
        unit: where the field is; its words are the outermost parents.
        beside: names of the fields of the same object.

    >>> read("data.buyers[].phoneNumber").weights
    ((<Kind.PHONE: 'phone'>, 4.5),)
    >>> read("product.name").weights, read("buyer.name").weights
    (((<Kind.PERSON_NAME: 'person_name'>, -3.0),), ((<Kind.PERSON_NAME: 'person_name'>, 3.8),))
    """
    table = field_table()
    names = segments(path)
    if not names:
        return _SILENT
    while len(names) > 1 and all(word in table.same or word.isdigit() for word in split(names[-1])) and plain(names[-1]) is None:
        names = names[:-1]
    found = plain(names[-1])
    known, meanings, before, ends = found or ("", (), (), True)
    firm = ((Kind.PERSON_NAME, FIRM),) if _is_firm(names, unit, meanings, before, beside, table) else ()
    if found is None:
        return Reading(firm, why=f"the field is called `{names[-1]}`") if firm else _SILENT
    if not meanings:
        return Reading(firm, known, otherwise=True, why=f"the field's name `{names[-1]}` tells of something else")
    above = _strong(names[-2]) if len(names) > 1 else frozenset()
    level = _strong_beside(beside - {names[-1]}) & _SPREAD
    parents = [split(name) for name in reversed(names[:-1])] + [split(unit)]
    around = [words for words in (before, *parents) if words and not set(words) <= table.container]
    listed = _listed(unit) if "/" in unit else parents[-1]
    nearest = next((words for words in (before, *parents[:-1], listed) if words and not set(words) <= table.container), ())
    neighbours = _neighbours(beside - {names[-1]}, table)
    speaks = next((said for words in around if (said := _speaks(words, table))), 0)
    if speaks < 0 < neighbours and not any(
        _speaks(words, table) for words in (before, *parents[:-1]) if not _LISTS.issuperset(words)
    ):
        speaks = 0
    if speaks > 0 > neighbours and around and not table.either.isdisjoint(_singulars(around[0])):
        speaks = 0
    if known in _BARE_AGE and before and speaks <= 0:
        meanings = tuple(Meaning(m.kind, WEAK) for m in meanings)
    weights = {}
    for m in meanings:
        spread = m.kind in _SPREAD and bool(level)
        whose = before if known in _OF_ITSELF else ()
        company = m.strength is WEAK and not whose and (m.kind in above or spread or _in_company(m.kind, around, nearest, table))
        weights[m.kind] = _weigh(m, ends=ends, speaks=speaks, company=company, beside=neighbours)
    weights.update(firm)
    ranked = tuple(sorted(weights.items(), key=lambda item: -item[1]))
    otherwise = known in _NUMBERS_SOMETHING and ranked[0][1] <= UNCLEAR and (bool(before) or speaks < 0)
    return Reading(ranked, known, otherwise=otherwise, why=_why(names, ranked[0][1], speaks, neighbours))


def _singulars(words: Words) -> set[str]:
    """Words, and without the ending of a plural."""
    stems = {word.removesuffix("s") for word in words} | {f"{word[:-3]}y" for word in words if word.endswith("ies")}
    return stems.union(words)


def _is_firm(
    names: list[str], unit: str, meanings: tuple[Meaning, ...], before: Words, beside: frozenset[str], table: FieldTable
) -> bool:
    """Whether the field is the name of a firm: by its own words, or as the bare `name` in or beside what is a firm's."""
    own = split(names[-1])
    persons = any(m.kind is Kind.PERSON_NAME and m.strength is not WEAK for m in meanings)
    if persons or not _singulars(own).isdisjoint(table.person - table.firm):
        return False
    if _of_firms(own, table):
        return True
    if before or not any(m.kind is Kind.PERSON_NAME for m in meanings) or not _strong_beside(beside).isdisjoint(_HUMAN):
        return False
    above = [words for name in reversed(names[:-1]) if not set(words := split(name)) <= table.container]
    around = above[0] if above else _listed(unit)
    if _of_firms(around, table):
        return True
    persons = _speaks(around, table) > 0 and table.either.isdisjoint(_singulars(around))
    return not persons and any("".join(split(name)) in table.firm_beside for name in beside)


def _of_firms(words: Words, table: FieldTable) -> bool:
    """Whether words name a firm: `merchant`, `trading_name`, `供应商名称`."""
    joined = {"".join(words[a:b]) for a in range(len(words)) for b in range(a + 2, min(len(words), a + 3) + 1)}
    if not table.firm.isdisjoint(_singulars(words) | joined):
        return True
    return any(eastern(word) and any(name in word for name in table.firm if eastern(name)) for word in words)


def _listed(unit: str) -> Words:
    """The words of what a route, table or file lists: of the last part of its path that is no variable."""
    parts = [part for part in unit.split("?", maxsplit=1)[0].split("/") if part and not part.startswith("{")]
    return split(parts[-1].split(".")[0]) if parts else ()


def _strong(name: str) -> frozenset[Kind]:
    """Kinds that a name means by itself."""
    found = plain(name)
    return frozenset(m.kind for m in found[1] if m.strength is STRONG) if found is not None and found[3] else frozenset()


def telling(name: str) -> bool:
    """Whether a name says something about the fields beside it.

    >>> telling("phone"), telling("price"), telling("wombat")
    (True, True, False)
    """
    table, joined = field_table(), "".join(split(name))
    return joined in table.thing_beside or joined in table.firm_beside or bool(_strong(name))


def _strong_beside(beside: frozenset[str]) -> frozenset[Kind]:
    return frozenset(kind for name in beside for kind in _strong(name))


def _why(names: list[str], weight: float, speaks: int, neighbours: int) -> str:
    said = f"the field is called `{names[-1]}`"
    if weight in {IN_COMPANY, ROLE_NAMED} and len(names) > 1:
        return f"{said} in `{names[-2]}`"
    if weight == AMONG_PERSONS:
        return f"{said} and stands beside fields of a person"
    if weight in {OTHERWISE, AMONG_THINGS}:
        return f"{said}, but of a thing" if speaks < 0 or neighbours < 0 else said
    return f"{said}, which may mean it" if weight == UNCLEAR else said
