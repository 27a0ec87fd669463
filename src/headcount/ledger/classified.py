"""Tables and files that `headcount classify` looked at, as part of the data map: what is kept, beside what is shown."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from pathlib import Path

import msgspec

from headcount.catalog.grades import Levels, of_field, of_route
from headcount.errors import InputError
from headcount.model.data_map import CLASSIFIED, DataMap, MapField, MapRoute
from headcount.model.kind import Form, Kind


class _Field(msgspec.Struct):
    unit: str
    path: str
    kind: Kind
    form: Form
    confidence: float
    count: int
    valid: int | None
    reason: str


class _Classification(msgspec.Struct):
    fields: list[_Field]


def with_classified(found: DataMap, path: Path, levels: Levels, least: float = 0.5) -> DataMap:
    """The map with the units of a classification (`headcount classify --json`); fields below confidence `least` are left out.

    Raises:
        InputError: the file cannot be read, or is no classification.
    """
    try:
        told = msgspec.json.decode(path.read_bytes(), type=_Classification)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); make it with: headcount classify INPUT --json {path}"
        ) from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path}: is no classification; make it with: headcount classify INPUT --json {path}") from error
    sure = sorted((field for field in told.fields if field.confidence >= least), key=lambda field: field.unit)
    tables = [_table(unit, list(fields), levels) for unit, fields in groupby(sure, key=lambda field: field.unit)]
    routes = sorted((*found.routes, *tables), key=lambda route: -route.grade)
    return replace(found, routes=tuple(routes))


def _table(unit: str, fields: list[_Field], levels: Levels) -> MapRoute:
    grade = of_route([(field.kind, field.form) for field in fields], 0, levels, [field.reason for field in fields])
    held = []
    for field in fields:
        own = of_field(field.kind, field.form, levels, field.reason)
        held.append(
            MapField(
                path=field.path,
                kind=field.kind,
                form=field.form,
                grade=own.level,
                why=own.why,
                confidence=field.confidence,
                count=field.count,
                valid=field.valid,
                reason=field.reason,
                since=None,
                occasional=False,
            )
        )
    return MapRoute(
        method="",
        template=unit,
        subject="",
        entity=unit,
        people=False,
        source=CLASSIFIED,
        grade=grade.level,
        why=grade.why,
        fields=tuple(sorted(held, key=lambda one: (-one.grade, one.path, one.kind))),
        answers=0,
        most_people=0,
        showings=0,
        records=0,
        lenses=(),
        last=None,
    )
