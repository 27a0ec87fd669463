"""Which laws an open store touches, from the tables of duties: before anybody is known to have read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from fnmatch import fnmatchcase

from headcount.incident.conditions import covers_either
from headcount.incident.laws import laws
from headcount.model.law import Law, Mark
from headcount.model.organisation import Organisation
from headcount.model.posture import Store

_COUNTRIES = {"cn": "CN", "hk": "HK", "tw": "TW", "vn": "VN", "in": "IN", "us": "US", "kr": "KR", "jp": "JP"}
"""Which people have a national number of a kind, by the kind's last word."""
_USUAL = ("CN", "EU")
"""Whose laws are named where neither the configuration nor the data say where."""
_UNSURE = "; whether it applies, only people can say"


def touched(store: Store, organisation: Organisation, on: dt.date) -> tuple[str, ...]:
    """The laws that a store touches by lying open, with their articles; none for a store that does not.

    Named are those in force whose territory fits: where the organisation works, else where the national numbers seen are from. A
    law on personal data is named where some were seen; a law on any data always. What only people can answer is said.

    Args:
        store: as it was found.
        organisation: as the configuration has it.
        on: the day.
    """
    if not store.open:
        return ()
    kinds = {kind.kind for kind in store.kinds}
    places = organisation.jurisdictions or _places_of(kinds) or _USUAL
    told = []
    for law in laws():
        begun = (law.begins is None or law.begins <= on) and (law.ends is None or on <= law.ends)
        if law.status == "law" and begun and any(covers_either(law.jurisdiction, place) for place in places):
            applies = _applies(law, store, kinds, organisation)
            if applies is not False:
                told.append(_said(law) + ("" if applies else _UNSURE))
    return tuple(told)


def _places_of(kinds: Iterable[str]) -> tuple[str, ...]:
    words = (kind.partition("national_id.")[2] for kind in sorted(kinds))
    return tuple(_COUNTRIES[word] for word in words if word in _COUNTRIES)


def _applies(law: Law, store: Store, kinds: set[str], organisation: Organisation) -> bool | None:
    """Whether its conditions hold, as far as a look from outside tells; None when that depends on what it cannot tell."""
    answers = [_holds(condition, law, store, kinds, organisation) for condition in law.all]
    if law.any:
        among = [_holds(condition, law, store, kinds, organisation) for condition in law.any]
        answers.append(True if True in among else None if None in among else False)
    return False if False in answers else None if None in answers else True


def _holds(condition: str, law: Law, store: Store, kinds: set[str], organisation: Organisation) -> bool | None:
    """One condition, as `headcount.incident.conditions` writes them."""
    word, _, rest = condition.partition(": ")
    words = rest.split(", ")
    least = condition.rpartition(" >= ")[2]
    match word.partition(" ")[0]:
        case "personal":
            found = bool(kinds)
        case "kinds":
            found = any(fnmatchcase(kind, pattern) for kind in kinds for pattern in words)
        case "role":
            found = organisation.role == rest
        case "sector" if organisation.sectors is not None:
            found = not set(organisation.sectors).isdisjoint(words)
        case "grade" if store.estimate is not None:
            fewest = min((one.people for one in law.grades if one.grade >= int(least)), default=0)
            return None if store.estimate >= fewest else False  # so many rows may be so many people, or fewer
        case "persons" if store.estimate is not None:
            return None if store.estimate >= int(least) else False
        case _:
            return None
    return found


def _said(law: Law) -> str:
    articles = f", {', '.join(law.articles)}" if law.articles else ""
    return f"{law.instrument} ({law.jurisdiction}){articles}{'' if law.mark is Mark.TEXT else ', as summarised by others'}"
