"""Take out: nothing leaves without the number typed, and each taking is written down."""

from __future__ import annotations

import io
from dataclasses import replace
from zipfile import ZipFile

from headcount.console.interface import Role
from headcount.incident.seal import make_key
from tests.console.pages.handled import Handled, read


def test_the_people_leave_after_the_number_is_typed(handling: Handled) -> None:
    browser = handling.browser()
    browser.get("/incidents/1/scope")
    page = read(browser.get("/incidents/1/take/people").text)
    assert "400 records will leave the system, as tokens." in page
    for typed in ("", "2", "one"):
        answer = browser.post("/incidents/1/take/people", data={"confirm": typed})
        assert answer.status_code == 409
        assert "Type the number of the incident (1) to confirm" in read(answer.text)
    assert handling.watch.deeds == []
    answer = browser.post("/incidents/1/take/people", data={"confirm": "1"})
    assert answer.headers["content-disposition"] == 'attachment; filename="incident-1-people.csv"'
    lines = answer.text.splitlines()
    assert lines[0] == '"entity","token","first","last","times","clear","masked"'
    assert len(lines) == 401
    assert handling.log()[-1] == ("ann", "export", "400 records as tokens")
    assert handling.watch.deeds == [("ann", "export", "incident 1: its people, as tokens")]


def test_a_pack_needs_a_key_and_the_number(handling: Handled) -> None:
    browser = handling.browser()
    assert "headcount incident key" in read(browser.get("/incidents/1/take/pack").text)
    answer = browser.post("/incidents/1/take/pack", data={"confirm": "1"})
    assert "there is no key to seal packs with" in read(answer.text)
    fingerprint = make_key(handling.folder / "leaky.ledger.signing")
    assert "sealed with the key leaky.ledger.signing" in read(browser.get("/incidents/1/take/pack").text)
    answer = browser.post("/incidents/1/take/pack", data={"confirm": "1"})
    assert answer.headers["content-type"] == "application/zip"
    with ZipFile(io.BytesIO(answer.content)) as pack:
        names = {name.rpartition("/")[2] for name in pack.namelist()}
    assert {"manifest.json", "packed.json"} <= names
    by, what, detail = handling.log()[-1]
    assert (by, what) == ("ann", "pack")
    assert detail.endswith(f"sealed by {fingerprint}")
    assert handling.watch.deeds == [("ann", "export", "incident 1: its pack")]


def test_a_pack_with_lines_says_so(handling: Handled) -> None:
    make_key(handling.folder / "leaky.ledger.signing")
    handling.browser().post("/incidents/1/take/pack", data={"confirm": "1", "with_lines": "true"})
    assert handling.log()[-1][2].endswith(", with the text of the log lines")
    assert handling.watch.deeds == [("ann", "export", "incident 1: its pack, with the text of the log lines")]


def test_who_may(handling: Handled) -> None:
    for role in (Role.VIEWER, Role.ANALYST, Role.ADMIN):
        browser = handling.browser(role)
        assert browser.get("/incidents/1/take/people").status_code == 403
        assert browser.post("/incidents/1/take/people", data={"confirm": "1"}).status_code == 403
        assert browser.post("/api/v1/incidents/1/pack", json={"confirm": 1}).status_code == 403
    assert "needs a privacy officer" in read(handling.browser(Role.ANALYST).get("/incidents/1/take").text)
    handling.parts = replace(handling.parts, beside=None)
    assert "The ledger is not at hand here." in read(handling.browser().get("/incidents/1/take").text)
