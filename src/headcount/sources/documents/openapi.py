"""OpenAPI 2 and 3 documents (https://spec.openapis.org/oas/): the fields that each operation's answers are said to have.

Examples are values; a field without one stands with its name alone, and with its format as `Declared`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from headcount.sources.documents import json_text, yaml_text
from headcount.sources.documents.answers import LATE
from headcount.sources.documents.charset import to_text
from headcount.sources.documents.content import Content
from headcount.sources.documents.gather import Gather
from headcount.sources.documents.inflate import Unreadable
from headcount.sources.documents.interface import Declared, Limits, Named, Part, Skip
from headcount.sources.documents.schemas import Schemas

LARGEST = 64 << 20
"""Bytes of a document; JSON or YAML."""
_MARK = re.compile(rb"(?:^|[{,\n])[^\S\n]*+[\"']?(?:openapi|swagger)[\"']?\s*:\s*[\"']?[23]\.", re.IGNORECASE)
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_GOOD = re.compile(r"2\d\d|2XX|default", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OpenApi:
    """Each operation's good answers, as one answer of the unit `GET /path/{id}`."""

    name: str = "openapi"

    def recognise(self, head: bytes) -> bool:
        """Whether it names the version of the specification near its beginning."""
        return bool(_MARK.search(head))

    def read(self, content: Content, limits: Limits) -> Iterator[Part]:
        """Each operation with at least one field."""
        text = content.whole(min(limits.whole, LARGEST))
        document = json_text.decode(json_text.clean(text)) if text.lstrip()[:1] == b"{" else yaml_text.decode(to_text(text))
        if not isinstance(document, dict):
            raise Unreadable("no OpenAPI document")
        schemas, skipped = Schemas(document), Counter[str]()
        for unit, operation in _operations(document, schemas):
            if content.late:
                skipped[LATE] += 1
                break
            gather, formats, declared = Gather(unit), dict[str, str](), dict[str, None]()
            for answer in _answers(operation, schemas):
                _fill(answer, schemas, gather, formats, declared)
            gather.close_answer()
            leaves = gather.take()
            if leaves.paths:
                yield Named(unit, tuple(declared))
                yield leaves
                yield from (Declared(unit, path, form) for path, form in formats.items())
        skipped.update(schemas.skipped)
        yield from (Skip(reason, count) for reason, count in skipped.items())


def _operations(document: dict[str, object], schemas: Schemas) -> Iterator[tuple[str, dict[str, object]]]:
    for path, item in _table(document.get("paths")).items():
        for method, operation in _table(schemas.resolved(item)).items():
            if method.lower() in _METHODS and isinstance(operation, dict):
                yield f"{method.upper()} {path}", operation


def _answers(operation: dict[str, object], schemas: Schemas) -> Iterator[dict[str, object]]:
    """What holds `schema` and examples: the response itself (version 2), or each of its media types (version 3)."""
    for status, response in _table(operation.get("responses")).items():
        if _GOOD.fullmatch(status):
            described = _table(schemas.resolved(response))
            yield described
            yield from (_table(media) for media in _table(described.get("content")).values())


def _fill(
    answer: dict[str, object], schemas: Schemas, gather: Gather, formats: dict[str, str], declared: dict[str, None]
) -> None:
    for field in schemas.fields(answer.get("schema")):
        gather.name(field.path)
        declared[field.path] = None
        for value in field.examples:
            gather.add(field.path, value)
        if field.format:
            formats.setdefault(field.path, field.format)
    named = _table(answer.get("examples"))
    examples = [_table(schemas.resolved(entry)).get("value", entry) for entry in named.values()]
    for example in (answer.get("example"), *examples):
        for path, text in schemas.example(example):
            gather.add(path, text)


def _table(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


OPENAPI = OpenApi()
