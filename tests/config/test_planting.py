from __future__ import annotations

from pathlib import Path

from headcount.config import load
from headcount.config.planting import planted


def _canaries(folder: Path, text: str) -> list[tuple[str, list[str]]]:
    (folder / "headcount.toml").write_text(text)
    return [(canary.entity, canary.values) for canary in load(folder / "headcount.toml").canaries]


def test_the_table_stands_at_the_end(tmp_path: Path) -> None:
    text = planted("[map]\nmany_people = 9", "p.json", "users", ["1", 'a"b\\'])
    assert text.startswith("[map]\nmany_people = 9\n\n# canaries of")
    assert _canaries(tmp_path, text) == [("users", ["1", 'a"b\\'])]


def test_planting_again_replaces_what_stood_there(tmp_path: Path) -> None:
    once = planted("", "p.json", "users", ["1"]) + "\n[map]\nmany_people = 9\n"
    again = planted(once, "p.json", "users", ["2", "3"])
    assert again.endswith("\n[map]\nmany_people = 9\n")
    assert _canaries(tmp_path, again) == [("users", ["2", "3"])]


def test_another_plan_or_entity_stands_beside_it(tmp_path: Path) -> None:
    text = planted(planted(planted("", "p.json", "users", ["1"]), "q.json", "users", ["2"]), "p.json", "phones", ["3"])
    assert _canaries(tmp_path, text) == [("users", ["1"]), ("users", ["2"]), ("phones", ["3"])]
