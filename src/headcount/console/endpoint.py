"""Endpoints: one question or one deed each, asked over the REST API and by the pages alike, with the same permission."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar, get_origin, get_type_hints

import msgspec
from starlette.datastructures import FormData, QueryParams

from headcount.console.interface import Parts, Permission, Viewer
from headcount.errors import HeadcountError, LedgerError

API = "/api/v1"
_QUOTES = re.compile(r"Invalid( enum)? value")
"""How msgspec begins when it goes on with what was sent."""
Asks = TypeVar("Asks", bound=msgspec.Struct)
Answer = TypeVar("Answer", bound=msgspec.Struct)


class RefusedError(HeadcountError):
    """The viewer may not; the pages answer 403."""


class AbsentError(HeadcountError):
    """What was asked for is not in the ledger or the store; the pages answer 404."""


class BusyError(LedgerError):
    """Somebody else does it just now, and it is done one at a time; the pages answer 503."""


class WrongError(HeadcountError):
    """What was asked for does not hold together; the pages answer 400."""


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An endpoint that needs to be told nothing."""


@dataclass(frozen=True, slots=True)
class Endpoint(Generic[Asks, Answer]):
    """One question or deed; `carry_out` runs in a thread."""

    method: Literal["GET", "POST", "PUT", "DELETE"]
    path: str
    """Below `API`, with Starlette's path parameters: `/clients/{lens}/{name:path}`."""
    permission: Permission
    summary: str
    """One sentence for the OpenAPI document."""
    asks: type[Asks]
    """Path parameters, query (GET, DELETE) or body (POST, PUT: JSON or form) in one; its docstrings are the document's."""
    answers: type[Answer]
    carry_out: Callable[[Parts, Viewer, Asks], Answer]
    table: str = ""
    """Field of the answer whose rows can be had as CSV (`?as=csv`); empty: none."""

    @property
    def name(self) -> str:
        """`operationId` of the OpenAPI document."""
        words = [part.strip("{}").partition(":")[0] for part in self.path.split("/")]
        return "_".join([self.method.lower(), *filter(None, words)])

    def told(self, path: Mapping[str, Any], given: QueryParams | FormData | Mapping[str, Any]) -> Asks:
        """What was asked, from the path and from the query, form or JSON body.

        Raises:
            WrongError: a value is missing, unknown, or not what it should be; the message names the field, not the value.
        """
        many = {name for name, kind in get_type_hints(self.asks).items() if get_origin(kind) in {list, tuple}}
        told: dict[str, Any] = {}
        if isinstance(given, (QueryParams, FormData)):
            for name in given:
                if name not in {"as", "lang"}:
                    told[name] = given.getlist(name) if name in many else given.getlist(name)[-1]
        else:
            told |= given
        told |= path
        try:
            return msgspec.convert(told, self.asks, strict=False)
        except msgspec.ValidationError as error:
            raise WrongError(f"cannot read what was asked: {_unsaid(str(error), self.asks)}") from None

    def ask(self, parts: Parts, viewer: Viewer, asks: Asks) -> Answer:
        """Carry it out for a viewer who may.

        Raises:
            RefusedError: the viewer may not.
            HeadcountError: as `carry_out`.
        """
        allow(viewer, self.permission)
        return self.carry_out(parts, viewer, asks)


def _unsaid(problem: str, asks: type[msgspec.Struct]) -> str:
    """What msgspec says, without what was sent: neither an unknown field's name nor an unknown value."""
    if problem.startswith("Object contains unknown field"):
        return f"it has a field that is not known; known are {', '.join(asks.__struct_fields__) or 'none'}"
    quotes = _QUOTES.match(problem)
    return f"{quotes[0]} - at {problem.rpartition(' - at ')[2]}" if quotes else problem


def allow(viewer: Viewer, permission: Permission) -> None:
    """Go on if the viewer may.

    Raises:
        RefusedError: the viewer may not.
    """
    if permission not in viewer.permissions:
        raise RefusedError(f"{viewer.login} may not do this: it needs the permission {permission}")


def as_csv(rows: Iterable[msgspec.Struct]) -> bytes:
    """Rows as CSV (RFC 4180, UTF-8), the fields' names first. A text that a spreadsheet would compute is kept from it by `'`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for at, row in enumerate(rows):
        fields = msgspec.structs.asdict(row)
        if not at:
            writer.writerow(fields)
        writer.writerow([_cell(value) for value in fields.values()])
    return out.getvalue().encode()


def _cell(value: Any) -> Any:  # noqa: ANN401  # whatever a row holds
    match value:
        case str():
            return f"'{value}" if value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value
        case dt.datetime():
            return value.isoformat()
        case None:
            return ""
        case int() | float():
            return value
        case _:
            return msgspec.json.encode(value).decode()
