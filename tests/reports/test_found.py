from __future__ import annotations

import dataclasses
import datetime as dt

from headcount.model.summary import FindingView, ScanSummary
from headcount.reports.found import found_clients


def test_one_entry_a_client_with_its_largest_finding_first(summary: ScanSummary) -> None:
    found = found_clients(summary.findings)
    assert [client.lead.records for client in found] == [600, 90]
    assert found[0].detectors == ("slow_crawl", "id_enumeration")
    assert [view.finding.records for view in found[0].views] == [600, 580]
    assert found[0].pictures is summary.findings[2].pictures


def test_the_period_spans_all_findings_of_the_client(summary: ScanSummary) -> None:
    early = summary.findings[1]
    longer = dataclasses.replace(early.finding, first=early.finding.first - dt.timedelta(days=3))
    found = found_clients([FindingView(longer, early.pictures), summary.findings[2]])
    assert found[0].lead.detector == "slow_crawl"
    assert found[0].first == early.finding.first - dt.timedelta(days=3)
    assert found[0].last == summary.findings[2].finding.last


def test_people_go_before_records(summary: ScanSummary) -> None:
    few = summary.findings[0]
    people = FindingView(dataclasses.replace(few.finding, people=80), few.pictures)
    assert [client.lead.records for client in found_clients([summary.findings[2], people])] == [90, 600]
