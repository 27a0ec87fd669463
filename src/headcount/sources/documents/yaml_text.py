"""YAML as plain data, from the events of the parser: no tags, no types, no recursion, and a bound on what aliases make of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from headcount.sources.documents.inflate import Unreadable

DEEPEST = 200
"""Lists and mappings within one another."""
MOST = 2_000_000
"""Nodes of a document, those that an alias stands for counted again."""
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class _Open:
    """A list or mapping that is not complete."""

    made: Any
    anchor: str | None = None
    start: int = 0
    """Nodes before it."""
    key: list[str] = field(default_factory=list)
    """The key that waits for its value."""

    def place(self, value: object) -> None:
        """Put a node where it stands: into a list, or as the key or the value of a mapping."""
        if isinstance(self.made, list):
            self.made.append(value)
        elif self.key:
            self.made[self.key.pop()] = value
        else:
            self.key.append(value if isinstance(value, str) else "")


def decode(text: str) -> object:
    """The first document: mappings as dicts, sequences as lists, every scalar as its text.

    An alias is the very object that it names.

    Raises:
        Unreadable: it is no YAML, is nested more than 200 deep, stands for more than 2,000,000 nodes, or an alias names a node
            around it.
    """
    try:
        return _compose(text)
    except (yaml.YAMLError, ValueError):
        raise Unreadable("broken YAML") from None
    except RecursionError:
        raise Unreadable("nested too deeply") from None


def _compose(text: str) -> object:
    stack, count = [_Open([])], 0
    anchors: dict[str, tuple[object, int]] = {}
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.DocumentEndEvent):
            break
        if not isinstance(event, yaml.NodeEvent | yaml.CollectionEndEvent):
            continue
        count += 1
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in anchors:
                raise Unreadable("broken YAML")
            node, size = anchors[event.anchor]
            count += size
            stack[-1].place(node)
        elif isinstance(event, yaml.ScalarEvent):
            stack[-1].place(event.value)
            _keep(anchors, event.anchor, event.value, 1)
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(stack) > DEEPEST:
                raise Unreadable("nested too deeply")
            stack.append(_Open({} if isinstance(event, yaml.MappingStartEvent) else [], event.anchor, count))
        else:
            closed = stack.pop()
            stack[-1].place(closed.made)
            _keep(anchors, closed.anchor, closed.made, count - closed.start)
        if count > MOST:
            raise Unreadable(f"more than {MOST:,} nodes")
    return stack[0].made[0] if stack[0].made else None


def _keep(anchors: dict[str, tuple[object, int]], anchor: str | None, node: object, size: int) -> None:
    if anchor:
        anchors[anchor] = node, size
