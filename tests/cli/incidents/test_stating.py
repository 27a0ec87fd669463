from __future__ import annotations

from tests.cli.incidents.conftest import Headcount


def test_facts_are_kept_in_the_log_and_known_from_then_on(headcount: Headcount) -> None:
    assert (
        headcount("incident", "duties", "1", "--fact", "persons=412", "--fact", "harm=calls", "--by", "privacy office").code == 0
    )
    log = headcount("incident", "show", "1", "--json", "-").json["changes"]
    assert [(one["by"], one["what"], one["detail"]) for one in log[-2:]] == [
        ("privacy office", "fact", "persons=412"),
        ("privacy office", "fact", "harm=calls"),
    ]
    later = headcount("incident", "duties", "1", "--json", "-").json
    because = {reason["condition"]: reason["because"] for duty in later["duties"] for reason in duty["reasons"]}
    assert because["persons >= 500"] == "people: 412 in all, as was said"


def test_one_wrong_fact_writes_none(headcount: Headcount) -> None:
    shown = headcount("incident", "duties", "1", "--fact", "persons=412", "--fact", "high_rsik=yes")
    assert (shown.code, shown.out) == (2, "")
    assert "--fact high_rsik: there is no such fact" in shown.err
    assert "fact" not in [one["what"] for one in headcount("incident", "show", "1", "--json", "-").json["changes"]]


def test_an_incident_that_is_not_there(headcount: Headcount) -> None:
    shown = headcount("incident", "duties", "9")
    assert (shown.code, "there is no incident 9" in shown.err) == (2, True)
