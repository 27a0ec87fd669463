"""Worked cases: duties and deadlines as they were written down by hand from the table of duties."""

from __future__ import annotations

import datetime as dt
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.incident import business_days
from headcount.incident.duties import duties, remarks
from headcount.incident.facts import Facts
from headcount.incident.laws import questions
from headcount.model.duty import Answer, Standing
from headcount.model.incident import State
from headcount.model.law import Mark
from headcount.model.organisation import SECTORS, Organisation
from tests.made_incident import AWARE, asked, exposure, facts, incident, written

APPLIES, MAY = Standing.APPLIES, Standing.MAY
TAOBAO = 1_180_738_048
EVERYWHERE = ("CN", "EU", "GB", "US", "JP", "KR", "SG", "IN", "BR", "VN", "AU", "TW", "HK", "MO")
_NOW = "2026-11-20 10:00 +0800"


def test_taobao_when_it_was_found() -> None:
    """Found on 14 August 2020: of the laws in the table only the Cybersecurity Law of 2016 was in force."""
    found = facts(
        exposure(None, records=TAOBAO), "CN", aware=dt.datetime(2020, 8, 14, 2, tzinfo=dt.UTC), sectors=(), critical=False
    )
    at_once = "2020-08-14 10:00 +0800"
    assert asked(found) == {"cn.csl.2016 1": (APPLIES, at_once), "cn.csl.2016 2": (APPLIES, at_once)}


def test_taobao_if_it_were_found_today() -> None:
    """1,180,738,048 rows, distinct people not published: the report to the CAC hangs on them."""
    found = facts(exposure(None, records=TAOBAO), "CN", sectors=(), critical=False)
    assert asked(found) == {
        "cn.pipl.57 1": (APPLIES, _NOW),
        "cn.pipl.57 2": (APPLIES, _NOW),
        "cn.incident_report 1": (MAY, "2026-11-20 14:00 +0800"),
        "cn.incident_report 4": (MAY, _NOW),
        "cn.incident_report 5": (MAY, ""),
        "cn.csl 1": (APPLIES, _NOW),
        "cn.csl 2": (APPLIES, _NOW),
        "cn.dsl.29 1": (APPLIES, _NOW),
        "cn.dsl.29 2": (APPLIES, _NOW),
        "cn.ndsr.11 1": (APPLIES, _NOW),
        "cn.ndsr.11 2": (MAY, _NOW),
        "cn.ndsr.11 3": (MAY, _NOW),
        "cn.ndsr.11 4": (MAY, "2026-11-21 10:00 +0800"),
    }
    report = next(duty for duty in duties(found) if duty.law == "cn.incident_report")
    assert report.asks[0] == "--fact persons=NUMBER"


def test_taobao_with_its_people_and_its_crime() -> None:
    """With 100,000,000 people or more it is of the gravest grade, and a crime is told at once; two defendants were sentenced."""
    said = {"persons": "100000000", "crime": "yes", "rights_harmed": "yes", "hole_endangers": "no"}
    found = facts(exposure(None, records=TAOBAO), "CN", sectors=(), critical=False, said=said)
    told = asked(found)
    assert told["cn.incident_report 1"] == (APPLIES, "2026-11-20 14:00 +0800")
    assert told["cn.incident_report 4"] == (APPLIES, _NOW)
    assert told["cn.ndsr.11 2"] == (APPLIES, _NOW)
    assert told["cn.ndsr.11 3"] == (APPLIES, _NOW)
    assert {standing for standing, _ in told.values()} == {APPLIES}
    report = next(duty for duty in duties(found) if duty.law == "cn.incident_report")
    assert "4 (特别重大)" in next(reason.because for reason in report.reasons if reason.condition == "grade >= 2")


def test_who_reports_to_the_cac_in_one_two_or_four_hours() -> None:
    """Ordinary operators 4 h, critical infrastructure 1 h, state organs 2 h; unsaid, all of them may be meant."""
    shown = exposure(1_000_000)
    report = {f"cn.incident_report {n}" for n in (1, 2, 3)}

    def due(**who: object) -> dict[str, tuple[Standing, str]]:
        return {name: value for name, value in asked(facts(shown, "CN", **who)).items() if name in report}  # type: ignore[arg-type]  # any field

    assert due(sectors=(), critical=False) == {"cn.incident_report 1": (APPLIES, "2026-11-20 14:00 +0800")}
    assert due(sectors=(), critical=True) == {"cn.incident_report 2": (APPLIES, "2026-11-20 11:00 +0800")}
    assert due(sectors=("state_organ",), critical=False) == {"cn.incident_report 3": (APPLIES, "2026-11-20 12:00 +0800")}
    assert {name: standing for name, (standing, _) in due().items()} == dict.fromkeys(report, MAY)


