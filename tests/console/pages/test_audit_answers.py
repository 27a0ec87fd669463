"""The log over the API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.console.pages.administered import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    for number in range(150):
        made.state.audit.enter(made.now, "ben", "note", f"={number}")
    yield made
    made.state.close()


def test_pages_of_the_log_lead_to_its_beginning(office: Office) -> None:
    first = office.browser.get("/api/v1/log").json()
    assert [one["entry"] for one in first["rows"]] == list(range(151, 51, -1))
    second = office.browser.get(f"/api/v1/log?before={first['before']}").json()
    assert [one["entry"] for one in second["rows"]] == list(range(51, 0, -1))
    assert second["before"] == 0


def test_a_large_part_is_an_export_and_is_logged(office: Office) -> None:
    taken = office.browser.get("/api/v1/log?limit=1000&as=csv")
    lines = taken.text.splitlines()
    assert (lines[0], len(lines)) == ("entry,at,by,what,detail,digest", 152)
    assert ",'=149," in lines[1]
    assert office.log()[-1] == ("ann", "export", "took 151 entries of the log")
    assert office.browser.get("/api/v1/log?limit=10001").status_code == 400
    assert office.browser.get("/api/v1/log?limit=0").status_code == 400
    assert office.browser.get(f"/api/v1/log?before={10**20}").status_code == 400


def test_it_is_verified(office: Office) -> None:
    told = office.browser.get("/api/v1/log/check").json()
    assert (told["entries"], told["problems"]) == (151, [])
    assert told["newest"] == office.state.audit.entries(limit=1)[0].digest
