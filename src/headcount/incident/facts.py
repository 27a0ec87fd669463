"""Facts of an incident as laws ask for them: how many people, where they live, which kinds, and what a person said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from headcount.errors import UsageError
from headcount.incident.laws import questions
from headcount.incident.territory import NOWHERE, code_of, covers
from headcount.model.duty import Answer
from headcount.model.exposure import Exposure
from headcount.model.incident import Change, Incident
from headcount.model.organisation import Organisation

WHAT = "fact"
"""`Change.what` of what a person said; its detail is `name=value`."""
_WORDS = {"yes": Answer.YES, "true": Answer.YES, "no": Answer.NO, "false": Answer.NO, "unknown": Answer.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of people, pieces or records, and how far it can be relied on."""

    count: int | None
    """None: not known."""
    more: bool = False
    """There may be more."""
    most: int | None = None
    """There are no more than so many; None: nothing says how many more."""

    def reaches(self, least: int) -> Answer:
        """Whether it is `least` or more; unknown where only a lower bound is known and it is below."""
        if self.count is None:
            return Answer.UNKNOWN
        if self.count >= least:
            return Answer.YES
        return Answer.UNKNOWN if self.more and (self.most is None or self.most >= least) else Answer.NO

    def __str__(self) -> str:
        """As it stands in a sentence: `at least 1,180`, `700 to 900`, `not known`."""
        if self.count is None:
            return "not known"
        if self.more and self.most is not None:
            return f"{self.count:,} to {self.most:,}"
        return f"{'at least ' if self.more else ''}{self.count:,}"


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that is known of one incident."""

    incident: Incident
    exposure: Exposure
    organisation: Organisation
    said: Mapping[str, str] = field(default_factory=dict)
    """What people said: names of `laws.questions()`, some with a place or a law behind a full stop."""

    @property
    def more(self) -> bool:
        """Whether the ledger's counts are lower bounds: it says so itself, or a person named more people than it has."""
        total = self.exposure.total
        counted = total.records if total.people is None else total.people
        return bool(self.exposure.at_least) or int(self.said.get("persons", 0)) > counted

    @property
    def people(self) -> Amount:
        """Different people; what somebody said comes before what the ledger counted."""
        if "persons" in self.said:
            return Amount(int(self.said["persons"]))
        fewest, whole = self.exposure.fewest_people, self.exposure.total.people
        if fewest is None or whole is None or fewest == whole:
            return Amount(whole, self.more)
        return Amount(fewest, more=True, most=None if self.more else whole)

    @property
    def sensitive(self) -> Amount:
        """People of whom a kind of grade 4 was shown."""
        return Amount(self.exposure.sensitive, self.more)

    @property
    def kinds(self) -> frozenset[str]:
        """Ids of the kinds of personal data that were shown."""
        return frozenset(row.key for row in self.exposure.by_kind) - {"unknown"}

    @property
    def kinds_whole(self) -> bool:
        """Whether no other kind can have been shown: there is a table of kinds, and none of its rows is unknown."""
        keys = {row.key for row in self.exposure.by_kind}
        return bool(keys) and "unknown" not in keys

    def residents(self, code: str) -> Amount:
        """People who live in a jurisdiction: as said, as the tables of residence tell, or as the configuration says of all."""
        said = {_place(name): int(value) for name, value in self.said.items() if _place(name) and covers(code, _place(name))}
        if said:
            return Amount(said[code]) if code in said else Amount(sum(said.values()), more=True)
        if self.exposure.by_residence:
            return self._counted(code)
        if any(_place(name) for name in self.said):
            return Amount(0, more=True)
        home = code_of(self.organisation.residents, {}) if self.organisation.residents else ""
        if not home:
            return Amount(None)
        if covers(code, home):
            return self.people
        return Amount(None) if covers(home, code) else Amount(0)

    def places(self) -> dict[str, Amount]:
        """Every place that people are known to live in, by code, and how many."""
        codes = {code_of(row.key, self.organisation.places) for row in self.exposure.by_residence} - {NOWHERE}
        codes |= {_place(name) for name in self.said if _place(name)}
        return {code: self.residents(code) for code in sorted(codes)}

    def unplaced(self) -> tuple[str, ...]:
        """Places of the tables of residence that have no code, so that nobody knows whose law they are under."""
        places = self.organisation.places
        return tuple(
            row.key for row in self.exposure.by_residence if code_of(row.key, places) == NOWHERE and row.key != "unknown"
        )

    def answer(self, name: str) -> Answer:
        """What was said to a question with yes or no."""
        return _WORDS.get(self.said.get(name, "unknown").lower(), Answer.UNKNOWN)

    def moment(self, name: str, law: str = "") -> dt.datetime | None:
        """When something happened, as it was said, UTC: of this law first, else of all."""
        text = self.said.get(f"{name}.{law}") or self.said.get(name)
        return dt.datetime.fromisoformat(text).astimezone(dt.UTC) if text else None

    def _counted(self, code: str) -> Amount:
        rows = [(code_of(row.key, self.organisation.places), row.people) for row in self.exposure.by_residence]
        inside = [people for place, people in rows if covers(code, place)]
        if any(people is None for people in inside):
            return Amount(None)
        vague = any(place == NOWHERE or covers(place, code) for place, _ in rows if place != code)
        return Amount(sum(people for people in inside if people is not None), self.more or vague)


def said_in(changes: Iterable[Change]) -> dict[str, str]:
    """What was said about an incident, from its log: the last word on each question counts."""
    pairs = [change.detail.partition("=") for change in changes if change.what == WHAT]
    last = {name: value for name, _, value in pairs}
    return {name: value for name, value in last.items() if value != "unknown"}


def checked(text: str) -> tuple[str, str]:
    """One `NAME=VALUE`, as it is kept.

    Raises:
        UsageError: there is no such question, or the value is none that it takes.
    """
    name, equals, value = (" ".join(part.split()) for part in text.partition("="))
    question = questions().get(name) or questions().get(name.partition(".")[0])
    if not equals or question is None:
        known = ", ".join(q.name for q in questions().values() if q.kind != "text")
        raise UsageError(f"--fact {name}: there is no such fact; write NAME=VALUE with one of: {known}; or a field of a notice")
    if value == "unknown":
        return name, value
    if question.kind == "yes_no" and value.lower() not in _WORDS:
        raise UsageError(f"--fact {name}: {question.ask} Write yes, no or unknown")
    if question.kind == "number":
        if not value.isdecimal():
            raise UsageError(f"--fact {name}: {question.ask} Write a whole number")
        name = _resident(name) if question.name == "residents" else name
    if question.kind == "time":
        value = _moment(name, value)
    return name, value


def _resident(name: str) -> str:
    code = code_of(name.partition(".")[2], {})
    if code == NOWHERE:
        raise UsageError(f"--fact {name}: say where, by its code, such as residents.US-CA=12000 or residents.SG=700")
    return f"residents.{code}"


def _moment(name: str, value: str) -> str:
    try:
        when = dt.datetime.fromisoformat(value)
    except ValueError as error:
        raise UsageError(f"--fact {name}: write a time such as 2026-11-22T09:30+08:00") from error
    if when.tzinfo is None:
        raise UsageError(f"--fact {name}: say the zone too, such as 2026-11-22T09:30+08:00 or 2026-11-22T01:30Z")
    return when.astimezone(dt.UTC).isoformat()


def _place(name: str) -> str:
    """The code in `residents.US-CA`; empty for other names."""
    return name.removeprefix("residents.") if name.startswith("residents.") else ""
