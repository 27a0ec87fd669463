"""Data that nobody of this project wrote, read from `../shared/data`; none of it is copied."""

from __future__ import annotations

import csv
import gzip
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.recognition import openapi
from headcount.model.kind import Kind

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[2] / "shared" / "data"
EITHER = "either"
"""The mark of fields on which careful readers would differ."""


@dataclass(frozen=True, slots=True)
class MarkedField:
    """A field of an answer in an OpenAPI document, marked by hand."""

    document: str
    held_out: bool
    operation: str
    path: str
    kinds: tuple[Kind, ...]
    """Empty: holds no personal data. A full e-mail address with the name before it is two."""
    scored: bool
    """False where careful readers would differ."""
    example: str
    """The document's own; empty: none."""


def _fits(path: str, pattern: str) -> bool:
    return path.endswith(pattern[1:]) if pattern.startswith("*") else path == pattern


def marked(file: Path) -> Iterator[MarkedField]:
    """Every field of the operations that one file of marks names. A pattern that fits no field is an error."""
    marks: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    document, held_out = marks.pop("document"), marks.pop("part") == "held out"
    answers = openapi.answers(openapi.read(DATA / "openapi" / document))
    for operation, kinds in marks.items():
        leaves = answers[operation]
        unused = [
            pattern for patterns in kinds.values() for pattern in patterns if not any(_fits(path, pattern) for path in leaves)
        ]
        if unused:
            raise ValueError(f"{file.name}: {operation} has no field {unused}")
        for path, schema in leaves.items():
            said = [kind for kind, patterns in kinds.items() if any(_fits(path, pattern) for pattern in patterns)]
            if EITHER in said and said != [EITHER]:
                raise ValueError(f"{file.name}: {path} of {operation} is marked {said}")
            example = schema.get("example")
            text = "" if example is None or isinstance(example, dict | list) else str(example)
            holds = tuple(Kind(kind) for kind in said if kind != EITHER)
            yield MarkedField(document, held_out, operation, path, holds, said != [EITHER], text)


@dataclass(frozen=True, slots=True)
class Number:
    """A number with a check of its own."""

    sort: str
    """python-stdnum's module, or the carrier."""
    person: bool
    """Whether it names a person."""
    text: str
    valid: bool


def numbers() -> list[Number]:
    """Identifiers of persons, companies, products and securities (`id-vectors-stdnum`), and parcels (`neg-tracking`)."""
    with (DATA / "id-vectors-stdnum" / "numbers.csv").open(encoding="utf-8", newline="") as file:
        found = [
            Number(row["number_type"], row["kind"] == "person", row["number"], row["label"] == "valid")
            for row in csv.DictReader(file)
        ]
    with (DATA / "neg-tracking" / "tracking_numbers.csv").open(encoding="utf-8", newline="") as file:
        return found + [
            Number(row["courier"], person=False, text=row["number"], valid=row["label"] == "valid")
            for row in csv.DictReader(file)
        ]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the places that its makers labelled."""

    text: str
    spans: tuple[tuple[str, int, int], ...]
    """Label, first character, one past the last."""
    held_out: bool
    """Sentences of odd templates are held out: one template never lies in both parts."""


def sentences() -> list[Sentence]:
    """The 1,500 sentences of `pii-text-presidio`."""
    rows = json.loads(gzip.decompress((DATA / "pii-text-presidio" / "synth_dataset_v2.json.gz").read_bytes()))
    return [
        Sentence(
            row["full_text"],
            tuple((span["entity_type"], span["start_position"], span["end_position"]) for span in row["spans"]),
            row["template_id"] % 2 == 1,
        )
        for row in rows
    ]


def people(language: str) -> list[dict[str, Any]]:
    """The fictitious people of `pii-people-multipriv`, by language (`en` or `zh`)."""
    text = gzip.decompress((DATA / "pii-people-multipriv" / f"people_{language}.ndjson.gz").read_bytes()).decode()
    return [json.loads(line) for line in text.splitlines()]


def table() -> dict[str, list[str]]:
    """The 100 made people of FakeNameGenerator.com, column by column; no value for empty cells."""
    with (DATA / "pii-text-presidio" / "FakeNameGenerator.com_100.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return {name: [row[name] for row in rows if row[name]] for name in rows[0]}
