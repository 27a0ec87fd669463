"""Takings over the API: base64, and the number once more."""

from __future__ import annotations

import base64

from headcount.incident.seal import make_key
from tests.console.pages.handled import Handled


def test_people_and_pack(handling: Handled) -> None:
    browser = handling.browser()
    told = browser.post("/api/v1/incidents/1/people", json={"confirm": 1}).json()
    assert (told["records"], base64.b64decode(told["content"]).count(b"\n")) == (400, 401)
    fingerprint = make_key(handling.folder / "leaky.ledger.signing")
    told = browser.post("/api/v1/incidents/1/pack", json={"confirm": 1}).json()
    assert (told["fingerprint"], base64.b64decode(told["content"])[:2]) == (fingerprint, b"PK")


def test_another_number_takes_nothing(handling: Handled) -> None:
    for what in ("people", "pack"):
        answer = handling.browser().post(f"/api/v1/incidents/1/{what}", json={"confirm": 2})
        assert answer.status_code == 400
        assert "type the number of the incident, 1, to confirm; nothing was taken" in answer.json()["detail"]
    assert handling.browser().post("/api/v1/incidents/9/people", json={"confirm": 9}).status_code == 404
    assert len(handling.log()) == 3
