"""Which laws an open store touches: by what was seen in it, where the organisation works, and the day."""

from __future__ import annotations

import datetime as dt

from headcount.incident.open_stores import touched
from headcount.model.organisation import Organisation
from headcount.model.posture import KindSeen, Reader
from tests.model.test_posture import store

DAY = dt.date(2026, 11, 22)
URL = "redis://a:1"
CITIZENS = (KindSeen("national_id.cn", "clear", 4, "t: id", 0.9),)


def _names(told: tuple[str, ...]) -> list[str]:
    return [one.partition(", ")[0] for one in told]


def test_the_laws_of_china_for_its_citizens() -> None:
    told = touched(store(URL, kinds=CITIZENS, estimate=1_000_000_000), Organisation(), DAY)
    assert "Personal Information Protection Law (CN), 57, 66" in told
    assert any("(CAC, 2025-09-11) (CN)" in one and one.endswith("only people can say") for one in told)
    assert "Data Security Law (CN), 29, 45" in told
    assert all("(CN)" in one for one in told)


def test_too_few_for_a_graded_incident() -> None:
    told = touched(store(URL, kinds=CITIZENS, estimate=900), Organisation(sectors=()), DAY)
    assert "Personal Information Protection Law (CN)" in _names(told)
    assert not any("2025-09-11" in one and not one.endswith("only people can say") for one in told)


def test_where_the_organisation_works_comes_first() -> None:
    told = touched(store(URL, kinds=CITIZENS), Organisation(jurisdictions=("DE", "US-CA"), sectors=()), DAY)
    assert told[0] == "GDPR (EU), 33, 34, 83(4)"
    assert any(one.startswith("HIPAA") and one.endswith("as summarised by others") for one in told)
    assert not any("(CN)" in one or "(US-NY)" in one for one in told)
    assert not any("NIS2" in one or "Safeguards" in one for one in told)


def test_without_personal_data_only_laws_on_any_data() -> None:
    told = touched(store(URL, kinds=(), grade=0), Organisation(jurisdictions=("CN", "EU"), sectors=()), DAY)
    assert "Data Security Law (CN)" in _names(told)
    assert not any("Personal Information Protection" in one or "GDPR" in one for one in told)


def test_one_version_of_a_law_on_a_day() -> None:
    kinds = (KindSeen("national_id.kr", "clear", 4, "t: id", 0.9),)
    assert len(touched(store(URL, kinds=kinds), Organisation(), DAY)) == 1
    assert len(touched(store(URL, kinds=kinds), Organisation(), dt.date(2026, 1, 1))) == 1


def test_a_closed_store_touches_none() -> None:
    assert touched(store(URL, reader=Reader.NOBODY), Organisation(), DAY) == ()
