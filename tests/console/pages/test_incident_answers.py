"""One incident over the API: its findings without their many members, and who may ask."""

from __future__ import annotations

import msgspec

from headcount.console.interface import Role, Viewer
from headcount.console.pages.incident_answers import looked_at
from headcount.model.incident import ClientName
from tests.console.pages.handled import Handled, found, heard
from tests.leaky import THIEF

VIEWER = Viewer("ann", Role.ANALYST, Role.ANALYST.permissions)


def test_members_are_left_to_the_list_of_clients(handling: Handled) -> None:
    members = tuple(ClientName("account", f"member-{n:03}") for n in range(40))
    heard(handling, found("198.51.100.0/24", "prefix", "coordinated_crawl", members=members))
    told = handling.browser().get("/api/v1/incidents/2").json()
    assert (len(told["clients"]), len(told["signals"][0]["members"]), told["row"]["clients"]) == (12, 12, 40)
    assert told["row"]["at_least"] is False
    assert {look[2] for look in handling.watch.looks} == {f"account:member-{n:03}" for n in range(12)}


def test_the_log_comes_as_csv(handling: Handled) -> None:
    lines = handling.browser().get("/api/v1/incidents/1/log?as=csv").text.splitlines()
    assert lines[0] == "incident,entry,at,by,what,detail,previous,digest,standing"
    assert [line.split(",")[4] for line in lines[1:]] == ["opened", "joined", "state"]
    assert handling.watch.looks == [("ann", "client", f"address:{THIEF}", "/incidents/{number}/log")]


def test_members_that_are_not_among_the_first_clients_are_looked_at_too(handling: Handled) -> None:
    members = tuple(ClientName("account", f"member-{n:03}") for n in range(40))
    heard(handling, found("198.51.100.0/24", "prefix", "coordinated_crawl", members=members))
    with handling.cases() as cases:
        incident = cases.get(2)
    late = msgspec.structs.replace(incident.signals[0], members=(ClientName("account", "late"),))
    looked_at(handling.parts, VIEWER, msgspec.structs.replace(incident, signals=(*incident.signals, late)), "/x")
    assert [look[2] for look in handling.watch.looks] == [*(f"account:member-{n:03}" for n in range(12)), "account:late"]


def test_analysts_see_and_viewers_do_not(handling: Handled) -> None:
    paths = ("", "/clients", "/log")
    assert [handling.browser(Role.ANALYST).get(f"/api/v1/incidents/1{path}").status_code for path in paths] == [200] * 3
    assert [handling.browser(Role.VIEWER).get(f"/api/v1/incidents/1{path}").status_code for path in paths] == [403] * 3
