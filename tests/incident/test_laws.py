"""The laws as data: complete, marked, and nothing that the rest of the room does not understand."""

from __future__ import annotations

from importlib import resources
from zoneinfo import ZoneInfo

from headcount.incident.fields import FIELDS
from headcount.incident.laws import LAWS, laws, questions, retentions
from headcount.model.law import Unit


def test_every_file_is_registered() -> None:
    files = {
        path.name.removesuffix(".toml")
        for path in resources.files("headcount.incident.laws").iterdir()
        if path.name.endswith(".toml")
    }
    assert files - {"questions", "log_retention", "criminal.cn"} == set(LAWS)
    assert [law.id for law in laws()] == list(LAWS)


def test_every_law_says_where_it_was_read() -> None:
    assert [law.id for law in laws() if not law.sources or not all(law.sources)] == []
    assert {ZoneInfo(law.zone).key for law in laws()} >= {"Asia/Shanghai", "Europe/Brussels", "America/Los_Angeles"}


def test_fields_and_exceptions_are_known_words() -> None:
    asked = {name for law in laws() for step in law.steps for name in (*step.fields, *step.fields_first)}
    assert asked <= set(FIELDS)
    exceptions = {name for law in laws() for name in (*law.unless, *(name for step in law.steps for name in step.unless))}
    assert exceptions - {"small"} <= questions().keys()


def test_every_field_that_only_people_know_can_be_said() -> None:
    texts = {question.name for question in questions().values() if question.kind == "text"}
    assert texts == set(FIELDS) - {"org", "contact", "time_occurred", "time_discovered", "data_types", "persons", "records"}


def test_at_once_is_no_number() -> None:
    deadlines = [step.deadline for law in laws() for step in law.steps if step.deadline]
    assert len(deadlines) > 60
    assert all((deadline.n == 0) == (deadline.unit is Unit.IMMEDIATE) for deadline in deadlines)


def test_versions_of_a_law_follow_each_other() -> None:
    by_id = {law.id: law for law in laws()}
    for old, new in (("cn.csl.2016", "cn.csl"), ("kr.pipa.before", "kr.pipa")):
        ends, begins = by_id[old].ends, by_id[new].begins
        assert ends is not None
        assert begins is not None
        assert (begins - ends).days == 1


def test_what_is_kept_is_a_whole_number_of_months() -> None:
    assert [(row.jurisdiction, row.months) for row in retentions() if row.about == "logs"] == [("CN", 6), ("IN", 12)]