@pytest.mark.parametrize(("people", "grade"), [(9_999_999, "2 (较大)"), (10_000_000, "3 (重大)"), (99_999_999, "3 (重大)")])
def test_cainiao(people: int, grade: str) -> None:
    """More than 10 million people: grave; 'or more' includes the number. The closing report: 30 days after handling ends."""
    said = {"handling_ended": "2026-11-30T09:00:00+08:00"}
    found = facts(exposure(people, kinds=("person_name", "phone", "address")), "CN", sectors=(), critical=False, said=said)
    told = asked(found)
    assert told["cn.incident_report 1"] == (APPLIES, "2026-11-20 14:00 +0800")
    assert told["cn.incident_report 5"] == (APPLIES, "2026-12-30 23:59 +0800")
    report = next(duty for duty in duties(found) if duty.law == "cn.incident_report")
    assert f"grade reached {grade}" in next(reason.because for reason in report.reasons if reason.condition == "grade >= 2")


def test_below_a_million_nothing_is_reported_to_the_cac_unless_it_is_graded_higher() -> None:
    shown = exposure(999_999)
    no = facts(shown, "CN", sectors=(), critical=False, said={"graded_higher": "no"})
    yes = facts(shown, "CN", sectors=(), critical=False, said={"graded_higher": "yes"})
    lower_bound = facts(exposure(999_999, at_least=("a gap",)), "CN", sectors=(), critical=False, said={"graded_higher": "no"})
    assert not [name for name in asked(no) if name.startswith("cn.incident_report")]
    assert asked(yes)["cn.incident_report 1"][0] is APPLIES
    assert asked(lower_bound)["cn.incident_report 1"][0] is MAY


def test_hospital_clerk_in_the_united_states() -> None:
    """61 patients of a covered entity, found on 19 November 2026 (there): people 60 days, HHS after the year's end."""
    shown = exposure(61, kinds=("person_name", "health"), homes={"US-CA": 61})
    assert asked(facts(shown, "US-CA", sectors=("hipaa",), critical=False)) == {
        "us.hipaa 1": (APPLIES, "2027-01-18 23:59 -0500"),
        "us.hipaa 3": (APPLIES, "2027-03-01 23:59 -0500"),
        "us.ca 1": (APPLIES, "2026-12-19 23:59 -0800"),
    }


def test_hospital_clerk_in_germany() -> None:
    """The supervisory authority within 72 hours through the weekend; the patients too when the risk is high."""
    shown = exposure(61, kinds=("person_name", "health"))
    friday = dt.datetime(2026, 11, 20, 16, 30, tzinfo=dt.UTC)
    unsaid = facts(shown, "DE", aware=friday, sectors=())
    assert asked(unsaid) == {
        "eu.gdpr 1": (APPLIES, "2026-11-23 17:30 +0100"),
        "eu.gdpr 2": (MAY, "2026-11-20 17:30 +0100"),
        "eu.gdpr 3": (APPLIES, "2026-11-20 17:30 +0100"),
    }
    assert asked(facts(shown, "DE", aware=friday, sectors=(), said={"high_risk": "yes"}))["eu.gdpr 2"][0] is APPLIES
    assert "eu.gdpr 1" not in asked(facts(shown, "DE", aware=friday, sectors=(), said={"risk_unlikely": "yes"}))
    assert list(asked(facts(shown, "DE", aware=friday, sectors=(), role="processor"))) == ["eu.gdpr 4"]


def test_700_residents_of_singapore() -> None:
    """500 people or more: the PDPC 3 days after the assessment, which may take 30 days; people only if harm is significant."""
    shown = exposure(700, homes={"SG": 700})
    before = asked(facts(shown, "SG"))
    assert before == {"sg.pdpa 1": (APPLIES, "2026-12-20 23:59 +0800"), "sg.pdpa 2": (APPLIES, ""), "sg.pdpa 3": (MAY, "")}
    after = asked(facts(shown, "SG", said={"assessed": "2026-11-25T18:00:00+08:00", "significant_harm": "no"}))
    assert after == {"sg.pdpa 1": (APPLIES, "2026-12-20 23:59 +0800"), "sg.pdpa 2": (APPLIES, "2026-11-28 23:59 +0800")}
    assert asked(facts(shown, "SG", said={"internal_only": "yes"})) == {}


