"""Inventories as tests write them down."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from headcount.probes.inventories import read
from headcount.probes.inventories.document import Document, opened


def document(folder: Path, text: str, name: str = "inventory") -> Document:
    """A file with this text, read."""
    file = folder / name
    file.write_text(dedent(text))
    return opened(file)


def listed(folder: Path, text: str, host: str = "", name: str = "inventory") -> tuple[list[str], list[str]]:
    """The addresses that it lists, and what of it cannot be looked at."""
    document(folder, text, name)
    found, left = read(folder / name, host)
    return [one.url for one in found], [str(one) for one in left]
