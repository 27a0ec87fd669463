"""Typed decoders of JSON lines that read only some keys: what is not asked for is skipped without making an object of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

Keys = tuple[str, ...]
"""The keys that lead to a value through nested objects."""


def decoder(paths: Sequence[Keys], raw: Collection[Keys] = ()) -> tuple[msgspec.json.Decoder[Any], dict[Keys, str]]:
    """A decoder to structs that have only the given keys, and the attribute path of each.

    What is under the paths of `raw` is left as it stands in the line (`msgspec.Raw`).

    There are no attribute paths when one path leads through a value that another one asks for: then a line cannot be typed.
    """
    tree: dict[str, Any] = {}
    for path in paths:
        node = tree
        for key in path[:-1]:
            node = node.setdefault(key, {})
            if node is None:
                return msgspec.json.Decoder(Any), {}
        if node.setdefault(path[-1], None) is not None:
            return msgspec.json.Decoder(Any), {}
    kind, names = _struct(tree, (), raw)
    return msgspec.json.Decoder(kind), names


def _struct(tree: Mapping[str, Any], way: Keys, raw: Collection[Keys]) -> tuple[type[msgspec.Struct], dict[Keys, str]]:
    fields: list[tuple[str, Any, Any]] = []
    rename, names = dict[str, str](), dict[Keys, str]()
    for i, (key, below) in enumerate(tree.items()):
        name = f"f{i}"
        rename[name] = key
        if below is None:
            fields.append((name, msgspec.Raw, msgspec.Raw(b"")) if (*way, key) in raw else (name, Any, None))
            names[key,] = name
        else:
            kind, inner = _struct(below, (*way, key), raw)
            fields.append((name, kind, msgspec.field(default_factory=kind)))
            names |= {(key, *path): f"{name}.{rest}" for path, rest in inner.items()}
    return msgspec.defstruct("Line", fields, rename=rename, gc=False), names
