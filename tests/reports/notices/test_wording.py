# ruff: noqa: RUF001 - Chinese punctuation is meant
from __future__ import annotations

import datetime as dt
import re

import pytest

from headcount.incident.fields import FIELDS, LENSES
from headcount.incident.laws import LAWS, laws
from headcount.model.duty import Value
from headcount.model.kind import Kind
from headcount.reports.markup import printable
from headcount.reports.notices.wording import LANGUAGES, moment, told, words

FIRST = dt.datetime(2026, 11, 10, 1, tzinfo=dt.UTC)
LAST = dt.datetime(2026, 11, 20, 1, tzinfo=dt.UTC)
HAPPENED = {
    "what_happened": Value("what_happened", number=2),
    "records": Value("records", number=1234567, at_least=True),
    "persons": Value("persons", number=1000),
    "time_occurred": Value("time_occurred", times=(FIRST, LAST)),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_and_kind_has_its_word(language: str) -> None:
    say = words(language)
    named = [say.field(name) for name in FIELDS]
    assert len(set(named)) == len(FIELDS)
    assert len({say.kind(kind) for kind in Kind}) == len(Kind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_take_the_same_parts_in_every_language(language: str) -> None:
    english, here = words("en").table["say"], words(language).table["say"]
    assert list(here) == list(english)
    for key, text in here.items():
        if key != "grade":  # in Chinese the name says it
            assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", english[key])), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_can_be_printed(language: str) -> None:
    """What does not print is escaped in a notice, since it may come out of a log."""
    table = words(language).table
    assert [text for group in table.values() for text in group.values() if printable(text) != text] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_of_laws_and_authorities_that_there_are(language: str) -> None:
    table = words(language).table
    assert set(table.get("laws", ())) <= set(LAWS)
    steps = [step for law in laws() for step in law.steps]
    assert set(table.get("bodies", ())) <= {step.body for step in steps}
    assert set(table.get("names", ())) <= {step.name for step in steps if step.name}


@pytest.mark.parametrize(("language", "jurisdiction"), [("zh", "CN"), ("ja", "JP"), ("ko", "KR"), ("vi", "VN"), ("pt", "BR")])
def test_authorities_have_their_own_names_in_their_own_language(language: str, jurisdiction: str) -> None:
    table = words(language).table
    own = [law for law in laws() if law.jurisdiction == jurisdiction and law.id != "cn.miit_incident"]
    assert {law.id for law in own} <= set(table["laws"])
    assert {step.name for law in own for step in law.steps if step.name} <= set(table["names"])
    assert {step.body for law in own for step in law.steps if step.body} - {"ANPD"} <= set(table["bodies"])


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Between {0} and {1}, 2 clients of the system were shown at least 1,234,567 records of 1,000 people."),
        ("zh", "{0} 至 {1} 期间，2 个访问主体读取了涉及 1,000 人的 至少 1,234,567 条记录。"),
        ("de", "Zwischen {0} und {1} wurden 2 Clients mindestens 1.234.567 Datensätze von 1.000 Personen angezeigt."),
        ("pt", "De {0} a {1}, pelo menos 1.234.567 registros de 1.000 titulares foram exibidos a 2 clientes do sistema."),
    ],
)
def test_what_happened_in_words(language: str, sentence: str) -> None:
    times = "2026-11-10 09:00 (UTC+08:00)", "2026-11-20 09:00 (UTC+08:00)"
    assert told(Value("what_happened", number=2), HAPPENED, "Asia/Shanghai", words(language)) == sentence.format(*times)


def test_one_client_and_people_that_nobody_counted() -> None:
    unknown = {**HAPPENED, "persons": Value("persons"), "what_happened": Value("what_happened", number=1)}
    assert told(Value("what_happened", number=1), unknown, "UTC", words("en")) == (
        "Between 2026-11-10 01:00 (UTC) and 2026-11-20 01:00 (UTC), one client of the system was shown "
        "at least 1,234,567 records."
    )


def test_values_in_words() -> None:
    say = words("en")
    values = [
        Value("harm", "calls by fraudsters"),
        Value("data_types", kinds=("phone", "health", "loyalty points"), masked=("phone",)),
        Value("systems", items=("GET /orders/{id}", "GET /people/{id}")),
        Value("persons", number=12000),
        Value("persons", number=118000, counted=726),
        Value("grade", number=3, at_least=True, items=("重大",)),
        Value("measures", "The key was revoked.", times=(LAST,)),
        Value("time_discovered", times=(FIRST, LAST)),
        Value("help"),
    ]
    assert [told(value, HAPPENED, "UTC", say) for value in values] == [
        "calls by fraudsters",
        "phone number (masked only), health data, loyalty points",
        "GET /orders/{id}, GET /people/{id}",
        "12,000",
        "118,000 (as stated by the organisation; counted in its logs: 726)",
        "at least 3 (重大)",
        "The key was revoked. Contained at 2026-11-20 01:00 (UTC).",
        "first signal 2026-11-10 01:00 (UTC); certain since 2026-11-20 01:00 (UTC)",
        "",
    ]


def test_how_access_was_gained_in_words() -> None:
    routes = "GET /orders/{id}", "GET /people/{id}"
    value = Value("attack_path", times=(FIRST, LAST), items=routes, lenses=("account", "visitor"))
    assert told(value, HAPPENED, "UTC", words("en")) == (
        "The system answered the requests as permitted ones. They came as requests signed in to an account, requests of an "
        "anonymous visitor; through GET /orders/{id}, GET /people/{id}; from 2026-11-10 01:00 (UTC) to 2026-11-20 01:00 (UTC). "
        "How whoever sent them came by this access, and whether a protection was circumvented, the logs do not tell."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sort_of_client_has_its_words(language: str) -> None:
    said = {
        told(Value("attack_path", times=(FIRST, LAST), items=("/a",), lenses=(lens,)), {}, "UTC", words(language))
        for lens in LENSES
    }
    assert len(said) == len(LENSES) == 4


def test_times_are_the_authoritys() -> None:
    assert moment(LAST, "Asia/Kolkata") == "2026-11-20 06:30 (UTC+05:30)"
