# ruff: noqa: RUF001 - Chinese punctuation is meant
"""One incident's page: what is read on it, what can be done there, and that every look is told."""

from __future__ import annotations

import re
from dataclasses import replace

from headcount.console.interface import Role
from headcount.model.incident import ClientName, State
from tests.console.pages.handled import Handled, found, heard, read
from tests.leaky import THIEF

TABS = ("", "/scope", "/timeline", "/evidence", "/attribution", "/duties", "/notices", "/take", "/log")


def test_what_is_read(handling: Handled) -> None:
    page = read(handling.browser().get("/incidents/1").text)
    assert f"Incident 1: Slow crawl by address {THIEF}" in page
    assert "people were shown 400 clients 1 First shown 2026-03-03 12:46 UTC, last 2026-03-03 16:06 UTC." in page
    assert f"address {THIEF} was shown 400 different people, 100 % of them new to it" in page
    assert "90 times better explained by harvesting than by any pattern of its peers; the detector speaks from 30 times" in page
    assert "triaged nobody handles it yet; in 2 d 16 h tell competent supervisory authority (art. 55) until" in page


def test_every_tab_in_both_languages(handling: Handled) -> None:
    for language in ("en", "zh"):
        browser = handling.browser(language=language)
        for tab in TABS:
            answer = browser.get(f"/incidents/1{tab}")
            assert answer.status_code == 200, tab
            assert answer.text.count("<h1>") == 1
            assert f'href="/incidents/1{tab}" aria-current="page"' in answer.text
            assert " style=" not in answer.text
            assert "<script>" not in answer.text
    page = read(handling.browser(language="zh").get("/incidents/1").text)
    assert f"事件 1：慢速抓取：地址 {THIEF}" in re.sub(r"(?<=：) ", "", page).replace("： ", "：")
    assert f"地址 {THIEF} 在 2026-03-03 12:46 至 2026-03-03 16:06 UTC 之间被展示了 400 个不同的人。" in page


def test_a_look_is_told_before_it_is_answered(handling: Handled) -> None:
    handling.browser().get("/incidents/1")
    assert handling.watch.looks == [("ann", "client", f"address:{THIEF}", "/incidents/{number}")]


def test_many_clients_are_named_by_twelve_and_listed_in_pages(handling: Handled) -> None:
    members = tuple(ClientName("account", f"member-{n:03}") for n in range(300))
    heard(handling, found("198.51.100.0/24", "prefix", "coordinated_crawl", members=members))
    browser = handling.browser()
    page = browser.get("/incidents/2").text
    assert "All 300" in read(page)
    assert page.count("/clients/account/member-") == 24
    assert len(handling.watch.looks) == 12
    listed = browser.get("/incidents/2/clients?offset=200").text
    assert "Most records first: numbers 201 to 300 of 300." in read(listed)
    assert browser.get("/api/v1/incidents/2/clients?offset=299").json() == {
        "rows": [{"lens": "account", "name": "member-299"}],
        "total": 300,
        "offset": 299,
    }
    assert ("ann", "clients", "incident 2, clients 201 to 300 of 300") in handling.watch.deeds


