"""Words of the notices, in eight languages."""

from __future__ import annotations

import datetime as dt
import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from headcount.model.duty import Value
from headcount.model.kind import Kind
from headcount.model.taxonomy import taxonomy
from headcount.reports.zone import minute, zone_label

LANGUAGES = ("en", "zh", "ja", "ko", "vi", "pt", "de", "fr")

_KINDS = frozenset(kind.value for kind in Kind)


@dataclass(frozen=True, slots=True)
class Words:
    """One language."""

    language: str
    table: dict[str, Any]

    def __call__(self, key: str, /, **parts: object) -> str:
        """A sentence, with its parts set in."""
        return str(self.table["say"][key]).format(**parts)

    def field(self, name: str) -> str:
        """What a field of a notice is called."""
        return str(self.table["fields"][name])

    def named(self, group: str, key: str) -> str:
        """The name of a law, an authority or a step; as the table of duties spells it where this language has none."""
        return str(self.table.get(group, {}).get(key, key))

    def kind(self, name: str) -> str:
        """What a kind of personal data is called; as the site declared it where it is none of headcount's."""
        if name not in _KINDS:
            return name
        if "kinds" in self.table:
            return str(self.table["kinds"][name])
        entry = taxonomy().kinds[Kind(name)]
        return entry.zh if self.language == "zh" else entry.en

    def number(self, value: Value) -> str:
        """A count, with its separators, and whether it is a lower bound."""
        if value.number is None:
            return self("unknown_number")
        text = f"{value.number:,}".replace(",", self("thousands"))
        if value.counted is not None:
            return self("said", n=text, counted=f"{value.counted:,}".replace(",", self("thousands")))
        return self("at_least", n=text) if value.at_least else text


def moment(when: dt.datetime, zone: str) -> str:
    """A time where the authority is, to the minute: `2026-11-20 10:00 (UTC+08:00)`."""
    place = ZoneInfo(zone)
    return f"{minute(when, place)} ({zone_label(when, place)})"


def words(language: str) -> Words:
    """The words of one of `LANGUAGES`."""
    return Words(language, _read(language))


def told(value: Value, happened: dict[str, Value], zone: str, say: Words) -> str:
    """What a field says, in one text; empty for a gap. Texts that a person gave stay as they are."""
    if value.field == "what_happened" and not value.text:
        return _happened(happened, zone, say)
    if value.lenses:
        return _access(value, zone, say)
    dated = _DATED.get(value.field)
    at = [moment(when, zone) for when in value.times]
    when = dated(at, say) if dated and at else ""
    if value.field == "grade" and value.number is not None:
        grade = say("grade", n=value.number, name=say("list").join(value.items))
        return say("at_least", n=grade) if value.at_least else grade
    kinds = [say("masked", kind=say.kind(kind)) if kind in value.masked else say.kind(kind) for kind in value.kinds]
    listed = say("list").join([*kinds, *value.items])
    count = say.number(value) if value.number is not None else ""
    return " ".join(part for part in (value.text, when, listed, count) if part)


def _happened(happened: dict[str, Value], zone: str, say: Words) -> str:
    first, last = (moment(when, zone) for when in happened["time_occurred"].times)
    number = happened["what_happened"].number or 0
    clients = say("client") if number == 1 else say("clients", n=f"{number:,}".replace(",", say("thousands")))
    parts = {"first": first, "last": last, "records": say.number(happened["records"]), "clients": clients}
    persons = happened["persons"]
    if persons.number is None:
        return say("happened", **parts)
    return say("happened_people", persons=say.number(persons), **parts)


def _access(value: Value, zone: str, say: Words) -> str:
    first, last = (moment(when, zone) for when in value.times)
    clients = say("list").join(say(f"access_{lens}") for lens in value.lenses)
    return say("access", clients=clients, routes=say("list").join(value.items), first=first, last=last)


def _span(at: list[str], say: Words) -> str:
    return say("span", first=at[0], last=at[1])


def _found(at: list[str], say: Words) -> str:
    return say("found", first=at[0], last=at[1]) if len(at) > 1 else at[0]


def _contained(at: list[str], say: Words) -> str:
    return say("contained", at=at[0])


def _told(at: list[str], say: Words) -> str:
    return say("told", at=at[0])


_DATED: dict[str, Callable[[list[str], Words], str]] = {
    "time_occurred": _span,
    "time_discovered": _found,
    "measures": _contained,
    "told_people": _told,
}
"""How fields with times are put into words."""


@functools.cache
def _read(language: str) -> dict[str, Any]:
    text = resources.files("headcount.reports.notices").joinpath("words", f"{language}.json").read_text("utf-8")
    table: dict[str, Any] = json.loads(text)
    return table
