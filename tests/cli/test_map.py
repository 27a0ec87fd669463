"""headcount map."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.catalog.bodies import page, person
from tests.cli.conftest import Headcount

CONFIG = """
[jsonl]
time = "ts"
address = "ip"
target = "url"
status = "status"
body = "answer"

[[agreements]]
name = "partner"
addresses = ["192.0.2.2"]
kinds = ["name"]
"""
NAMED = {"name": "Anna Berg"}


def line(second: int, address: str, url: str, answer: object) -> str:
    moment = f"2026-03-02T09:{second // 60:02d}:{second % 60:02d}Z"
    return json.dumps({"ts": moment, "ip": address, "url": url, "status": 200, "answer": answer}) + "\n"


@pytest.fixture
def log(headcount: Headcount) -> Headcount:
    """`log.jsonl`: lists of people, single people, and their configuration."""
    rows = [line(n, "192.0.2.1", f"/users?page={n}", page(*range(1000 + 3 * n, 1003 + 3 * n))) for n in range(20)]
    rows += [line(60 + n, "192.0.2.2", f"/users/{1000 + n}", person(1000 + n) | NAMED) for n in range(10)]
    Path("log.jsonl").write_text("".join(rows))
    Path("headcount.toml").write_text(CONFIG)
    return headcount


def test_a_log_with_bodies_counts_people_and_kinds(log: Headcount) -> None:
    assert log("scan", "log.jsonl", "--ledger", "ledger", "--quiet", "--fail-on", "never").code == 0
    answer = log("map", "--ledger", "ledger", "--json", "-")
    users, user = answer.json["routes"]
    assert (users["template"], users["subject"], users["records"], users["showings"], users["most_people"]) == (
        "/users",
        "$.data.items[].id",
        60,
        60,
        3,
    )
    assert (user["template"], user["records"], user["people"]) == ("/users/{id}", 10, True)
    kinds = {kind["kind"]: kind["records_clear"] for kind in answer.json["kinds"]}
    assert kinds["phone"] == 60  # the ten are among the sixty
    assert [(b["agreement"], b["template"]) for b in answer.json["beyond_agreements"]] == [("partner", "/users/{id}")]
    assert "phone" in answer.json["beyond_agreements"][0]["kinds"]
    assert "+1 202" not in answer.out
    assert "Anna" not in answer.out


def test_no_value_is_in_the_ledger(log: Headcount) -> None:
    log("scan", "log.jsonl", "--ledger", "ledger", "--quiet", "--fail-on", "never")
    stored = Path("ledger").read_bytes()
    assert [text for text in (b"202-555", b"Anna Berg", b"Person 10") if text in stored] == []


def test_what_was_learned_is_known_to_the_next_scan(log: Headcount) -> None:
    first, second = (Path("log.jsonl").read_text().splitlines(keepends=True)[part] for part in (slice(25), slice(25, None)))
    Path("log.jsonl").write_text("".join(first))
    log("scan", "log.jsonl", "--ledger", "ledger", "--quiet", "--fail-on", "never")
    Path("log.jsonl").write_text("".join([*first, *second]))
    log("map", "log.jsonl", "--ledger", "ledger", "--quiet")
    routes = log("map", "--ledger", "ledger", "--json", "-").json["routes"]
    assert [(route["template"], route["records"]) for route in routes] == [("/users", 60), ("/users/{id}", 10)]


def test_the_learned_catalogue_serves_a_log_without_bodies(log: Headcount) -> None:
    log("map", "log.jsonl", "--toml", "learned.toml", "--quiet")
    rows = [f'192.0.2.9 - - [02/Mar/2026:10:00:{n:02d} +0000] "GET /users/{n + 50} HTTP/1.1" 200 5\n' for n in range(12)]
    Path("plain.log").write_text("".join(rows))
    [route] = log("map", "plain.log", "--config", "learned.toml", "--json", "-").json["routes"]
    assert (route["template"], route["source"], route["records"], route["people"]) == ("/users/{id}", "declared", 12, True)
    assert "phone" in {field["kind"] for field in route["fields"]}


def test_a_capture(log: Headcount) -> None:
    entries = [
        {
            "startedDateTime": f"2026-03-02T09:00:{n:02d}Z",
            "request": {"method": "GET", "url": f"https://shop.example/users?page={n}"},
            "response": {"status": 200, "content": {"text": json.dumps(page(n, n + 100))}},
        }
        for n in range(9)
    ]
    Path("site.har").write_text(json.dumps({"log": {"version": "1.2", "creator": {"name": "x"}, "entries": entries}}))
    [route] = log("map", "site.har", "--ledger", "ledger", "--json", "-").json["routes"]
    assert (route["template"], route["records"], route["most_people"]) == ("/users", 18, 2)
    again = log("map", "site.har", "--ledger", "ledger", "--json", "-").json["routes"]
    assert again == [route]


def test_people_by_name_are_counted_and_their_names_are_nowhere(log: Headcount) -> None:
    names = ["anna", "bob", "dragon", "wombat", "zhangsan", "mallory"]
    entries = [
        {
            "startedDateTime": f"2026-03-02T09:00:{n:02d}Z",
            "request": {"method": "GET", "url": f"https://shop.example/api/team?page={n}"},
            "response": {
                "status": 200,
                "content": {"text": json.dumps({"team": {names[n]: person(n), names[n + 1]: person(n + 1)}})},
            },
        }
        for n in range(len(names) - 1)
    ]
    Path("site.har").write_text(json.dumps({"log": {"version": "1.2", "creator": {"name": "x"}, "entries": entries}}))
    answer = log("map", "site.har", "--ledger", "ledger", "--json", "map.json", "--html", "map.html", "--toml", "-")
    assert 'subject = "$.team.{}.id"' in answer.out
    [route] = json.loads(Path("map.json").read_text())["routes"]
    assert (route["template"], route["records"], route["most_people"]) == ("/api/team", 6, 2)
    assert log("classify", "site.har", "--json", "fields.json", "--fail-on", "never").code == 0
    written = [answer.out.encode(), *(Path(name).read_bytes() for name in ("ledger", "map.json", "map.html", "fields.json"))]
    assert [name for name in names for text in written if name.encode() in text] == []


def test_tables_that_were_classified_stand_beside_the_routes(log: Headcount) -> None:
    Path("people.csv").write_text("full_name,phone\n" + "".join(f"Anna Berg,+1 202-555-{n:04d}\n" for n in range(100, 140)))
    assert log("classify", "people.csv", "--json", "classified.json", "--fail-on", "never", "--quiet").code == 0
    answer = log("map", "log.jsonl", "--classified", "classified.json", "--json", "-").json
    [table] = [route for route in answer["routes"] if route["source"] == "classified"]
    assert (table["method"], "phone" in {field["kind"] for field in table["fields"]}, table["grade"]) == ("", True, 3)
    assert answer["idle"] == []


def test_every_output(log: Headcount) -> None:
    names = ("map.toml", "map.json", "map.html", "processing.csv", "interfaces.csv")
    flags = ("--toml", "--json", "--html", "--processing", "--interfaces")
    answer = log("map", "log.jsonl", *(word for pair in zip(flags, names, strict=True) for word in pair), "--language", "zh")
    assert (answer.code, answer.err) == (0, "")
    assert "2 routes show" in answer.out
    assert [name for name in names if not Path(name).read_bytes()] == []
    assert 'lang="zh' in Path("map.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "name logs or captures"),
        (("--ledger", "none"), "there is no such ledger"),
        (("log.jsonl", "--days", "0"), "--days must be from 1 to 36,500"),
        (("log.jsonl", "--days", "99999999999"), "--days must be from 1 to 36,500"),
        (("log.jsonl", "--json", "-", "--toml", "-"), "only one of"),
        (("log.jsonl", "--html", "missing/map.html"), "cannot be written"),
        (("missing.jsonl",), "no readable input"),
        (("log.jsonl", "--classified", "missing.json"), "make it with: headcount classify"),
        (("log.jsonl", "--classified", "log.jsonl"), "is no classification"),
    ],
)
def test_what_cannot_be_done_is_said(log: Headcount, arguments: tuple[str, ...], told: str) -> None:
    answer = log("map", *arguments)
    assert answer.code == 2
    assert told in answer.err


def test_nothing_is_counted_for_a_command_that_cannot_be_carried_out(log: Headcount) -> None:
    assert log("map", "log.jsonl", "--ledger", "new.ledger", "--classified", "missing.json").code == 2
    assert not Path("new.ledger").exists()