def test_it_is_moved_named_noted_and_stamped(handling: Handled) -> None:
    browser = handling.browser()
    for path, form in (
        ("state", {"state": "confirmed", "at": "2026-11-20T02:00", "why": "seen in the logs"}),
        ("owner", {"owner": "privacy office"}),
        ("notes", {"text": "asked the warehouse"}),
        ("explanation", {"text": "not ours"}),
        ("stamps", {"stamp": "contained", "at": "2026-11-20T03:00"}),
    ):
        answer = browser.post(f"/incidents/1/{path}", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/incidents/1"), path
    assert [(what, detail) for by, what, detail in handling.log() if by == "ann"] == [
        ("state", "triaged to confirmed, since 2026-11-20T02:00Z: seen in the logs"),
        ("owner", "privacy office"),
        ("note", "asked the warehouse"),
        ("explanation", "not ours"),
        ("stamp", "contained: 2026-11-20T03:00Z"),
    ]
    assert [detail for _, _, detail in handling.watch.deeds] == [
        f"incident 1: {what}" for what in ("to confirmed", "owner", "note", "explanation", "stamp contained")
    ]


def test_a_mistake_is_shown_where_the_person_is(handling: Handled) -> None:
    browser = handling.browser()
    for form, why in (
        ({"state": "triaged"}, "incident 1 is triaged already"),
        ({"state": "false_alarm"}, "a false alarm needs its explanation"),
        ({"state": "confirmed", "at": "2999-01-01T00:00"}, "2999-01-01 00:00 UTC has not come yet"),
        ({"state": "lost"}, "cannot read what was asked"),
    ):
        answer = browser.post("/incidents/1/state", data=form)
        assert answer.status_code == 409, form
        assert "This was not done:" in read(answer.text)
        assert why in read(answer.text)
    assert browser.post("/incidents/1/notes", data={"text": "  "}).status_code == 409
    with handling.cases() as cases:
        assert cases.get(1).state is State.TRIAGED


def test_a_false_alarm_is_closed_and_reopened(handling: Handled) -> None:
    browser = handling.browser()
    browser.post("/incidents/1/state", data={"state": "false_alarm", "explanation": "our own export"})
    page = browser.get("/incidents/1").text
    assert "Explained: our own export" in read(page)
    assert 'value="triaged"' in page
    assert 'value="confirmed"' not in page.partition('id="do"')[2].partition("stamps")[0]
    assert browser.post("/incidents/1/state", data={"state": "triaged"}).status_code == 303


def test_nobody_decides_without_the_right_or_a_service(handling: Handled) -> None:
    handling.running.live = False
    page = handling.browser().get("/incidents/1").text
    assert 'action="/incidents/1/state"' not in page
    assert handling.browser().post("/api/v1/incidents/1/state", json={"state": "confirmed"}).status_code == 403
    assert handling.browser(Role.VIEWER).post("/incidents/1/state", data={"state": "confirmed"}).status_code == 403


def test_the_log_says_whether_it_stands(handling: Handled) -> None:
    page = read(handling.browser().get("/incidents/1/log").text)
    assert "Every entry of the whole log stands as it was written" in page
    assert "ben how far new to triaged, since 2026-11-20T01:30Z" in page
    with handling.cases() as cases, cases._store.writing() as writing:  # somebody who can write the store
        writing._database.exec_driver_sql("UPDATE incident_log SET detail = 'other' WHERE entry = 2")  # as above
    page = read(handling.browser().get("/incidents/1/log").text)
    assert "The log is not as it was written: entry 2 is not as it was written" in page


def test_an_odd_offset_is_read_as_the_endpoint_reads_it(handling: Handled) -> None:
    assert handling.browser().get("/incidents/1/clients?offset=1e2").status_code == 200
    assert handling.browser().get(f"/incidents/{'9' * 5000}").status_code == 404


def test_what_is_not_there(handling: Handled) -> None:
    browser = handling.browser()
    assert browser.get("/incidents/7").status_code == 404
    assert browser.get("/incidents/7/scope").status_code == 404
    assert browser.get("/api/v1/incidents/99999999999").status_code == 400
    assert browser.get("/incidents/x").status_code == 404


def test_one_that_became_part_of_another_says_so(handling: Handled) -> None:
    with handling.cases() as cases, cases._store.writing() as writing:  # as hearing does it
        one = cases.get(1)
        writing.put(type(one)(**{name: getattr(one, name) for name in one.__struct_fields__} | {"part_of": 2}))
    browser = handling.browser()
    page = browser.get("/incidents/1").text
    assert 'href="/incidents/2">incident 2' in page
    assert 'action="/incidents/1/state"' not in page
    assert "incident 1 is part of incident 2; ask for that one" in read(browser.get("/incidents/1/duties").text)


def test_a_name_that_would_be_markup_stays_a_name(handling: Handled) -> None:
    heard(handling, found("<b>ann</b>/../x", "account", records=9))
    page = handling.browser().get("/incidents/2").text
    assert "<b>ann" not in page
    assert 'href="/clients/account/%3Cb%3Eann%3C%2Fb%3E%2F..%2Fx"' in page


def test_without_a_ledger_the_page_still_reads(handling: Handled) -> None:
    handling.parts = replace(handling.parts, beside=None)
    browser = handling.browser()
    for tab in TABS:
        assert browser.get(f"/incidents/1{tab}").status_code == 200, tab
