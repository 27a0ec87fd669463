"""The list of incidents: what stands in a row, and that a change is seen at once."""

from __future__ import annotations

from headcount.console.pages.incidents_answers import lead_of, row_of
from headcount.model.incident import ClientName, State
from tests.console.pages.handled import Handled, found, heard
from tests.incident.made_case import incident
from tests.leaky import THIEF


def test_a_row_tells_of_the_finding_that_counts_most(handling: Handled) -> None:
    heard(handling, found(detector="id_enumeration", people=900, records=950))
    with handling.cases() as cases:
        row = row_of(cases.get(1))
    assert (row.detector, row.shown, row.people, row.clients, row.at_least) == ("id_enumeration", 900, True, 1, False)
    assert (row.lens, row.client, row.owner, row.clock) == ("address", THIEF, "", None)


def test_several_clients_of_single_findings_are_a_lower_bound() -> None:
    one = incident()
    two = type(one)(
        **{name: getattr(one, name) for name in one.__struct_fields__}
        | {"clients": (ClientName("account", "ann"), ClientName("account", "bob"))}
    )
    assert (row_of(one).at_least, row_of(two).at_least) == (False, True)


def test_an_incident_without_findings_has_no_lead() -> None:
    one = incident()
    bare = type(one)(**{name: getattr(one, name) for name in one.__struct_fields__} | {"signals": ()})
    assert lead_of(bare) is None
    assert (row_of(bare).shown, row_of(bare).detector) == (0, "")


def test_a_change_is_seen_at_once(handling: Handled) -> None:
    browser = handling.browser()
    assert browser.get("/api/v1/incidents").json()["states"] == {"triaged": 1}
    with handling.cases() as cases:
        cases.move(1, State.CONFIRMED, "ben")
        cases.assign(1, "ben", "ben")
    told = browser.get("/api/v1/incidents").json()
    assert (told["states"], told["owners"], told["detectors"]) == ({"confirmed": 1}, ["ben"], ["slow_crawl"])


def test_more_than_a_page_is_an_export(handling: Handled) -> None:
    assert handling.browser().get("/api/v1/incidents?limit=50").status_code == 200
    assert handling.watch.deeds == []
    assert handling.browser().get("/api/v1/incidents?limit=51&as=csv").status_code == 200
    assert handling.watch.deeds == [("ann", "export", "incidents: up to 51 rows")]
