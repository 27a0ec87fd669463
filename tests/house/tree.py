"""The project's own files, as the house tests see them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The project's folder."""
PACKAGE = ROOT / "src" / "headcount"
TESTS = ROOT / "tests"
DATA = ROOT / ".." / "shared" / "data"
"""Data that is not part of the project; not there on most machines."""

_MADE = {
    ".git",
    ".venv",
    "__pycache__",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    ".import_linter_cache",
    "dist",
    "build",
}
_MADE_FILES = {"benchmarks/data", "headcount-report.html", "site"}


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in _MADE or path.name.endswith(".egg-info") or path.relative_to(ROOT).as_posix() in _MADE_FILES:
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


@cache
def files() -> tuple[Path, ...]:
    """Every file that belongs to the project (nothing that a command makes)."""
    return tuple(_walk(ROOT))


@cache
def texts() -> dict[str, str]:
    """Path (relative, with `/`) to text, for every file that is UTF-8 text."""
    found = {}
    for path in files():
        try:
            found[path.relative_to(ROOT).as_posix()] = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
    return found


@cache
def modules() -> tuple[Path, ...]:
    """Every Python module of the package."""
    return tuple(path for path in files() if path.suffix == ".py" and path.is_relative_to(PACKAGE))


@cache
def imports(module: Path) -> frozenset[str]:
    """Dotted names that a module imports, `from a import b` as both `a` and `a.b`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(names)
