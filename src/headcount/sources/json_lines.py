"""A source for logs with one JSON object a line: a field map says under which keys the columns of an access are.

A file's first lines decide which of the keys it has; from them a typed decoder is made that reads only those (msgspec decodes a
whole piece of lines in one call). A line that it cannot read, or that lacks the time or the target there, is looked at alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from types import NoneType
from typing import Any

import msgspec
import numpy as np

from headcount.model.access import AccessBatch
from headcount.model.skipped import Skipped
from headcount.sources.interface import Block, Reader
from headcount.sources.json_columns import BODY, TARGETS, columns
from headcount.sources.json_decoder import Keys, decoder
from headcount.sources.lines import NO_REQUEST, NO_TIME, pieces, refusal, sample
from headcount.sources.sheet import TEXTS

ROLES = ("time", *TEXTS, "path", "query", "request", "status", "size", BODY)
"""What a field map may name. `request` is a whole request line; `path` and `query` are joined where there is no target."""
_PIECE = 1 << 20
FieldMap = Mapping[str, Sequence[str]]
"""Role to the keys it may stand under, the preferred one first; dots lead into nested objects (or belong to the key itself)."""


def lookup(value: object, path: str, *, objects: bool = False) -> tuple[Keys, object]:
    """The keys that lead to `path` in a decoded object, and the value; no keys when it is not there or null.

    Nor when it is an object, unless `objects` are wanted.
    """
    if not isinstance(value, dict):
        return (), None
    leaf = value.get(path)
    if leaf is not None and (objects or not isinstance(leaf, dict)):
        return (path,), leaf
    for i, letter in enumerate(path):
        if letter == "." and path[:i] in value:
            keys, found = lookup(value[path[:i]], path[i + 1 :], objects=objects)
            if keys:
                return (path[:i], *keys), found
    return (), None


@dataclass(frozen=True)
class JsonSource:
    """One kind of JSON log."""

    name: str
    """The word for `--format`."""
    fields: FieldMap

    def recognise(self, head: bytes) -> float:
        """Share of the lines in `head` that are objects with time, status and target where the field map says."""
        lines = sample(head)
        good = 0
        for value in _objects(lines):
            roles = {role for role, paths in self.fields.items() if any(lookup(value, path)[0] for path in paths)}
            good += {"time", "status"} <= roles and not roles.isdisjoint(TARGETS)
        return good / len(lines) if lines else 0.0

    def open(self, head: bytes) -> Reader:
        """A reader that decodes the keys found in `head`; where it has none of a column, the preferred ones."""
        values = _objects(sample(head))
        chosen = {}
        for role, paths in self.fields.items():
            whole = role == BODY
            seen = {keys: None for path in paths for value in values if (keys := lookup(value, path, objects=whole)[0])}
            chosen[role] = list(seen)
        if not any(chosen.values()):
            chosen = {role: [tuple(path.split(".")) for path in paths] for role, paths in self.fields.items()}
        return JsonReader({role: keys for role, keys in chosen.items() if keys})


def _objects(lines: list[bytes]) -> list[object]:
    decoded = []
    for line in lines:
        try:
            decoded.append(msgspec.json.decode(line))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            continue
    return decoded


class JsonReader:
    """Reads the blocks of one file."""

    def __init__(self, keys: Mapping[str, Sequence[Keys]]) -> None:
        """Role to the keys it may stand under, the preferred ones first."""
        self._keys = keys
        self._decoder, names = decoder([path for paths in keys.values() for path in paths], keys.get(BODY, ()))
        self._getters = {role: [attrgetter(names[path]) for path in paths] for role, paths in keys.items()} if names else {}

    def read(self, block: Block) -> tuple[AccessBatch, Skipped]:
        """The accesses of the block, and every other line with its reason."""
        batches, skipped, line = list[AccessBatch](), Skipped(), block.first_line
        for begin, end in pieces(block, _PIECE):
            text = block.data[begin:end].tobytes()
            rows = int(np.count_nonzero(block.data[begin:end] == ord("\n"))) + (not text.endswith(b"\n"))
            batch = self._whole(text, rows, line) if self._getters else None
            batches.append(batch or self._single(text, line, skipped))
            line += rows
        return AccessBatch.concat(batches), skipped

    def _whole(self, text: bytes, rows: int, line: int) -> AccessBatch | None:
        """All lines of a piece at once; None when one of them needs a closer look."""
        try:
            decoded = self._decoder.decode_lines(text)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        if len(decoded) != rows:
            return None
        values: dict[str, Sequence[Any]] = {}
        for role, getters in self._getters.items():
            first, *others = (list(map(get, decoded)) for get in getters)
            values[role] = (
                [next((v for v in row if v is not None), None) for row in zip(first, *others, strict=True)] if others else first
            )
        told = [values[role] for role in TARGETS if role in values]
        if not told or not {dict, NoneType}.isdisjoint(map(type, told[0])):
            return None
        batch, known, http = columns(values, np.arange(line, line + rows))
        return batch if (known & http).all() else None

    def _single(self, text: bytes, line: int, skipped: Skipped) -> AccessBatch:
        """The lines of a piece one by one."""
        values: dict[str, list[object]] = {role: [] for role in self._keys}
        kept = list[int]()
        for number, content in enumerate(text.removesuffix(b"\n").split(b"\n"), line):
            objects = _objects([content])
            row = {role: _first(objects[0], paths, objects=role == BODY) for role, paths in self._keys.items()} if objects else {}
            if all(row.get(role) is None for role in TARGETS):
                skipped.add(refusal(content[:256]), [number])
                continue
            kept.append(number)
            for role, column in values.items():
                column.append(row[role])
        batch, known, http = columns(values, np.array(kept, np.int64))
        skipped.add(NO_TIME, batch.line[~known])
        skipped.add(NO_REQUEST, batch.line[known & ~http])
        return batch.take(np.flatnonzero(known & http))


def _first(value: object, paths: Sequence[Keys], *, objects: bool) -> object:
    """What is under the first of `paths` that is there, which may be an object only where `objects` are wanted."""
    for path in paths:
        here = value
        for key in path:
            here = here.get(key) if isinstance(here, dict) else None
        if here is not None and (objects or not isinstance(here, dict)):
            return here
    return None
