"""A small made scan: two found clients (one of them by two detectors), a declared crawler, a noisy client."""

from __future__ import annotations

import datetime as dt

import pytest

from headcount.model.finding import Finding
from headcount.model.summary import (
    ClientSummary,
    Coverage,
    FileCoverage,
    FindingView,
    Pictures,
    RouteSummary,
    ScanSummary,
)

START = dt.datetime(2026, 10, 5, 22, 0, tzinfo=dt.UTC)
HOSTILE = '192.0.2.9 <script>alert(1)</script>"\x1b[2J\u202e'
QUERY = "SELECT count(DISTINCT record) FROM client_disclosure WHERE client = 3"


def make_finding(
    client: str,
    records: int,
    detector: str,
    *,
    lens: str = "address",
    hours: int = 48,
    people: int | None = None,
    strength: float = 4.2e6,
) -> FindingView:
    last = START + dt.timedelta(hours=hours)
    sentence = f"{lens} {client} was shown {records:,} different records."
    finding = Finding(detector, lens, client, 3, records, people, START, last, strength, 3e5, sentence, ("/u/{name}",), QUERY)
    week = [[0] * 24 for _ in range(7)]
    week[0][22], week[1][3] = 30, 10
    pictures = Pictures(
        staircase=((START, 1), (START + dt.timedelta(hours=hours / 2), records // 2), (last, records)),
        band=((0.0, 1.0, 2.0, 4.0), (2.0, 3.0, 8.0, 20.0)),
        clock=tuple(tuple(day) for day in week),
        comb=(5, 6, 7, 9, 8),
        routes=(("/u/{name}", records),),
        first_evidence=("access.log.1", 7),
        last_evidence=("access.log", 991),
    )
    return FindingView(finding, pictures)


def make_client(client: str, records: int, requests: int, lens: str = "address", crawler: str | None = None) -> ClientSummary:
    last = START + dt.timedelta(hours=48)
    return ClientSummary(lens, client, requests, records, None, START, last, 1, crawler, None, None)


@pytest.fixture
def summary() -> ScanSummary:
    return ScanSummary(
        coverage=Coverage(
            lines=1000,
            accesses=998,
            skipped=2,
            reasons={"not a request": 2},
            examples=(("access.log", 17, "not a request"),),
            first=START,
            last=START + dt.timedelta(hours=48),
            files=(FileCoverage("access.log", "combined", 120_000, 1000, 998, 2, ""),),
            seconds=0.5,
        ),
        routes=(
            RouteSummary("GET", "/u/{name}", "name", "u", people=False, requests=900, records=700, misses=4, source="learned"),
            RouteSummary("GET", "/static/{file}", None, None, people=False, requests=90, records=0, misses=0, source="learned"),
        ),
        clients=(
            make_client("203.0.113.7", 600, 640),
            make_client(HOSTILE, 90, 95, lens="visitor"),
            make_client("198.51.100.4", 12, 40, crawler="examplebot"),
        ),
        clients_total=321,
        crowd=((1, 1, 300), (2, 3, 19), (64, 127, 1), (512, 1023, 1)),
        findings=(
            make_finding(HOSTILE, 90, "id_enumeration", lens="visitor"),
            make_finding("203.0.113.7", 580, "id_enumeration"),
            make_finding("203.0.113.7", 600, "slow_crawl", strength=float("inf")),
        ),
        declared=(make_client("198.51.100.4", 12, 40, crawler="examplebot"),),
        noisy=(make_client("198.51.100.66", 0, 8000),),
        records_total=700,
        people_total=None,
        idle_detectors=(("phone_enumeration", "no route names its record by a phone number"),),
        notices=(("[[relations]] 2 (cases.csv)", 'entity = "user" is of no route'),),
    )


@pytest.fixture
def empty() -> ScanSummary:
    files = (FileCoverage("notes.txt", "", 30, 3, 0, 3, "not recognised"),)
    coverage = Coverage(3, 0, 3, {"not recognised": 3}, (), None, None, files, 0.01)
    return ScanSummary(coverage, (), (), 0, (), (), (), (), 0, None)
