"""Person: asked by token and by value, each look told, the value nowhere."""

from __future__ import annotations

from dataclasses import replace

from headcount.console.interface import Role
from tests.console.pages.handled import Handled, read
from tests.leaky import ENTITY, TAKEN, THIEF


def token_of(handling: Handled, order: str = TAKEN[7]) -> str:
    assert handling.parts.tokens is not None
    return f"{handling.parts.tokens.tokens_of(ENTITY, [order.encode()])[0]:016x}"


def test_who_was_shown_a_person(handling: Handled) -> None:
    token = token_of(handling)
    page = read(handling.browser().get(f"/people/{token}").text)
    assert "This person was shown to" in page
    assert f"address {THIEF} agreement:partner GET /orders/{{id}} 1 2026-03-03" in page
    assert "name of a person, phone number (as the route shows them) no table of reasons here" in page
    assert {(login, what, at) for login, what, at, _ in handling.watch.looks} == {("ann", "person", token)}


def test_a_token_is_typed(handling: Handled) -> None:
    browser, token = handling.browser(), token_of(handling)
    assert browser.post("/people", data={"token": f" 0x{token.upper()} "}).headers["location"] == f"/people/{token}"
    answer = browser.post("/people", data={"token": "12"})
    assert answer.status_code == 400
    assert "A token has 16 digits, 0 to 9 and a to f." in read(answer.text)


def test_a_value_becomes_a_token_and_stands_nowhere(handling: Handled) -> None:
    browser, token = handling.browser(), token_of(handling)
    for form in ({"value": TAKEN[7]}, {"value": f" {TAKEN[7]} ", "entity": ENTITY}):
        answer = browser.post("/people/value", data=form)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/people/{token}")
    page = browser.get(f"/people/{token}").text
    assert TAKEN[7] not in read(page).replace(token, "")
    assert TAKEN[7] not in str(handling.watch.deeds)
    assert handling.watch.deeds[0] == ("ann", "reidentify", "by value, any entity")
    answer = browser.post("/people/value", data={"value": "4242", "entity": "ships"})
    assert "no route of the ledger shows such records" in read(answer.text)
    assert "4242" not in answer.text


def test_nobody_was_shown_a_stranger(handling: Handled) -> None:
    browser = handling.browser()
    where = browser.post("/people/value", data={"value": "999999"}).headers["location"]
    page = read(browser.get(where).text)
    assert "nobody was shown this person" in page
    assert read(browser.get("/people/0123456789abcdef").text).count("nobody was shown this person") == 1


def test_the_report_for_the_person(handling: Handled) -> None:
    browser, token = handling.browser(), token_of(handling)
    answer = browser.post(f"/people/{token}/report", data={"format": "html", "language": "zh"})
    assert answer.headers["content-disposition"] == f'attachment; filename="who-saw-{token}.html"'
    assert "谁看过您的数据" in answer.text
    assert THIEF not in answer.text
    named = browser.post(f"/people/{token}/report", data={"format": "html", "named": "true"})
    assert THIEF in named.text
    assert handling.watch.deeds == [
        ("ann", "export", "a person's report as html"),
        ("ann", "export", "a person's report as html, with the readers' names"),
    ]
    assert browser.post(f"/people/{token}/report", data={"format": "pdf"}).content.startswith(b"%PDF")


def test_in_chinese(handling: Handled) -> None:
    page = read(handling.browser(language="zh").get(f"/people/{token_of(handling)}").text)
    assert "此人的信息曾展示给" in page
    assert "给此人的报告" in page


def test_a_large_ledger_counts_reasons_when_asked(handling: Handled) -> None:
    handling.board.large = True
    browser, token = handling.browser(), token_of(handling)
    assert "Kinds of data and reasons are counted from the ledger" in read(browser.get(f"/people/{token}").text)
    assert "Reason on record" in read(browser.get(f"/people/{token}?count=now").text)


def test_who_may(handling: Handled) -> None:
    token = token_of(handling)
    assert handling.browser(Role.VIEWER).get("/people").status_code == 403
    analyst = handling.browser(Role.ANALYST)
    assert "needs a privacy officer" in read(analyst.get("/people").text)
    assert analyst.get(f"/people/{token}").status_code == 200
    assert analyst.post("/people/value", data={"value": TAKEN[7]}).status_code == 403
    assert analyst.post(f"/people/{token}/report", data={"format": "html"}).status_code == 403
    assert f'action="/people/{token}/report"' not in analyst.get(f"/people/{token}").text


def test_without_key_or_ledger(handling: Handled) -> None:
    token = token_of(handling)
    handling.parts = replace(handling.parts, tokens=None, beside=None)
    browser = handling.browser()
    assert "The token key is not at hand here" in read(browser.get("/people").text)
    assert "the token key is not at hand here" in read(browser.post("/people/value", data={"value": "4"}).text)
    page = read(browser.get(f"/people/{token}").text)
    assert "This person was shown to" in page
    assert "The report for this person" not in page
