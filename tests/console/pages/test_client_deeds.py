"""What can be decided about a client: verdicts, what is ours, notes; by forms and over the API."""

from __future__ import annotations

from pathlib import Path

import pytest

from headcount.console.pages import client
from headcount.model.kind import Kind
from headcount.model.verdict import Action
from tests.console.made_parts import (
    MadeRegister,
    MadeRunning,
    MadeWatch,
    made_parts,
)
from tests.console.pages.browsing import opened, text

ANN = {"lens": "account", "name": "ann"}


def test_a_verdict_is_set_and_lifted_with_forms(tmp_path: Path) -> None:
    running, watch = MadeRunning(), MadeWatch()
    browser = opened(client.PAGE, made_parts(tmp_path, running=running, watch=watch))
    form = {**ANN, "action": "mask", "seconds": "86400", "mask": ["phone", "bank_card"], "forgery_token": "x"}
    answer = browser.post("/verdicts", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/clients/account/ann#verdicts")
    assert running.told == [("order", "account", "ann", Action.MASK, (Kind.PHONE, Kind.BANK_CARD), 86_400, "ann")]
    page = text(browser.get("/clients/account/ann").text)
    assert "mask (phone number, bank card number)" in page
    assert "from 2026-11-20 09:30 UTC until 2026-11-21 09:30 UTC ; set by a person." in page
    assert "1 change so far" in page
    assert browser.post("/verdicts/lift", data=ANN).headers["location"] == "/clients/account/ann#verdicts"
    assert running.verdicts() == []
    assert watch.deeds == [("ann", "verdict", "mask on account:ann for 86400 s"), ("ann", "lift", "account:ann")]
    assert "2 changes so far" in text(browser.get("/clients/account/ann").text)


@pytest.mark.parametrize(
    "order",
    [
        {"action": "allow", "seconds": 60},
        {"action": "block", "seconds": 59},
        {"action": "block", "seconds": 2_592_001},
        {"action": "mask", "seconds": 60, "mask": ["shoe_size"]},
        {"action": "block"},
        {"action": "block", "seconds": 60, "name": ""},
        {"action": "block", "seconds": 60, "lens": "planet"},
    ],
    ids=["allow", "short", "long", "kind", "no time", "no name", "lens"],
)
def test_orders_that_cannot_be_are_refused(tmp_path: Path, order: dict[str, object]) -> None:
    running = MadeRunning()
    answer = opened(client.PAGE, made_parts(tmp_path, running=running)).post("/api/v1/verdicts", json=ANN | order)
    assert answer.status_code == 400
    assert running.told == []


def test_orders_over_the_api(tmp_path: Path) -> None:
    browser = opened(client.PAGE, made_parts(tmp_path))
    told = browser.post("/api/v1/verdicts", json={**ANN, "action": "throttle", "seconds": 3600}).json()
    assert (told["client"], told["action"], told["until"]) == ("ann", "throttle", "2026-11-20T10:30:00Z")
    assert browser.delete("/api/v1/verdicts/account/ann").status_code == 200
    assert browser.delete("/api/v1/verdicts/account/ann").status_code == 404


def test_what_is_ours_is_declared_changed_and_taken_back(tmp_path: Path) -> None:
    running, watch, register = MadeRunning(), MadeWatch(), MadeRegister()
    browser = opened(client.PAGE, made_parts(tmp_path, running=running, watch=watch, register=register))
    form = {**ANN, "owner": " the  warehouse ", "people": "200", "note": "nightly export"}
    assert browser.post("/known", data=form).headers["location"] == "/clients/account/ann#ours"
    page = text(browser.get("/clients/account/ann").text)
    assert "This is ours. the warehouse answers for it; ann said so at 2026-11-20 09:30 UTC . It may" in page
    assert "It may be shown 200 people a day. nightly export" in page
    browser.post("/known", data={**ANN, "owner": "the warehouse", "people": ""})
    declared = register.known("account", "ann")
    assert declared is not None
    assert declared.people is None
    assert browser.post("/known/forget", data=ANN).status_code == 303
    assert register.known("account", "ann") is None
    assert running.told == [("take over",)] * 3
    assert [what for _, what, _ in watch.deeds] == ["declare"] * 3


def test_what_cannot_be_put_in_force_is_not_kept(tmp_path: Path) -> None:
    running, register = MadeRunning(refuses="budget 'ours:ann': there is one of this name"), MadeRegister()
    register.declare("account", "bob", "sales", 5, "", "eve")
    browser = opened(client.PAGE, made_parts(tmp_path, running=running, register=register))
    assert browser.post("/api/v1/known", json={**ANN, "owner": "sales"}).status_code == 409
    assert browser.post("/api/v1/known", json={"lens": "account", "name": "bob", "owner": "it"}).status_code == 409
    assert register.known("account", "ann") is None
    assert [(one.owner, one.by) for one in register.ours.values()] == [("sales", "eve")]


def test_notes_are_kept_newest_first(tmp_path: Path) -> None:
    register = MadeRegister()
    browser = opened(client.PAGE, made_parts(tmp_path, register=register))
    for words in ("first", "second <b>"):
        assert browser.post("/notes", data={**ANN, "text": words}).headers["location"] == "/clients/account/ann#notes"
    page = browser.get("/clients/account/ann").text
    assert page.index("second &lt;b&gt;") < page.index("<bdi>first</bdi>")
    assert browser.post("/notes", data={**ANN, "text": " "}).status_code == 409


def test_a_read_only_console_has_no_buttons_and_decides_nothing(tmp_path: Path) -> None:
    browser = opened(client.PAGE, made_parts(tmp_path, running=MadeRunning(live=False), register=MadeRegister()))
    assert 'method="post"' not in browser.get("/clients/account/ann").text
    answer = browser.post("/api/v1/verdicts", json={**ANN, "action": "block", "seconds": 60})
    assert answer.status_code == 409
    assert "start headcount serve" in answer.json()["detail"]
    for path, body in (("known", {**ANN, "owner": "x"}), ("notes", {**ANN, "text": "x"})):
        assert browser.post(f"/api/v1/{path}", json=body).status_code == 409
