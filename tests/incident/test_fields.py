from __future__ import annotations

import datetime as dt

import msgspec

from headcount.incident.facts import Facts
from headcount.incident.fields import FIELDS, missing, values
from headcount.incident.laws import laws
from headcount.model.duty import Value
from headcount.model.incident import ClientName
from headcount.model.law import Law
from tests.made_incident import AWARE, SIGNALLED, exposure, facts


def _law(name: str) -> Law:
    return next(law for law in laws() if law.id == name)


def test_what_the_ledger_and_the_configuration_know() -> None:
    known = values(
        facts(exposure(61, at_least=("a gap",)), "DE", name="Example GmbH", contact="privacy@shop.example"), _law("eu.gdpr")
    )
    assert list(known) == list(FIELDS)
    assert {name: value for name, value in known.items() if not value.missing} == {
        "org": Value("org", "Example GmbH"),
        "contact": Value("contact", "privacy@shop.example"),
        "what_happened": Value("what_happened", number=2),
        "time_occurred": Value("time_occurred", times=(SIGNALLED - dt.timedelta(days=10), SIGNALLED)),
        "time_discovered": Value("time_discovered", times=(SIGNALLED, AWARE)),
        "systems": Value("systems", items=("GET /orders/{id}",)),
        "data_types": Value("data_types", kinds=("phone", "nickname")),
        "persons": Value("persons", number=61, at_least=True),
        "records": Value("records", number=61, at_least=True),
        "suspect": Value("suspect", items=("account seller-88", "address 192.0.2.7")),
        "attack_path": Value(
            "attack_path",
            times=(SIGNALLED - dt.timedelta(days=10), SIGNALLED),
            items=("GET /orders/{id}",),
            lenses=("account", "address"),
        ),
        "iocs": Value("iocs", items=("192.0.2.7",)),
    }


def test_the_grade_is_the_one_that_is_reached() -> None:
    law = _law("cn.incident_report")
    assert values(facts(exposure(10_000_000)), law)["grade"] == Value("grade", number=3, items=("重大",))
    assert values(facts(exposure(10_000_000, at_least=("a gap",))), law)["grade"] == Value(
        "grade", number=3, at_least=True, items=("重大",)
    )
    assert values(facts(exposure(None, records=5)), law)["grade"].missing
    said = {"graded_higher": "yes"}
    assert values(facts(exposure(5), said=said), law)["grade"].missing
    assert values(facts(exposure(5), said={**said, "grade": "较大"}), law)["grade"] == Value("grade", "较大")


def test_what_people_said_comes_before_what_was_counted() -> None:
    said = {"what_happened": "A partner's key was stolen.", "measures": "The key was revoked.", "people_told": AWARE.isoformat()}
    shown = facts(exposure(None, records=900, homes={"DE": 5, "FR": 4}), said={**said, "persons": "812"})
    stamps = msgspec.structs.replace(shown.incident.stamps, contained=AWARE)
    known = Facts(msgspec.structs.replace(shown.incident, stamps=stamps), shown.exposure, shown.organisation, shown.said)
    filled = values(known, _law("eu.gdpr"))
    assert filled["what_happened"] == Value("what_happened", "A partner's key was stolen.")
    assert filled["measures"] == Value("measures", "The key was revoked.", times=(AWARE,))
    assert filled["told_people"] == Value("told_people", times=(AWARE,))
    assert filled["persons"] == Value("persons", number=812)
    assert filled["cross_border"] == Value("cross_border", items=("DE", "FR"))


def test_a_number_that_was_named_stands_beside_the_one_that_was_counted() -> None:
    filled = values(facts(exposure(726), said={"persons": "118000"}), _law("eu.gdpr"))
    assert filled["persons"] == Value("persons", number=118000, counted=726)
    assert filled["records"] == Value("records", number=726, at_least=True)
    assert values(facts(exposure(726), said={"persons": "726"}), _law("eu.gdpr"))["persons"] == Value("persons", number=726)


def test_kinds_that_were_shown_masked_only() -> None:
    shown = exposure(5)
    phone, nickname = shown.by_kind
    masked = msgspec.structs.replace(shown, by_kind=(msgspec.structs.replace(phone, clear=0, masked=5), nickname))
    assert values(facts(masked), _law("eu.gdpr"))["data_types"] == Value(
        "data_types", kinds=("phone", "nickname"), masked=("phone",)
    )


def test_gaps_without_those_that_most_incidents_leave_empty() -> None:
    known = facts(exposure(61))
    assert missing(("harm", "ransom", "persons", "delay_reason", "contact"), values(known, _law("eu.gdpr"))) == (
        "harm",
        "contact",
    )


def test_how_access_was_gained_is_said_only_where_it_is_known() -> None:
    known = facts(exposure(61))
    law = _law("cn.incident_report")
    nowhere = Facts(known.incident, msgspec.structs.replace(known.exposure, by_route=()), known.organisation)
    network = msgspec.structs.replace(known.incident, clients=(ClientName("prefix", "192.0.2.0/24"),))
    assert values(nowhere, law)["attack_path"].missing
    assert values(Facts(network, known.exposure, known.organisation), law)["attack_path"].missing
    said = Facts(known.incident, known.exposure, known.organisation, {"attack_path": "A partner's key was stolen."})
    assert values(said, law)["attack_path"] == Value("attack_path", "A partner's key was stolen.")
