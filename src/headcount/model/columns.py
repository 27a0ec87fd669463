"""One declaration, two shapes: the Arrow schema of an event is read off its row type."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec
import pyarrow as pa

_PLAIN: dict[Any, pa.DataType] = {
    str: pa.large_string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    dt.datetime: pa.timestamp("us", tz="UTC"),
}


def arrow_schema(row: type[msgspec.Struct]) -> pa.Schema:
    """The Arrow schema of a row type. `Annotated[int, pa.uint32()]` picks a narrower column; `X | None` is nullable.

    Raises:
        TypeError: a field's type has no Arrow column.
    """
    fields = []
    for name, hint in get_type_hints(row, include_extras=True).items():
        kind, nullable = hint, False
        if get_origin(kind) is not Annotated and type(None) in get_args(kind):
            kind, nullable = next(a for a in get_args(kind) if a is not type(None)), True
        chosen = (
            next((a for a in get_args(kind)[1:] if isinstance(a, pa.DataType)), None)
            if get_origin(kind) is Annotated
            else _PLAIN.get(kind)
        )
        if chosen is None:
            raise TypeError(f"{row.__name__}.{name}: no Arrow column for {hint!r}; annotate it with a pyarrow type")
        fields.append(pa.field(name, chosen, nullable))
    return pa.schema(fields)