@pytest.mark.parametrize(
    ("people", "gap", "standing"),
    [(500, False, APPLIES), (499, False, None), (499, True, MAY), (500, True, APPLIES)],
    ids=["reached", "not reached", "may be reached", "reached by a lower bound"],
)
def test_the_line_of_singapore(people: int, gap: bool, standing: Standing | None) -> None:
    shown = exposure(people, at_least=("10 lines were skipped",) if gap else ())
    told = asked(facts(shown, "SG", said={"significant_harm": "no"}))
    assert told.get("sg.pdpa 2", (None, ""))[0] is standing


def test_12_000_californians() -> None:
    """People 30 days from discovery; the Attorney General 15 days after they were told, over 500 residents."""
    shown = exposure(12_000, homes={"US-CA": 12_000})
    assert asked(facts(shown, "US-CA", sectors=())) == {"us.ca 1": (APPLIES, "2026-12-19 23:59 -0800"), "us.ca 2": (APPLIES, "")}
    told = asked(facts(shown, "US-CA", sectors=(), said={"people_told.us.ca": "2026-12-01T12:00:00-08:00"}))
    assert told["us.ca 2"] == (APPLIES, "2026-12-16 23:59 -0800")
    exactly = exposure(500, homes={"US-CA": 500})
    assert list(asked(facts(exactly, "US-CA", sectors=()))) == ["us.ca 1"]
    assert asked(facts(exposure(501, homes={"US-CA": 501}), "US-CA", sectors=()))["us.ca 2"][0] is APPLIES


def test_residents_of_a_state_where_the_organisation_is_not() -> None:
    shown = exposure(300, homes={"US-CA": 200, "US-TX": 100})
    told = asked(facts(shown, "US-CA", sectors=()))
    assert told["us.ca 1"][0] is APPLIES
    assert {name: standing for name, (standing, _) in told.items() if name.startswith("us.tx")} == {"us.tx 1": MAY}


def test_a_place_that_is_no_code_may_be_anywhere() -> None:
    """The table of residence says `region 0`: nobody knows whether Californians are among them."""
    known = facts(exposure(600, homes={"region 0": 600}), "US-CA", sectors=())
    assert {name: standing for name, (standing, _) in asked(known).items()} == {"us.ca 1": MAY, "us.ca 2": MAY}
    assert remarks(known)[0] == (
        "Residence",
        "1 places are no codes of countries or states (region 0): name them in [organisation] places",
    )
    placed = facts(exposure(600, homes={"region 0": 600}), "US-CA", sectors=(), places={"region 0": "US-CA"})
    assert asked(placed)["us.ca 2"][0] is APPLIES


def test_japan() -> None:
    """1,001 people: preliminary 5 days, final 30 days, 60 for a wrongful purpose; 1,000 people: nothing by number alone."""
    said = {"property_damage": "no", "wrongful_purpose": "no"}
    now = "2026-11-20 11:00 +0900"
    final = {"jp.appi 1": (APPLIES, "2026-11-25 23:59 +0900"), "jp.appi 4": (APPLIES, now)}
    assert asked(facts(exposure(1001), "JP", said=said)) == {**final, "jp.appi 2": (APPLIES, "2026-12-20 23:59 +0900")}
    wrongful = asked(facts(exposure(1), "JP", said={"wrongful_purpose": "yes"}))
    assert wrongful == {**final, "jp.appi 3": (APPLIES, "2027-01-19 23:59 +0900")}
    assert asked(facts(exposure(1000), "JP", said=said)) == {}
    assert "jp.appi 1" in asked(facts(exposure(1, kinds=("health",)), "JP", said=said))


def test_korea_before_and_after_the_change() -> None:
    """In force from 11 September 2026; before, without the notice of a possible leak. 1,000 people, or outside access."""
    shown = exposure(1000)
    last = dt.datetime(2026, 9, 10, 14, 59, tzinfo=dt.UTC)  # 23:59 in Seoul
    assert asked(facts(shown, "KR", aware=last)) == {
        "kr.pipa.before 1": (APPLIES, "2026-09-13 23:59 +0900"),
        "kr.pipa.before 2": (APPLIES, "2026-09-13 23:59 +0900"),
    }
    first = last + dt.timedelta(minutes=1)
    due = "2026-09-14 00:00 +0900"
    assert asked(facts(shown, "KR", aware=first)) == {
        "kr.pipa 1": (APPLIES, due),
        "kr.pipa 2": (APPLIES, due),
        "kr.pipa 3": (MAY, due),
    }
    assert asked(facts(exposure(3), "KR", said={"outside_access": "yes"}))["kr.pipa 2"][0] is APPLIES
    assert asked(facts(exposure(3), "KR", said={"outside_access": "no"})).keys() == {"kr.pipa 1", "kr.pipa 3"}


