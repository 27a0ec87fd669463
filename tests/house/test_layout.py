"""Where things lie and how large they are: tests mirror the source, modules stay short, no room for odds and ends."""

from __future__ import annotations

import ast
from statistics import median

from tests.house.tree import PACKAGE, TESTS, files, modules

ODDS_AND_ENDS = {"utils", "util", "helpers", "helper", "common", "misc", "core", "base", "lib", "tools", "shared"}
NO_TEST_OF_ITS_OWN = {
    "interface.py",  # a shape; tests/conformance/ holds every part of the shelf to it
    "__init__.py",  # an export or a registry, held by tests/house/test_shelves.py
    "__main__.py",  # one call
}
BESIDE_THE_MIRROR = {"house", "conformance", "services", "update", "examples", "benchmarks"}


def _lines(text: str) -> int:
    return text.count("\n")


def test_every_module_has_its_test() -> None:
    missing = [
        module.relative_to(PACKAGE).as_posix()
        for module in modules()
        if module.name not in NO_TEST_OF_ITS_OWN
        and not (TESTS / module.relative_to(PACKAGE)).with_name(f"test_{module.name}").exists()
    ]
    assert missing == []


def test_every_test_has_its_module() -> None:
    orphans = []
    for test in files():
        if not test.is_relative_to(TESTS) or not test.name.startswith("test_") or test.suffix != ".py":
            continue
        place = test.relative_to(TESTS)
        module = (PACKAGE / place).with_name(test.name.removeprefix("test_"))
        package = module.with_suffix("") / "__init__.py"
        if place.parts[0] not in BESIDE_THE_MIRROR and not module.exists() and not package.exists():
            orphans.append(place.as_posix())
    assert orphans == []


def test_modules_are_short() -> None:
    lengths = {module.relative_to(PACKAGE).as_posix(): _lines(module.read_text("utf-8")) for module in modules()}
    assert {name: n for name, n in lengths.items() if n > 400} == {}
    assert median(n for name, n in lengths.items() if not name.endswith("__init__.py")) <= 120


def test_no_room_for_odds_and_ends() -> None:
    named = {part for module in modules() for part in module.relative_to(PACKAGE).with_suffix("").parts}
    assert named & ODDS_AND_ENDS == set()


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        module.relative_to(PACKAGE).as_posix()
        for module in modules()
        if (tree := ast.parse(module.read_text("utf-8"))).body and not ast.get_docstring(tree)
    ]
    assert silent == []
