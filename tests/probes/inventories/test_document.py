"""Files are known by what is in them, and what is broken is said with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from headcount.errors import ConfigError
from headcount.probes.inventories import document as module
from headcount.probes.inventories.document import inside, items, members, opened, port_at, text_at
from tests.probes.inventories.written import document


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ('{"a": 1}', "json"),
        ("# c\n[[stores]]\nurl = 'x'\n", "toml"),
        ("[redis]\nh.example ansible_host=192.0.2.1\n", "text"),
        ("services:\n  a: {}\n", "yaml"),
        ("---\nkind: Service\n", "yaml"),
        ("url,owner\n", "text"),
        ("", "text"),
    ],
    ids=["json", "toml", "ini", "yaml", "yaml-with-mark", "csv", "empty"],
)
def test_languages(tmp_path: Path, text: str, language: str) -> None:
    assert document(tmp_path, text).language == language


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"a": ', "broken JSON"),
        ("services:\n  a: [\n", "broken YAML in line 3"),
        ("a: " + "[" * 3000, "broken YAML"),
        ("url\n\0", None),
    ],
    ids=["json", "yaml", "deep", "nul"],
)
def test_what_is_broken(tmp_path: Path, text: str, says: str | None) -> None:
    if says is None:
        assert document(tmp_path, text).trees == ()
        return
    with pytest.raises(ConfigError, match=rf"inventory: {says}"):
        document(tmp_path, text)


def test_what_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        opened(tmp_path / "none")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="UTF-8"):
        opened(tmp_path / "bytes")
    monkeypatch.setattr(module, "MOST_BYTES", 2)
    with pytest.raises(ConfigError, match="larger than"):
        document(tmp_path, "url\n")


def test_tags_of_others_count_as_nothing(tmp_path: Path) -> None:
    assert document(tmp_path, "a: !vault x\nb: 1\n").trees == ({"a": None, "b": 1},)


def test_what_lies_where() -> None:
    tree = {"a": {"b": [1], "port": "70000", "yes": True, "n": 6379}}
    assert (inside(tree, "a", "b"), inside(tree, "a", "c", "d")) == ([1], None)
    assert (text_at(tree, "a", "n"), text_at(tree, "a", "yes"), text_at(tree, "a")) == ("6379", "", "")
    assert (port_at(tree, "a", "n"), port_at(tree, "a", "port"), port_at(tree, "a", "yes")) == (6379, 0, 0)
    assert (list(items("text")), list(members([1])), dict(members({1: 2}))) == ([], [], {"1": 2})


@pytest.mark.parametrize("line", ["[{}]", "\n  <<: [{}]"], ids=["lists", "merged"])
def test_aliases_that_stand_for_more_than_memory_holds(tmp_path: Path, line: str) -> None:
    text = "a0: &a0 {x: 1}\n"
    for place in range(1, 10):
        text += f"a{place}: &a{place} {line.format(', '.join([f'*a{place - 1}'] * 10))}\n"
    with pytest.raises(ConfigError, match="its aliases stand for more than 2,000,000 values"):
        document(tmp_path, f"{text}services: {{db: {{image: redis, command: {{x: *a9}}}}}}\n")


def test_a_few_aliases_are_as_if_written_out(tmp_path: Path) -> None:
    told = document(tmp_path, "x: &x {image: redis}\nservices: {db: {<<: *x}, other: *x}\n").trees
    assert inside(told[0], "services", "db", "image") == inside(told[0], "services", "other", "image") == "redis"