def test_brazil_counts_working_days() -> None:
    """20 November is a holiday: Thursday 19th, then Monday, Tuesday, Wednesday 25th. The supplement: 20 working days."""
    thursday = dt.datetime(2026, 11, 19, 15, tzinfo=dt.UTC)
    said = {"significant_effect": "yes", "first_report": "2026-11-25T10:00:00-03:00"}
    shown = exposure(10, kinds=("health",))
    assert asked(facts(shown, "BR", aware=thursday, said=said, small=False)) == {
        "br.lgpd 1": (APPLIES, "2026-11-25 23:59 -0300"),
        "br.lgpd 2": (APPLIES, "2026-12-23 23:59 -0300"),
        "br.lgpd 3": (APPLIES, "2026-11-25 23:59 -0300"),
    }
    small = asked(facts(shown, "BR", aware=thursday, said=said, small=True))
    assert "br.lgpd 1" not in small
    assert small["br.lgpd 4"] == (APPLIES, "2026-11-30 23:59 -0300")


def test_without_the_calendar_of_holidays_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    business_days._holidays.cache_clear()
    found = duties(facts(exposure(10, kinds=("health",)), "BR", "DE", said={"significant_effect": "yes"}, small=False))
    report = next(duty for duty in found if (duty.law, duty.step) == ("br.lgpd", 1))
    assert (report.standing, report.due) == (APPLIES, None)
    assert report.note == "12 items of content; working days need the package holidays: install headcount[incident]"
    assert next(duty for duty in found if duty.law == "eu.gdpr").due is not None


def test_nis2() -> None:
    """24 hours, 72 hours, and one month after the first report: 31 January ends on 28 February."""
    said = {"significant": "yes", "first_report": "2027-01-31T10:00:00+01:00", "asked_by_authority": "no"}
    told = asked(facts(exposure(None, records=5, kinds=()), "FR", sectors=("essential",), said=said))
    assert {name: value for name, value in told.items() if name.startswith("eu.nis2")} == {
        "eu.nis2 1": (APPLIES, "2026-11-21 03:00 +0100"),
        "eu.nis2 2": (APPLIES, "2026-11-23 03:00 +0100"),
        "eu.nis2 4": (APPLIES, "2027-02-28 23:59 +0100"),
        "eu.nis2 5": (MAY, "2026-11-20 03:00 +0100"),
    }


def test_britain_india_vietnam_australia() -> None:
    assert asked(facts(exposure(5), "GB", said={"high_risk": "no"})) == {"uk.gdpr 1": (APPLIES, "2026-11-23 02:00 +0000")}
    assert asked(facts(exposure(5), "IN")) == {"in.certin 1": (MAY, "2026-11-20 13:30 +0530")}
    in_force = dt.datetime(2027, 5, 13, 18, 30, tzinfo=dt.UTC)  # the first minute of 14 May there
    assert asked(facts(exposure(5), "IN", aware=in_force, said={"cyber_incident": "no"})) == {
        "in.dpdp 1": (APPLIES, "2027-05-14 00:00 +0530"),
        "in.dpdp 2": (APPLIES, "2027-05-14 00:00 +0530"),
        "in.dpdp 3": (APPLIES, "2027-05-17 00:00 +0530"),
    }
    assert asked(facts(exposure(5), "VN", said={"may_harm": "yes"})) == {
        "vn.pdpl 1": (APPLIES, "2026-11-23 09:00 +0700"),
        "vn.pdpl 2": (MAY, "2026-12-05 09:00 +0700"),
    }
    assert asked(facts(exposure(5), "AU", sectors=("app_entity",))) == {
        "au.ndb 1": (APPLIES, "2026-12-20 23:59 +1100"),
        "au.ndb 2": (MAY, ""),
        "au.ndb 3": (MAY, ""),
    }


def test_what_is_from_memory_never_applies() -> None:
    """Whatever is said, a rule that the table has from memory may apply, and asks to be checked."""
    shown = exposure(10**9, kinds=("health", "bank_card", "credential"), homes={"US-CA": 10**8, "US-NY": 10**8, "US-WA": 10**8})
    yes = dict.fromkeys(["may_harm", "significant", "recipients_affected", "serious_harm", "significant_effect"], "yes")
    found = duties(facts(shown, *EVERYWHERE, said=yes, sectors=SECTORS, critical=True, small=True))
    recalled = [duty for duty in found if duty.mark is Mark.RECALL]
    assert len(recalled) >= 7
    assert {duty.standing for duty in recalled} <= {MAY, Standing.NOT}
    assert all(any("check this rule" in ask for ask in duty.asks) for duty in recalled)


