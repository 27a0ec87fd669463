"""Whose leak over the API: base64 in, counts out."""

from __future__ import annotations

import base64
from dataclasses import replace

from headcount.console.pages import incident_attribution_answers
from tests.console.pages.handled import Handled
from tests.console.pages.test_incident_attribution import LEAK
from tests.leaky import THIEF

PATH = "/api/v1/incidents/1/attribution"


def test_the_answer(handling: Handled) -> None:
    told = handling.browser().post(PATH, json={"content": base64.b64encode(LEAK).decode()}).json()
    first = told["found"]["candidates"][0]
    assert (told["found"]["verdict"], first["client"], first["rows"], first["records"]) == ("client", THIEF, 80, 400)
    assert (told["decisive"], told["found"]["known"], told["found"]["format"]) == ([], 80, "csv")


def test_without_the_key_nobody_is_asked(handling: Handled) -> None:
    handling.parts = replace(handling.parts, tokens=None)
    answer = handling.browser().post(PATH, json={"content": base64.b64encode(LEAK).decode()})
    assert answer.status_code == 400
    assert "the token key is not at hand" in answer.json()["detail"]
    assert handling.watch.deeds == []


def test_one_list_is_read_at_a_time(handling: Handled) -> None:
    content = base64.b64encode(LEAK).decode()
    with incident_attribution_answers._ONE:
        answer = handling.browser().post(PATH, json={"content": content})
    assert answer.status_code == 503
    assert "somebody asks about a list already" in answer.json()["detail"]
    assert handling.browser().post(PATH, json={"content": content}).status_code == 200
