from __future__ import annotations

import dataclasses
import datetime as dt

from headcount.model.summary import ScanSummary
from headcount.reports.found import found_clients
from headcount.reports.overview import (
    apart_section,
    clients_section,
    coverage_section,
    crowd_section,
    headline,
    opening,
    routes_section,
    share_read,
)
from headcount.reports.phrases import phrases

SAY = phrases("en")


def test_the_headline_counts_clients_not_findings(summary: ScanSummary, empty: ScanSummary) -> None:
    found = found_clients(summary.findings)
    assert headline(summary, found, SAY) == "2 clients were shown unusually many different records."
    assert headline(summary, (), SAY) == "No client stands out by the records it was shown."
    assert headline(empty, (), SAY) == "No access was read."
    assert headline(summary, found[:1], phrases("zh")) == "1 个客户端被展示了异常多的不同记录。"


def test_the_opening_puts_the_largest_find_first(summary: ScanSummary) -> None:
    page = opening(summary, found_clients(summary.findings), SAY, dt.UTC)
    assert '<dl class="keys"><div><dt>most shown to one found client</dt><dd>600</dd></div>' in page
    assert "2026-10-05 22:00 - 2026-10-07 22:00 UTC, 99.80 % of 1,000 lines counted." in page


def test_empty_states_name_the_next_command(summary: ScanSummary, empty: ScanSummary) -> None:
    assert "headcount scan --log-format" in opening(empty, (), SAY, dt.UTC)
    unknown = dataclasses.replace(summary, records_total=0, findings=())
    assert "headcount routes PATH &gt; headcount.toml" in opening(unknown, (), SAY, dt.UTC)
    assert crowd_section(empty, (), SAY) == clients_section(empty, (), SAY, dt.UTC) == ""
    assert routes_section((), SAY) == apart_section(empty, SAY, dt.UTC) == ""


def test_the_crowd_labels_the_found(summary: ScanSummary) -> None:
    page = crowd_section(summary, found_clients(summary.findings), SAY)
    assert "address 203.0.113.7  600" in page
    assert "declared: 198.51.100.4 12" in page


def test_clients_are_marked_or_noted(summary: ScanSummary) -> None:
    page = clients_section(summary, found_clients(summary.findings), SAY, dt.UTC)
    assert page.count('<strong class="marked">') == 2
    assert "says it is examplebot; declared, not verified" in page
    assert "The 3 clients with most different records, of 321." in page
    assert 'data-filters="clients-table"' in page


def test_what_a_check_of_crawlers_said_is_told(summary: ScanSummary) -> None:
    client = dataclasses.replace(summary.declared[0], verified=False)
    assert "says it is examplebot, and is not" in apart_section(dataclasses.replace(summary, declared=(client,)), SAY, dt.UTC)
    client = dataclasses.replace(client, verified=True)
    assert "verified: examplebot" in apart_section(dataclasses.replace(summary, declared=(client,)), SAY, dt.UTC)
    client = dataclasses.replace(client, agreement="export")
    assert "agreement: export" in apart_section(dataclasses.replace(summary, declared=(client,)), SAY, dt.UTC)


def test_routes_that_show_records_come_first(summary: ScanSummary) -> None:
    page = routes_section(summary.routes[::-1], SAY)
    assert page.index("GET /u/{name}") < page.index("GET /static/{file}")


def test_coverage_tells_every_reason(summary: ScanSummary) -> None:
    page = coverage_section(summary, SAY)
    assert "1,000 lines: 998 accesses and 2 skipped, from one file in 0.5 s." in page
    assert '<tr><td>not a request</td><td class="n" data-v="2">2</td></tr>' in page
    assert "<tr><td><code>access.log</code></td><td>17</td><td>not a request</td></tr>" in page
    assert "no route names its record by a phone number" in page
    assert [f'<th scope="col">{name}</th>' in page for name in ("detector", "found by")] == [True, False]
    assert "<h3>What to check</h3>" in page
    assert "<tr><td><code>[[relations]] 2 (cases.csv)</code></td><td>entity = &quot;user&quot; is of no route</td></tr>" in page


def test_the_share_read_never_rounds_up_to_all(summary: ScanSummary, empty: ScanSummary) -> None:
    assert share_read(dataclasses.replace(summary.coverage, lines=5_000_000, accesses=4_999_999)) == "99.99"
    assert share_read(dataclasses.replace(summary.coverage, lines=5, accesses=5)) == "100.00"
    assert share_read(dataclasses.replace(empty.coverage, lines=0)) == "0.00"


def test_a_long_table_is_cut_and_says_so(summary: ScanSummary) -> None:
    page = routes_section(summary.routes[:1] * 203, SAY)
    assert page.count("<code>GET /u/{name}</code>") == 200
    assert "And 3 more, all of them in --json FILE." in page
