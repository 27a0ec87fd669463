from __future__ import annotations

import dataclasses
import datetime as dt
import io

import pytest
from rich.console import Console

from headcount.model.summary import FindingView, ScanSummary
from headcount.reports.terminal import print_summary


def printed(summary: ScanSummary, *, terminal: bool = False, width: int = 100) -> str:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    console = Console(file=stream, force_terminal=terminal, width=width, legacy_windows=False)
    print_summary(summary, console, zone=dt.UTC)
    stream.seek(0)
    return stream.read()


def test_a_pipe_gets_plain_ascii_in_at_most_100_columns(summary: ScanSummary) -> None:
    text = printed(summary, width=140)
    assert text.isascii()
    assert "\x1b" not in text
    assert max(len(line) for line in text.splitlines()) <= 100


def test_the_sentence_comes_first_then_the_numbers(summary: ScanSummary) -> None:
    lines = printed(summary).splitlines()
    assert lines[0] == "2 clients were shown unusually many different records."
    assert lines[1] == "700 different records were shown to 321 clients, 2026-10-05 22:00 - 2026-10-07 22:00 UTC."


def test_a_client_stands_once_with_all_its_detectors(summary: ScanSummary) -> None:
    lines = [line.rstrip() for line in printed(summary).splitlines()]
    assert lines.count("1  address 203.0.113.7") == 1
    assert "   600 different records, 2026-10-05 22:00 - 2026-10-07 22:00 UTC; slow_crawl, id_enumeration" in lines
    assert "   address 203.0.113.7 was shown 600 different records." in lines
    assert "   from access.log.1:7 to access.log:991" in lines
    assert not any("580" in line for line in lines)


def test_tables_name_what_is_apart(summary: ScanSummary) -> None:
    lines = [" ".join(line.split()) for line in printed(summary).splitlines()]
    assert "address 203.0.113.7 600 640 found" in lines
    assert "address 198.51.100.4 12 40 says it is examplebot" in lines
    assert "Declared, not verified" in lines
    assert "address 198.51.100.66 0 8,000" in lines
    assert "GET /u/{name} 700 900 4 learned" in lines
    assert not any("/static" in line for line in lines)


def test_coverage_adds_up_and_is_rounded_down(summary: ScanSummary) -> None:
    lines = [line.strip() for line in printed(summary).splitlines()]
    assert "1,000 lines: 998 accesses, 2 skipped (99.80 % of the lines are counted)" in lines
    assert "1 file (combined), 120,000 bytes, 0.5 s, 2,000 lines/s, last access 2026-10-07 22:00 UTC" in lines
    assert "skipped: 2 x not a request" in lines
    assert lines[-1] == 'check [[relations]] 2 (cases.csv): entity = "user" is of no route'


def test_a_terminal_gets_colours_and_bars(summary: ScanSummary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    text = printed(summary, terminal=True)
    assert "\x1b[" in text
    assert "████████████" in text
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[38" not in printed(summary, terminal=True)


def test_the_log_cannot_speak_to_the_terminal(summary: ScanSummary) -> None:
    text = printed(summary, terminal=True)
    assert "\x1b[2J" not in text
    assert "\u202e" not in text
    assert "\\x1b[2J" in text


def test_people_come_before_records_once_declared(summary: ScanSummary) -> None:
    view = summary.findings[2]
    finding = FindingView(dataclasses.replace(view.finding, people=595), view.pictures)
    text = printed(dataclasses.replace(summary, findings=(finding,), people_total=650))
    assert text.startswith("1 client was shown unusually many people's data.\n650 people, 700 different records were shown")
    assert "595 people (600 different records)" in text


def test_empty_states_say_what_to_do_next(empty: ScanSummary, summary: ScanSummary) -> None:
    assert printed(empty).startswith("No access was read.\nName the format of the log: headcount scan --log-format ")
    unknown = dataclasses.replace(summary, findings=(), clients=(), records_total=0)
    lines = printed(unknown).splitlines()
    assert lines[0] == "No client stands out by the records it was shown."
    assert lines[1].endswith("headcount routes PATH > headcount.toml")


def test_many_findings_are_cut_and_counted(summary: ScanSummary) -> None:
    view = summary.findings[2]
    views = tuple(FindingView(dataclasses.replace(view.finding, client=f"198.51.100.{n}"), view.pictures) for n in range(12))
    lines = printed(dataclasses.replace(summary, findings=views)).splitlines()
    assert "10  address 198.51.100.7" in lines
    assert "and 2 more: see --html FILE or --json FILE" in lines


def test_members_are_named_up_to_four(summary: ScanSummary) -> None:
    view = summary.findings[0]
    members = tuple(f"192.0.2.{n}" for n in range(1, 8))
    many = dataclasses.replace(view, finding=dataclasses.replace(view.finding, lens="agent", members=members))
    lines = [line.rstrip() for line in printed(dataclasses.replace(summary, findings=(many,))).splitlines()]
    assert "   7 clients: 192.0.2.1, 192.0.2.2, 192.0.2.3, 192.0.2.4 and 3 more: see --json FILE" in lines
