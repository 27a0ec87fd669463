from __future__ import annotations

import msgspec
import pytest

from headcount.incident.conditions import ask, binds, exception, grade
from headcount.incident.facts import Facts
from headcount.incident.laws import laws, questions
from headcount.model.duty import Answer
from headcount.model.law import Law
from tests.made_incident import exposure, facts

YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN


def _law(name: str) -> Law:
    return next(law for law in laws() if law.id == name)


def _answers(condition: str, *known: Facts, law: str = "us.hipaa") -> list[Answer]:
    return [ask(condition, one, _law(law)).answer for one in known]


def test_every_condition_of_every_law_is_understood() -> None:
    known = facts(exposure(5))
    for law in laws():
        steps = [condition for step in law.steps for condition in (*step.all, *step.any)]
        assert all(ask(condition, known, law).condition == condition for condition in (*law.all, *law.any, *steps))
        exceptions = [name for step in law.steps for name in step.unless]
        assert all(exception(name, known).answer is YES for name in (*law.unless, *exceptions))


def test_counts() -> None:
    known = [facts(exposure(499)), facts(exposure(500)), facts(exposure(499, at_least=("a gap",))), facts(exposure(None))]
    assert _answers("persons >= 500", *known) == [NO, YES, UNKNOWN, UNKNOWN]
    assert _answers("persons < 500", *known) == [YES, NO, UNKNOWN, UNKNOWN]
    assert "500 may be reached" in ask("persons >= 500", known[2], _law("us.hipaa")).because


def test_the_largest_state() -> None:
    condition = "residents_of_one_state >= 501"
    assert _answers(condition, facts(exposure(900, homes={"US-CA": 501, "US-TX": 399}))) == [YES]
    assert _answers(condition, facts(exposure(900, homes={"US-CA": 450, "US-TX": 450}))) == [NO]
    assert _answers(condition, facts(exposure(900, homes={"US-CA": 450, "unknown": 450}))) == [UNKNOWN]
    assert _answers(condition, facts(exposure(900))) == [UNKNOWN]
    assert _answers(condition, facts(exposure(61))) == [NO]  # no state can have more of them than there are


def test_kinds() -> None:
    condition = "kinds: health, national_id.*"
    known = [exposure(5, kinds=kinds) for kinds in (("national_id.cn",), ("phone",), ("phone", "unknown"), ())]
    assert _answers(condition, *map(facts, known)) == [YES, NO, UNKNOWN, UNKNOWN]


def test_what_the_organisation_is() -> None:
    shown = exposure(5)
    assert _answers("role: controller", facts(shown), facts(shown, role="processor")) == [YES, NO]
    assert _answers("sector: hipaa", facts(shown), facts(shown, sectors=()), facts(shown, sectors=("hipaa",))) == [
        UNKNOWN,
        NO,
        YES,
    ]
    assert _answers("critical", facts(shown), facts(shown, critical=False), facts(shown, critical=True)) == [UNKNOWN, NO, YES]
    assert _answers("not critical", facts(shown), facts(shown, critical=False)) == [UNKNOWN, YES]


def test_what_people_say() -> None:
    shown = exposure(5)
    known = [facts(shown, said={"high_risk": word}) for word in ("yes", "no")]
    assert _answers("fact: high_risk", *known, facts(shown)) == [YES, NO, UNKNOWN]
    told = ask("fact: high_risk", facts(shown), _law("eu.gdpr"))
    assert told.ask == f"--fact high_risk=yes|no: {questions()['high_risk'].ask}"


def test_an_exception_holds_only_when_it_is_said() -> None:
    shown = exposure(5)
    known = [facts(shown), facts(shown, said={"encrypted": "no"}), facts(shown, said={"encrypted": "yes"})]
    assert [exception("encrypted", one).answer for one in known] == [YES, YES, NO]
    assert [exception("small", facts(shown, small=small)).answer for small in (None, False, True)] == [YES, YES, NO]


def test_personal_data() -> None:
    shown = [
        exposure(5, kinds=()),
        exposure(None, records=5),
        exposure(None, records=5, kinds=("unknown",)),
        exposure(0, kinds=()),
    ]
    assert _answers("personal", *map(facts, shown)) == [YES, YES, UNKNOWN, UNKNOWN]


@pytest.mark.parametrize(
    ("people", "reached"), [(999_999, 1), (1_000_000, 2), (10_000_000, 3), (99_999_999, 3), (100_000_000, 4)], ids=str
)
def test_grades_of_the_cac(people: int, reached: int) -> None:
    assert grade(facts(exposure(people)), _law("cn.incident_report")) == (reached, reached)
    assert grade(facts(exposure(people, at_least=("a gap",))), _law("cn.incident_report")) == (reached, 4)


def test_grades_of_the_miit_by_sensitive_people_too() -> None:
    """Only the grade 'major' was read; the others are from memory, so they are possible and never reached."""
    law = _law("cn.miit_incident")
    shown = msgspec.structs.replace(exposure(1_500_000), sensitive=1_000_000)
    assert grade(facts(shown), law) == (3, 3)
    assert grade(facts(msgspec.structs.replace(shown, sensitive=0)), law) == (0, 2)


def test_where_a_law_binds() -> None:
    shown = exposure(5)
    assert binds(facts(shown, "DE"), _law("eu.gdpr")).answer is YES
    assert binds(facts(shown, "CN"), _law("eu.gdpr")).answer is NO
    assert binds(facts(shown), _law("eu.gdpr")).answer is UNKNOWN
    abroad = facts(exposure(5, homes={"DE": 5}), "CN")
    assert binds(abroad, _law("eu.gdpr")).answer is UNKNOWN
    assert "add EU" in binds(abroad, _law("eu.gdpr")).ask


def test_where_the_law_of_a_state_binds() -> None:
    californians, texans = exposure(5, homes={"US-CA": 5}), exposure(5, homes={"US-TX": 5})
    assert binds(facts(californians, "US"), _law("us.ca")).answer is YES
    assert binds(facts(texans, "US-CA"), _law("us.ca")).answer is NO
    assert binds(facts(exposure(5), "US-CA"), _law("us.ca")).answer is UNKNOWN
    assert binds(facts(californians), _law("us.ca")).answer is UNKNOWN
    assert binds(facts(texans), _law("us.ca")).answer is NO
    assert binds(facts(californians, "CN"), _law("us.ca")).answer is UNKNOWN


def test_what_is_no_condition() -> None:
    with pytest.raises(ValueError, match=r"us\.hipaa: 'people > 5' is no condition"):
        ask("people > 5", facts(exposure(5)), _law("us.hipaa"))
