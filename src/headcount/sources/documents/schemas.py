"""JSON Schema as OpenAPI uses it, walked to its leaves: references inside of the document, compositions, circles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from headcount.sources.documents.walk import scalar, walk

DEEPEST = 24
"""Objects and lists within one another."""
MOST_FIELDS = 5_000
"""Fields of one answer."""
MOST_STEPS = 50_000
"""Schemas looked at for one answer; references make few lines stand for many."""
MOST_IN_ALL = 2_000_000
"""Schemas and nodes of examples looked at in one document."""
_TOO_MANY = "answer with more fields than are looked at"
_OUTSIDE = "reference to another document"
_DESCRIBES = frozenset(
    {"$ref", "type", "properties", "items", "allOf", "oneOf", "anyOf", "format", "example", "examples", "enum"}
)
"""Keys that say what a value is; a part of a composition without one of them only comments."""
_NUMERIC = frozenset({"int32", "int64", "float", "double", "byte", "binary"})


@dataclass(frozen=True, slots=True)
class SchemaField:
    """One leaf of a schema."""

    path: str
    format: str
    examples: tuple[str, ...]


class Schemas:
    """The schemas of one document."""

    def __init__(self, document: dict[str, object]) -> None:
        self._document = document
        self._left = MOST_IN_ALL
        self.skipped: Counter[str] = Counter()
        """What was left out, by reason."""

    def resolved(self, value: object) -> object:
        """`value`, or what it refers to; None when that is not there."""
        for _ in range(DEEPEST):
            reference = value.get("$ref") if isinstance(value, dict) else None
            if not isinstance(reference, str):
                return value
            if not reference.startswith("#"):
                self.skipped[_OUTSIDE] += 1
                return None
            value = self._at(reference)
        return None

    def fields(self, schema: object) -> Iterator[SchemaField]:
        """The leaves of a schema, without those that lie on a circle of references."""
        if not isinstance(schema, dict):
            return
        stack: list[tuple[str, object, tuple[str, ...], int]] = [("", schema, (), 0)]
        steps = found = 0
        while stack:
            path, item, around, depth = stack.pop()
            steps += 1
            self._left -= 1
            if steps > MOST_STEPS or found > MOST_FIELDS or self._left < 0:
                self.skipped[_TOO_MANY] += 1
                return
            reference = item.get("$ref") if isinstance(item, dict) else None
            if isinstance(reference, str):
                if reference in around:
                    continue
                item, around = self.resolved(item), (*around, reference)
            if not isinstance(item, dict) or depth > DEEPEST:
                continue
            below = list(_below(path, item))
            if below:
                stack.extend((place, part, around, depth + 1) for place, part in reversed(below))
                for example in (item.get("example"), *_list(item.get("examples"))):
                    yield from (SchemaField(place, "", (value,)) for place, value in self.example(example, path))
            elif path or item.get("type") in {"string", "integer", "number"}:
                found += 1
                form = item.get("format")
                yield SchemaField(path, form if isinstance(form, str) and form not in _NUMERIC else "", _examples(item))

    def example(self, value: object, path: str = "") -> Iterator[tuple[str, str]]:
        """The leaves of an example that is an object or list, within the bounds: references make few lines stand for many."""
        if isinstance(value, dict | list) and self._left > 0:
            size = _size(value)
            self._left -= size
            if self._left > 0:
                yield from walk(value, path, most=size)

    def _at(self, reference: str) -> object:
        """What a JSON pointer (RFC 6901) in a fragment points at."""
        here: object = self._document
        for part in unquote(reference[1:]).split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            if isinstance(here, dict):
                here = here.get(key)
            elif isinstance(here, list) and key.isdecimal() and int(key[:9]) < len(here):
                here = here[int(key[:9])]
            else:
                return None
        return here


def _below(path: str, item: dict[str, object]) -> Iterator[tuple[str, object]]:
    """The schemas inside of one, each with the path of what it describes."""
    start = f"{path}." if path else ""
    properties = item.get("properties")
    if isinstance(properties, dict):
        yield from ((start + str(name), part) for name, part in properties.items())
    items = item.get("items")
    if isinstance(items, dict):
        yield f"{path}[]", items
    for key in ("allOf", "oneOf", "anyOf"):
        parts = item.get(key)
        if isinstance(parts, list):
            yield from ((path, part) for part in parts if isinstance(part, dict) and part.keys() & _DESCRIBES)
    others = item.get("additionalProperties")
    if isinstance(others, dict) and others:
        yield f"{start}{{}}", others


def _size(value: object) -> int:
    """Nodes of an example, up to `MOST_STEPS`."""
    stack, size = [value], 0
    while stack and size < MOST_STEPS:
        item = stack.pop()
        size += 1
        stack.extend(item.values() if isinstance(item, dict) else item if isinstance(item, list) else ())
    return size


def _examples(item: dict[str, object]) -> tuple[str, ...]:
    """The examples of a scalar, each once."""
    found = (item.get("example"), item.get("x-example"), *_list(item.get("examples")))
    return tuple(dict.fromkeys(scalar(value) for value in found if value is not None and not isinstance(value, dict | list)))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
