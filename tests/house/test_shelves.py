"""Shelves: the registry is a visible tuple and complete, one word names a part everywhere, and parts do not know each other."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

from tests.house.tree import PACKAGE, imports, texts

SHELVES = {
    "detectors": ("DETECTORS", "find"),
    "sources": ("SOURCES", "recognise"),
    "recognizers": ("RECOGNIZERS", "find"),
    "alerts": ("CHANNELS", "deliver"),
    "probes": ("PROBES", "look"),
}
"""Room to its registry and to the method that a part of this shelf has."""


def _registry(room: str) -> tuple[object, ...]:
    registry = getattr(importlib.import_module(f"headcount.{room}"), SHELVES[room][0])
    assert isinstance(registry, tuple)
    return registry


def _names(room: str) -> list[str]:
    return [str(getattr(part, "name", "")) for part in _registry(room)]


def _written_out(room: str) -> ast.Tuple:
    """The registry as it stands in `__init__.py`."""
    for node in ast.parse((PACKAGE / room / "__init__.py").read_text("utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if any(isinstance(target, ast.Name) and target.id == SHELVES[room][0] for target in targets):
            value = getattr(node, "value", None)
            assert isinstance(value, ast.Tuple), "a visible tuple, not a search through the folder"
            return value
    raise AssertionError(f"headcount.{room} has no {SHELVES[room][0]}")


def _parts(room: str) -> dict[str, Path]:
    """The modules that the registry's entries come from, by their stem."""
    origin = {
        alias.asname or alias.name: alias.name if node.module == f"headcount.{room}" else node.module.rpartition(".")[2]
        for node in ast.parse((PACKAGE / room / "__init__.py").read_text("utf-8")).body
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    used = {node.id for node in ast.walk(_written_out(room)) if isinstance(node, ast.Name)}
    return {origin[name]: PACKAGE / room / f"{origin[name]}.py" for name in sorted(used & origin.keys())}


def _shaped(room: str) -> set[str]:
    """Stems of the modules with a class that has the shelf's own method."""
    found = set()
    for module in (PACKAGE / room).glob("*.py"):
        classes = [node for node in ast.parse(module.read_text("utf-8")).body if isinstance(node, ast.ClassDef)]
        if any(isinstance(item, ast.FunctionDef) and item.name == SHELVES[room][1] for kind in classes for item in kind.body):
            found.add(module.stem)
    return found - {"interface"}


@pytest.mark.parametrize("room", SHELVES)
def test_the_registry_is_written_out(room: str) -> None:
    assert len(_written_out(room).elts) == len(_registry(room)) >= 3
    assert [stem for stem, module in _parts(room).items() if not module.exists()] == []


@pytest.mark.parametrize("room", SHELVES)
def test_names_are_unique_words(room: str) -> None:
    names = _names(room)
    assert sorted(names) == sorted(set(names))
    assert [name for name in names if not name.isidentifier() or name != name.lower()] == []


def test_one_word_names_a_detector_everywhere() -> None:
    assert sorted(_names("detectors")) == sorted(_parts("detectors")) == sorted(_shaped("detectors"))


def test_every_source_is_on_the_shelf_or_a_mechanism_of_one_that_is() -> None:
    parts = _parts("sources")
    mechanisms = {name.rpartition(".")[2] for module in parts.values() for name in imports(module)}
    assert _shaped("sources") - parts.keys() - mechanisms == set()


@pytest.mark.parametrize("room", SHELVES)
def test_parts_do_not_know_each_other(room: str) -> None:
    parts = _parts(room)
    names = {f"headcount.{room}.{stem}" for stem in parts}
    assert [(stem, other) for stem, module in parts.items() for other in sorted(imports(module) & names)] == []


def test_every_source_is_described() -> None:
    page = texts()["docs/rooms/sources.md"]
    assert [name for name in _names("sources") if f"`{name}`" not in page] == []


def test_detectors_are_short() -> None:
    lengths = {stem: module.read_text("utf-8").count("\n") for stem, module in _parts("detectors").items()}
    assert {stem: lines for stem, lines in lengths.items() if lines > 150} == {}