def test_one_notice_is_everywhere_when_nothing_is_said() -> None:
    """Without an [organisation] no law is left out in silence, and each says what is missing."""
    found = duties(Facts(incident(), exposure(5), Organisation(), {}))
    maybe = [duty for duty in found if duty.standing is MAY]
    assert not [duty for duty in found if duty.standing is APPLIES]
    assert {"eu.gdpr", "cn.pipl.57", "us.ca", "br.lgpd", "sg.pdpa"} <= {duty.law for duty in maybe}
    assert all(any("jurisdictions" in ask for ask in duty.asks) for duty in maybe)


def test_before_anybody_is_aware_no_clock_runs() -> None:
    found = duties(facts(exposure(61), "DE", aware=None, sectors=()))
    report = next(duty for duty in found if duty.law == "eu.gdpr")
    assert (report.started, report.due) == (None, None)
    assert report.earliest == dt.datetime(2026, 11, 23, 1, tzinfo=dt.UTC)  # 72 hours after the first signal


def test_a_false_alarm_asks_nothing() -> None:
    known = facts(exposure(61), "DE")
    assert duties(Facts(incident(state=State.FALSE_ALARM), known.exposure, known.organisation, {})) == []


def test_what_is_missing_and_what_was_done() -> None:
    said = {"harm": "calls by fraudsters", "done.eu.gdpr.1": "2026-11-22T09:00:00+01:00"}
    found = duties(facts(exposure(61), "DE", said=said, sectors=(), contact="privacy@shop.example"))
    first, people, _ = (duty for duty in found if duty.law == "eu.gdpr" and duty.step < 4)
    assert (first.missing, people.missing) == (("measures",), ("measures",))
    assert first.done == dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC)
    assert first.approximate
    assert written(first) == "2026-11-23 03:00 +0100"


def test_every_reason_has_an_answer_and_every_open_one_a_way_on() -> None:
    found = duties(facts(exposure(None, kinds=("unknown",), at_least=("a gap",)), *EVERYWHERE, aware=AWARE))
    open_ones = [reason for duty in found for reason in duty.reasons if reason.answer is Answer.UNKNOWN]
    assert open_ones
    assert [reason for reason in open_ones if not reason.ask or not reason.because] == []


PLACES = ("CN", "US-CA", "US-TX", "SG", "DE", "unknown", "region 0")
SAID = st.dictionaries(
    st.sampled_from([name for name, question in questions().items() if question.kind == "yes_no"]), st.sampled_from(["yes", "no"])
)
WHO = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["controller", "processor"]),
        "sectors": st.none() | st.sets(st.sampled_from(SECTORS)).map(tuple),
        "critical": st.sampled_from([None, True, False]),
        "small": st.sampled_from([None, True, False]),
    }
)


@given(
    st.none() | st.integers(0, 2 * 10**8),
    st.sets(st.sampled_from(["phone", "health", "bank_card", "unknown"])).map(tuple),
    st.dictionaries(st.sampled_from(PLACES), st.integers(0, 3000)),
    st.sets(st.sampled_from([*EVERYWHERE, "US-CA", "DE"])).map(tuple),
    SAID,
    WHO,
)
@settings(max_examples=25, deadline=None)
def test_knowing_less_only_makes_it_less_certain(
    people: int | None,
    kinds: tuple[str, ...],
    homes: dict[str, int],
    where: tuple[str, ...],
    said: dict[str, str],
    who: dict[str, object],
) -> None:
    """With a gap in the log nothing begins to apply, and nothing ceases to: what was certain stays so or becomes possible."""
    if people is not None:
        people = max(people, sum(homes.values()))  # each lives somewhere, and nobody twice
    whole = duties(facts(exposure(people, records=5, kinds=kinds, homes=homes), *where, said=said, **who))  # type: ignore[arg-type]  # any field
    gap = exposure(people, records=5, kinds=kinds, homes=homes, at_least=("a gap",))
    partly = duties(facts(gap, *where, said=said, **who))  # type: ignore[arg-type]  # any field
    assert [(duty.law, duty.step) for duty in whole] == [(duty.law, duty.step) for duty in partly]
    changed = {
        (one.standing, other.standing) for one, other in zip(whole, partly, strict=True) if one.standing is not other.standing
    }
    assert changed <= {(APPLIES, MAY), (Standing.NOT, MAY)}


def test_proposals_are_named_and_not_counted() -> None:
    known = facts(exposure(5), "DE", "MO")
    assert [heading for heading, _ in remarks(known)] == ["Digital Omnibus (proposal of 2025-11-19)", "Law 8/2005"]
