"""The map on a terminal."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace

from rich.console import Console

from headcount.model.data_map import CLASSIFIED, DataMap
from headcount.reports.data_map import WIDTH, print_map
from tests.reports.maps import MAP, NOTHING, USERS


def printed(found: DataMap) -> str:
    text = io.StringIO()
    print_map(found, Console(file=text, width=WIDTH), zone=dt.UTC)
    return text.getvalue()


def test_routes_news_breaches_and_what_nobody_used() -> None:
    lines = printed(MAP).splitlines()
    assert lines[0].strip() == "3 routes show 3 kinds of personal data."
    assert any(line.split() == ["4", "GET", "/users", "phone,", "email", "50", "1,200", "9"] for line in lines)
    assert any("health, phone*" in line for line in lines)
    assert any("since 2026-03-02 14:00 GET /users also returns email (items[].email)" in line for line in lines)
    assert any("partner: account =svc was shown phone of 12 records through /users" in line for line in lines)
    assert any(line.startswith("Holds personal data and showed nobody") for line in lines)
    assert not any("/products" in line for line in lines)


def test_nothing_hostile_and_nothing_wide() -> None:
    text = printed(MAP)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert max(map(len, text.splitlines())) <= WIDTH


def test_an_empty_map_says_what_to_do() -> None:
    assert "No route is known to show personal data." in printed(NOTHING)
    assert "[jsonl] body" in printed(NOTHING)


def test_the_headline_counts_a_route_once_and_tables_apart() -> None:
    buyers = replace(USERS, subject="$.buyers[].id")
    table = replace(USERS, method="", template="people.csv", source=CLASSIFIED)
    twice = printed(replace(MAP, routes=(USERS, buyers, table)))
    assert twice.splitlines()[0].strip() == "1 route and 1 table or file show 2 kinds of personal data."
    alone = printed(replace(MAP, routes=(table,), kinds=()))
    assert alone.splitlines()[0].strip() == "1 table or file shows 2 kinds of personal data."
