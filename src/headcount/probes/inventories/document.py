"""One inventory file, read once: its text, and what it holds where it is JSON, TOML or YAML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
import yaml

from headcount.errors import ConfigError

MOST_BYTES = 32 << 20
_MOST_NODES = 2_000_000
"""Values of a file, aliases written out: a few lines of them can stand for more than any memory holds."""
_HEADER = re.compile(r"^\[\[?[\w.:\- ]+\]\]?\s*(?:[#;].*)?$", re.MULTILINE)
_KEYED = re.compile(r"\s*(?:---|%YAML|[\"']?[\w./ -]+[\"']?\s*:(?:\s|$))")


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """One file."""

    name: str
    """Of the file, without its folder."""
    text: str
    trees: tuple[Mapping[str, object], ...] = ()
    """Its objects: one of JSON or TOML, any number of YAML; none where it is neither."""
    language: str = "text"
    """`json`, `toml`, `yaml` or `text`."""


def opened(file: Path) -> Document:
    """Read a file.

    Raises:
        ConfigError: it cannot be read, is too large, or is broken; says where.
    """
    try:
        if file.stat().st_size > MOST_BYTES:
            raise ConfigError(f"{file}: larger than {MOST_BYTES >> 20} MiB; an inventory lists addresses only")
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: cannot be read as text in UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror})") from error
    try:
        language, trees = _parsed(file, text)
    except msgspec.DecodeError as error:
        raise ConfigError(f"{file}: broken JSON ({error}); write the file anew") from error
    except yaml.MarkedYAMLError as error:
        at = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise ConfigError(f"{file}: broken YAML{at}; mend it there") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise ConfigError(f"{file}: broken YAML ({type(error).__name__})") from error
    return Document(file.name, text, tuple(tree for tree in trees if isinstance(tree, dict)), language)


def _parsed(file: Path, text: str) -> tuple[str, list[object]]:
    """The language that a text is written in, and its objects."""
    first = next((line for line in text.splitlines() if line.strip() and line.strip()[0] not in "#;"), "")
    if first.lstrip().startswith("{"):
        return "json", [msgspec.json.decode(text)]
    if _HEADER.search(text) and not first.startswith("---"):
        try:
            return "toml", [tomllib.loads(text)]
        except tomllib.TOMLDecodeError:
            return "text", []
    if _KEYED.match(first):
        if "*" in text and _most_nodes(text) > _MOST_NODES:
            raise ConfigError(f"{file}: its aliases stand for more than {_MOST_NODES:,} values; write without them what is meant")
        return "yaml", list(yaml.load_all(text, _Plain))
    return "text", []


def _most_nodes(text: str) -> int:
    """How many values a text of YAML has when each alias is written out; counting ends beyond `_MOST_NODES`."""
    sizes: dict[str, int] = {}
    above: list[tuple[str | None, int]] = []
    total = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            total += sizes.get(event.anchor or "", 1)
        elif isinstance(event, yaml.NodeEvent):
            total += 1
            if isinstance(event, yaml.CollectionStartEvent):
                above.append((event.anchor, total))
            elif event.anchor:
                sizes[event.anchor] = 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, began = above.pop()
            if anchor:
                sizes[anchor] = total - began + 1
        if total > _MOST_NODES:
            break
    return total


class _Plain(yaml.CSafeLoader):
    """Plain values only; what a tag of somebody's own says (`!vault`, `!reset`) counts as nothing."""


_Plain.add_multi_constructor("!", lambda *_: None)


def members(tree: object) -> Iterator[tuple[str, object]]:
    """The members of an object, with their names as text; of anything else none."""
    if isinstance(tree, Mapping):
        yield from ((str(name), value) for name, value in tree.items())


def items(tree: object) -> Iterator[object]:
    """The elements of a list; of anything else none."""
    if isinstance(tree, list):
        yield from tree


def inside(tree: object, *path: str) -> object:
    """What lies at a path of names; None where something of it is not there."""
    for name in path:
        if not isinstance(tree, Mapping):
            return None
        tree = tree.get(name)
    return tree


def text_at(tree: object, *path: str) -> str:
    """The text or number at a path, as text; empty where there is none."""
    found = inside(tree, *path)
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def port_at(tree: object, *path: str) -> int:
    """The port at a path; 0 where there is none."""
    found = text_at(tree, *path)
    return int(found) if found.isascii() and found.isdecimal() and 0 < int(found[:6]) < 65_536 else 0
