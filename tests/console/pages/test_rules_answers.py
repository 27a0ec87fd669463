"""Budgets and rules over the REST API."""

from __future__ import annotations

from pathlib import Path

from starlette.testclient import TestClient

from headcount.config import Config
from headcount.config.live import BudgetConfig, RuleConfig, StepConfig
from headcount.console.app import Console
from headcount.console.door import OpenDoor
from tests.console.made_parts import MadeWatch
from tests.console.pages.mapped_board import MadeDocuments, parts_of

FILE = Config(
    budgets=[BudgetConfig("a", people=3, accounts=["x", "y"], steps=[StepConfig(2.0, "block"), StepConfig(0.5, "warn")])],
    rules=[RuleConfig("r", "mask", lens=["account"], role="", people=4)],
)
TEXT = '[[budgets]]\nname = "b"\npeople = 1\n'


def _client(folder: Path, documents: MadeDocuments | None = None) -> TestClient:
    return TestClient(Console(parts_of(folder, FILE, documents=documents), OpenDoor()).application)


def test_rows_tell_steps_in_order_and_no_accounts_by_name(tmp_path: Path) -> None:
    told = _client(tmp_path).get("/api/v1/rules").json()
    budget, rule = told["rows"]
    assert budget["steps"] == [{"action": "warn", "at": 0.5}, {"action": "block", "at": 2.0}]
    assert (budget["whom"], budget["mode"], budget["length"]) == (["accounts:2"], "observe", "day")
    assert (rule["lens"], rule["people"], rule["length"], rule["new"]) == (["account"], 4, "1d", None)
    assert (told["version"], told["text"], told["unfit"]) == (0, "", "")


def test_saving_versions_and_comparing(tmp_path: Path) -> None:
    documents = MadeDocuments()
    client = _client(tmp_path, documents)
    first = client.put("/api/v1/rules", json={"text": TEXT.replace("\n", "\r\n"), "after": 0, "note": "first"})
    assert first.json() == {"version": 1, "by": "ann", "at": "2026-11-20T09:30:00Z", "note": "first", "reverts": None}
    assert documents.kept[0].text == TEXT
    client.put("/api/v1/rules", json={"text": TEXT.replace("1", "2"), "after": 1})
    assert [row["version"] for row in client.get("/api/v1/rules/versions").json()["rows"]] == [2, 1]
    second = client.get("/api/v1/rules/versions/2").json()
    assert (second["against"], second["newest"]) == (1, 2)
    assert second["difference"][-2:] == ["-people = 1", "+people = 2"]
    alone = client.get("/api/v1/rules/versions/1").json()
    assert (alone["against"], alone["difference"][0], len(alone["difference"])) == (0, "--- version 0", 6)
    assert client.get("/api/v1/rules/versions/2?against=2").json()["difference"] == []
    assert client.get("/api/v1/rules/versions/2?against=9").status_code == 404
    assert client.get("/api/v1/rules/versions/x").status_code == 400
    assert client.get(f"/api/v1/rules/versions/{10**20}").status_code == 400


def test_a_preview_tells_what_differs_and_keeps_nothing(tmp_path: Path) -> None:
    documents = MadeDocuments()
    told = _client(tmp_path, documents).post("/api/v1/rules/preview", json={"text": TEXT}).json()
    assert [(one["table"], one["name"], one["change"]) for one in told["tried"]] == [("budgets", "b", "added")]
    assert told["difference"][:2] == ["--- version 0", "+++ as it would be"]
    assert (told["since"], told["until"]) == ("2026-11-14T00:00:00Z", "2026-11-21T00:00:00Z")
    assert documents.kept == []


def test_what_does_not_hold_together_is_not_saved(tmp_path: Path) -> None:
    documents = MadeDocuments()
    client = _client(tmp_path, documents)
    wrong = client.put("/api/v1/rules", json={"text": "[[budgets]]\nname = 'x'\n", "after": 0})
    assert (wrong.status_code, wrong.json()["title"]) == (409, "That does not hold together")
    assert "rules of the console:1: a budget needs people or new" in wrong.json()["detail"]
    assert client.put("/api/v1/rules", json={"text": TEXT, "after": 3}).status_code == 400
    assert client.put("/api/v1/rules", json={"text": TEXT}).status_code == 400
    assert client.put("/api/v1/rules", json={"text": TEXT, "after": 0, "note": "n" * 501}).status_code == 400
    assert client.put("/api/v1/rules", json={"text": TEXT, "after": 0, "note": "a\0b"}).status_code == 400
    assert documents.kept == []


def test_more_names_than_a_page_has_are_an_export(tmp_path: Path) -> None:
    watch = MadeWatch()
    client = TestClient(Console(parts_of(tmp_path, FILE, watch=watch), OpenDoor()).application)
    assert client.post("/api/v1/rules/preview", json={"text": TEXT}).status_code == 200
    assert watch.deeds == []
    assert client.post("/api/v1/rules/preview", json={"text": TEXT, "most": 101}).status_code == 200
    assert watch.deeds == [("ann", "export", "clients that budgets and rules would have stopped: up to 101 of each")]


def test_a_text_that_is_nested_too_deep_is_refused(tmp_path: Path) -> None:
    told = _client(tmp_path).post("/api/v1/rules/preview", json={"text": "a=" + "[" * 90_000})
    assert (told.status_code, "too deep" in told.json()["detail"]) == (409, True)
