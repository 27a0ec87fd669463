"""Conditions of laws, asked of an incident: yes, no, or not known with what to say so that it is.

One condition is a short text, as the files of `laws/` have them:

    persons >= 500                 different people in all; also `<`
    residents >= 501               people of the law's own jurisdiction
    residents_of_one_state >= 501  people of any one state of it
    grade >= 2                     the law's own grades
    kinds: health, national_id.*   one of these kinds was shown
    role: controller               what the organisation is
    sector: hipaa, telecom
    critical, small                what the configuration says of it
    personal                       personal data were shown at all
    fact: high_risk                what a person said
    not ...                        the opposite
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fnmatch import fnmatchcase

from headcount.incident.facts import Amount, Facts
from headcount.incident.laws import questions
from headcount.incident.territory import code_of, covers
from headcount.model.duty import Answer, Reason
from headcount.model.law import Law, Mark

_COUNTED = re.compile(r"(persons|residents|residents_of_one_state|grade) (>=|<) (\d+)")
_OPPOSITE = {Answer.YES: Answer.NO, Answer.NO: Answer.YES, Answer.UNKNOWN: Answer.UNKNOWN}
_SAY_JURISDICTIONS = "say where the organisation works: [organisation] jurisdictions in headcount.toml"


def ask(condition: str, facts: Facts, law: Law) -> Reason:
    """The answer of an incident to one condition.

    Raises:
        ValueError: the condition is not written as the list above says.
    """
    if condition.startswith("not "):
        inner = ask(condition.removeprefix("not "), facts, law)
        return Reason(condition, _OPPOSITE[inner.answer], inner.because, inner.ask)
    counted = _COUNTED.fullmatch(condition)
    if counted:
        return _count(condition, counted[1], counted[2], int(counted[3]), facts, law)
    kind, _, words = condition.partition(": ")
    if kind not in _ASKED:
        raise ValueError(f"{law.id}: {condition!r} is no condition")
    return _ASKED[kind](condition, tuple(words.split(", ")), facts)


def grade(facts: Facts, law: Law) -> tuple[int, int]:
    """The grade that the counts reach for certain, and the highest that they may reach; 0 below the lowest."""
    reached, possible = [0], [0]
    for one in law.grades:
        counts = [facts.people.reaches(one.people)]
        if one.sensitive is not None:
            counts.append(facts.sensitive.reaches(one.sensitive))
        if Answer.YES in counts and one.mark is not Mark.RECALL:
            reached.append(one.grade)
        if Answer.YES in counts or Answer.UNKNOWN in counts:
            possible.append(one.grade)
    return max(reached), max(possible)


def binds(facts: Facts, law: Law) -> Reason:
    """Whether the law binds this organisation by where it works and where the people live."""
    codes = [place.upper() for place in facts.organisation.jurisdictions]
    here = any(covers_either(law.jurisdiction, code) for code in codes)
    residents = facts.residents(law.jurisdiction)
    lives = residents.reaches(1)
    word = f"territory: {law.jurisdiction}"
    told = f"people who live in {law.jurisdiction}: {residents}"
    if law.territory == "residents":
        say = f"--fact residents.{law.jurisdiction}=NUMBER"
        if here or not codes:
            return Reason(word, lives if codes else _at_most_unknown(lives), told, say if codes else _SAY_JURISDICTIONS)
    elif here:
        known = "" if residents.count is None else f"; {told}"
        return Reason(word, Answer.YES, f"the organisation works in {law.jurisdiction}{known}")
    if not codes and lives is not Answer.NO:
        return Reason(word, Answer.UNKNOWN, f"{told}; where the organisation works was not said", _SAY_JURISDICTIONS)
    if lives is Answer.YES:
        say = f"does the law bind you? If so add {law.jurisdiction} to [organisation] jurisdictions in headcount.toml"
        return Reason(word, Answer.UNKNOWN, f"{told}; the organisation is not said to work there", say)
    return Reason(word, Answer.NO, f"the organisation is not said to work in {law.jurisdiction}")


def covers_either(jurisdiction: str, code: str) -> bool:
    """Whether a place is part of a jurisdiction, or the country that the jurisdiction is a state of."""
    return covers(jurisdiction, code_of(code, {})) or covers(code_of(code, {}), jurisdiction)


def exception(name: str, facts: Facts) -> Reason:
    """One exception: unless it is said to hold, the duty stands."""
    condition = f"unless {name}"
    said = (facts.organisation.small is True) if name == "small" else facts.answer(name) is Answer.YES
    question = "Is it a small processing agent? [organisation] small" if name == "small" else questions()[name].ask
    if said:
        return Reason(condition, Answer.NO, f"an exception holds: {question}")
    return Reason(condition, Answer.YES, f"unless --fact {name}=yes: {question}" if name != "small" else f"unless: {question}")


def _at_most_unknown(answer: Answer) -> Answer:
    return Answer.NO if answer is Answer.NO else Answer.UNKNOWN


def _count(condition: str, what: str, sign: str, least: int, facts: Facts, law: Law) -> Reason:
    if what == "grade":
        reached, possible = grade(facts, law)
        answer = Answer.YES if reached >= least else Answer.UNKNOWN if possible >= least else Answer.NO
        because = f"people: {facts.people}; grade reached {_named(reached, law)}, possible {_named(possible, law)}"
        return Reason(condition, answer, because, "--fact persons=NUMBER")
    amount, say = facts.people, "--fact persons=NUMBER"
    because = f"people: {amount}{' as was said' if 'persons' in facts.said else ''}"
    if what == "residents":
        amount, say = facts.residents(law.jurisdiction), f"--fact residents.{law.jurisdiction}=NUMBER"
        because = f"people who live in {law.jurisdiction}: {amount}"
    elif what == "residents_of_one_state":
        amount, say = _largest_state(facts, law), f"--fact residents.{law.jurisdiction}-XX=NUMBER for each state"
        because = f"people of one state of {law.jurisdiction}: {amount}"
    answer = amount.reaches(least)
    if facts.people.reaches(least) is Answer.NO:  # nowhere can there be more of them than in all
        answer, because = Answer.NO, f"people: {facts.people} in all{', as was said' if 'persons' in facts.said else ''}"
    if answer is Answer.UNKNOWN and amount.count is not None:
        because += f"; {least:,} may be reached"
    return Reason(condition, answer if sign == ">=" else _OPPOSITE[answer], because, say)


def _named(number: int, law: Law) -> str:
    return next((f"{one.grade} ({one.zh})" for one in law.grades if one.grade == number), "none")


def _largest_state(facts: Facts, law: Law) -> Amount:
    states = {code: n for code, n in facts.places().items() if code.startswith(f"{law.jurisdiction}-")}
    if not states:
        return Amount(None)
    known = max((amount.count or 0 for amount in states.values()), default=0)
    return Amount(known, more=any(amount.more or amount.count is None for amount in states.values()))


def _kinds(condition: str, names: tuple[str, ...], facts: Facts) -> Reason:
    shown = sorted(kind for kind in facts.kinds if any(fnmatchcase(kind, name) for name in names))
    if shown:
        return Reason(condition, Answer.YES, f"kinds shown: {', '.join(shown)}")
    if facts.kinds_whole:
        return Reason(condition, Answer.NO, f"kinds shown: none of {', '.join(names)}")
    return Reason(condition, Answer.UNKNOWN, "not all kinds that were shown are known", "declare the kinds of the routes")


def _fact(condition: str, names: tuple[str, ...], facts: Facts) -> Reason:
    name = names[0]
    answer, question = facts.answer(name), questions()[name].ask
    said = {Answer.UNKNOWN: "not said"}.get(answer, str(answer))
    return Reason(condition, answer, f"{question} {said}", f"--fact {name}=yes|no: {question}")


def _sector(condition: str, names: tuple[str, ...], facts: Facts) -> Reason:
    sectors = facts.organisation.sectors
    if sectors is None:
        say = "say what the organisation is: [organisation] sectors in headcount.toml"
        return Reason(condition, Answer.UNKNOWN, f"whether the organisation is one of {', '.join(names)} was not said", say)
    found = [name for name in names if name in sectors]
    because = f"the organisation is {', '.join(found)}" if found else f"the organisation is none of {', '.join(names)}"
    return Reason(condition, Answer.YES if found else Answer.NO, because)


def _role(condition: str, names: tuple[str, ...], facts: Facts) -> Reason:
    role = facts.organisation.role
    return Reason(condition, Answer.YES if role in names else Answer.NO, f"the organisation is a {role}")


def _personal(condition: str, _: tuple[str, ...], facts: Facts) -> Reason:
    if (facts.people.count or 0) > 0 or facts.kinds:
        return Reason(condition, Answer.YES, "personal data were shown")
    return Reason(condition, Answer.UNKNOWN, "whether the records are personal data is not known", "--fact persons=NUMBER")


def _switch(condition: str, _: tuple[str, ...], facts: Facts) -> Reason:
    value = facts.organisation.critical if condition == "critical" else facts.organisation.small
    words = {"critical": "critical information infrastructure", "small": "a small processing agent"}[condition]
    if value is None:
        return Reason(
            condition, Answer.UNKNOWN, f"whether it is {words} was not said", f"[organisation] {condition} = true or false"
        )
    return Reason(condition, Answer.YES if value else Answer.NO, f"it is {'' if value else 'not '}{words}")


_ASKED: dict[str, Callable[[str, tuple[str, ...], Facts], Reason]] = {
    "kinds": _kinds,
    "fact": _fact,
    "role": _role,
    "sector": _sector,
    "personal": _personal,
    "critical": _switch,
    "small": _switch,
}
"""What answers a condition that counts nothing, by its first word."""
