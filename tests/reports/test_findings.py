from __future__ import annotations

import dataclasses
import datetime as dt

from headcount.model.summary import FindingView, ScanSummary
from headcount.reports.findings import amount, findings_section
from headcount.reports.found import found_clients
from headcount.reports.phrases import phrases


def test_nothing_found_is_no_section() -> None:
    assert findings_section([], phrases("en"), dt.UTC) == ""


def test_one_article_a_client_with_sentence_lines_strength_and_query(summary: ScanSummary) -> None:
    page = findings_section(found_clients(summary.findings), phrases("en"), dt.UTC)
    assert page.count("<article") == 2
    assert '<p class="sentence">address 203.0.113.7 was shown 600 different records.</p>' in page
    assert "Also found by id enumeration: address 203.0.113.7 was shown 580 different records." in page
    assert "more than a million times better explained by harvesting than by any pattern of its peers" in page
    assert "from <code>access.log.1:7</code> to <code>access.log:991</code>" in page
    assert page.count("<pre><code>SELECT count(DISTINCT record) FROM client_disclosure WHERE client = 3</code></pre>") == 2
    assert [page.count(f'class="{name}"') for name in ("staircase", "clock", "comb")] == [2, 2, 2]


def test_a_line_that_was_drawn_has_no_odds(summary: ScanSummary) -> None:
    view = summary.findings[0]
    finding = dataclasses.replace(view.finding, detector="automation_share", strength=300.0, threshold=120.0)
    page = findings_section(found_clients([FindingView(finding, view.pictures)]), phrases("en"), dt.UTC)
    assert "2.5 times a third of what the site is asked on an average day" in page
    assert "better explained" not in page


def test_chinese_has_its_own_sentence_and_keeps_the_detectors(summary: ScanSummary) -> None:
    page = findings_section(found_clients(summary.findings[2:]), phrases("zh"), dt.UTC)
    assert "地址 203.0.113.7 在 2026-10-05 22:00 至 2026-10-07 22:00 之间被展示了 600 条不同记录。" in page
    assert "半数同类客户端所见不超过 3 条" in page
    assert "99.9 % 不超过 20 条。" in page
    assert '<span lang="en">address 203.0.113.7 was shown 600 different records.</span>' in page


def test_people_stand_first_where_they_are_known(summary: ScanSummary) -> None:
    view = summary.findings[2]
    finding = dataclasses.replace(view.finding, people=7)
    assert (amount(view.finding), amount(finding)) == (600, 7)
    page = findings_section(found_clients([FindingView(finding, view.pictures)]), phrases("en"), dt.UTC)
    assert "<strong>7</strong> different people" in page
    assert "<dt>Records</dt><dd>600 different records</dd>" in page
    assert '<th scope="col">period</th>' in page


def test_beyond_fifty_clients_are_listed_without_pictures(summary: ScanSummary) -> None:
    view = summary.findings[2]
    views = [
        FindingView(dataclasses.replace(view.finding, client=f"198.51.100.{n}", query="SELECT 1\nFROM t"), view.pictures)
        for n in range(52)
    ]
    page = findings_section(found_clients(views), phrases("en"), dt.UTC)
    assert page.count("<article") == 50
    assert page.count("address 198.51.100.99") == 0
    assert "Pictures are drawn for the clients above; 2 more are in the list" in page
    assert "<pre><code>SELECT 1\nFROM t</code></pre>" in page


def test_members_are_a_fact_of_a_finding_on_many_clients(summary: ScanSummary) -> None:
    view = summary.findings[0]
    members = tuple(f"192.0.2.{n}" for n in range(50))
    many = dataclasses.replace(view, finding=dataclasses.replace(view.finding, lens="agent", client="Browser/1", members=members))
    page = findings_section(found_clients([many]), phrases("en"), dt.UTC)
    assert "<dt>Members (50)</dt><dd>192.0.2.0, 192.0.2.1, " in page
    assert "192.0.2.39 and 10 more</dd>" in page
    assert "user agent" in page
