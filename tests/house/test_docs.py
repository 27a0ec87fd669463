"""The docs are held to the code: every option, every configuration key, every room and every detector is in them."""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import yaml

from tests.house.tree import PACKAGE, ROOT, texts

LINK = re.compile(r"\[[^\]]*\]\((?P<target>[^)\s#]+)(?:#[^)]*)?\)")


def _commands() -> dict[str, argparse.ArgumentParser]:
    """Every parser below the top one, by all of its words, such as `lab make`."""
    return dict(_below(importlib.import_module("headcount.cli").parser()))


def _below(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, command in action.choices.items():
                yield " ".join((*words, name)), command
                yield from _below(command, (*words, name))


def _section(page: str, heading: str) -> str:
    """The text below `## heading`, up to the next heading of that depth."""
    return re.split(r"^## ", page.partition(f"\n## {heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


def test_every_command_and_option_is_described() -> None:
    page = texts()["docs/cli.md"]
    missing = [
        f"{name} {option}"
        for name, command in _commands().items()
        for action in command._actions
        for option in action.option_strings or [str(action.metavar or action.dest)]
        if option not in {"-h", "--help"} and f"`{option}" not in _section(page, f"`headcount {name}`")
    ]
    assert missing == []


def test_commands_below_a_command_are_looked_at() -> None:
    assert {"lab", "lab make", "lab score"} <= _commands().keys()


def test_every_described_option_exists() -> None:
    page = texts()["docs/cli.md"]
    known = {option for command in _commands().values() for action in command._actions for option in action.option_strings}
    assert set(re.findall(r"`(--[a-z-]+)", page)) - known - {"--version", "--help"} == set()


CONFIGURED = (
    "declared",
    "console",
    "live",
    "gate",
    "taps",
    "alerts",
    "incidents",
    "organisation",
    "retention",
    "traces",
    "probing",
)
"""Modules of `config` with the typed tables of `headcount.toml`."""


def _keys(module: str) -> Iterator[tuple[str, str]]:
    """(type, key) of every typed table that the configuration file is read into."""
    for kind in vars(importlib.import_module(module)).values():
        if isinstance(kind, type) and kind.__module__ == module:
            if issubclass(kind, msgspec.Struct):
                yield from ((kind.__name__, field.encode_name) for field in msgspec.structs.fields(kind))
            elif dataclasses.is_dataclass(kind):
                yield from ((kind.__name__, field.name) for field in dataclasses.fields(kind))


def test_every_configuration_key_is_described() -> None:
    page = texts()["docs/configuration.md"]
    keys = [
        *(pair for module in CONFIGURED for pair in _keys(f"headcount.config.{module}")),
        *(("jsonl", role) for role in importlib.import_module("headcount.sources.json_lines").ROLES),
    ]
    assert keys
    missing = [f"{table}.{key}" for table, key in keys if not re.search(rf"`\[*{key}\]*`", page)]
    assert missing == []


def test_the_examples_of_the_configuration_are_read(tmp_path: Path) -> None:
    config = importlib.import_module("headcount.config")
    used = set()
    for block in re.findall(r"```toml\n(.*?)```", texts()["docs/configuration.md"], re.DOTALL):
        (tmp_path / "headcount.toml").write_text(block)
        example = config.load(tmp_path / "headcount.toml")
        used |= {key for key in example.__struct_fields__ if getattr(example, key) != getattr(config.Config(), key)}
    assert used == set(config.Config.__struct_fields__)


def test_every_room_has_its_page() -> None:
    rooms = sorted(
        path.name for path in PACKAGE.iterdir() if path.is_dir() and (path / "__init__.py").exists() and path.name != "cli"
    )
    assert [room for room in rooms if f"docs/rooms/{room}.md" not in texts()] == []


def test_detector_pages_are_up_to_date() -> None:
    docs = importlib.import_module("update.docs")
    pages = {f"docs/detectors/{detector.name}.md": docs.page(detector) for detector in docs.DETECTORS}
    assert {name: text for name, text in texts().items() if name.startswith("docs/detectors/")} == pages


def _nav(entry: object) -> Iterator[str]:
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        for value in entry.values():
            yield from _nav(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from _nav(value)


def test_the_menu_names_every_page() -> None:
    pages = sorted(name.removeprefix("docs/") for name in texts() if name.startswith("docs/") and name.endswith(".md"))
    assert sorted(_nav(yaml.safe_load(texts()["mkdocs.yml"])["nav"])) == pages


def test_links_lead_somewhere() -> None:
    broken = [
        (name, link["target"])
        for name, text in texts().items()
        if name.endswith(".md")
        for link in LINK.finditer(text)
        if "://" not in link["target"] and not link["target"].startswith("mailto:")
        if not (ROOT / Path(name).parent / link["target"]).exists()
    ]
    assert broken == []
