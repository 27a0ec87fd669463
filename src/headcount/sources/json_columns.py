"""Columns from lists of values as JSON decoders give them: strings, numbers, lists of header values, or nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from headcount.model.access import AccessBatch
from headcount.model.text import Text
from headcount.sources.clock import ISO, any_time
from headcount.sources.request_line import is_http, split, split_column
from headcount.sources.sheet import TEXTS, dash_is_empty
from headcount.sources.spans import Mask, Rows, matches

TARGETS = ("target", "path", "request")
"""Roles that tell what was asked for."""
BODY = "body"
"""Role of the answer's body: a JSON value in the line, or a text that holds one."""
_REDACTED = b"REDACTED"
"""What Caddy and others log instead of a secret."""
_WITH_PORT = re.compile(r"(\d+\.\d+\.\d+\.\d+):\d+|\[([0-9A-Fa-f:.]+)\](?::\d+)?")
_WHOLE = re.compile(r"-?\d{1,18}")


def plain(value: Any) -> str:  # noqa: ANN401 - a JSON value has any type
    """A value as text: header lists are joined with `, `, null and `-` are empty."""
    if isinstance(value, str):
        return "" if value == "-" else value
    if isinstance(value, list):
        return ", ".join(plain(v) for v in value)
    return "" if value is None or isinstance(value, dict) else str(value)


def texts(values: Sequence[Any]) -> Text:
    """A text column."""
    try:
        column = Text.of([v[0] if type(v) is list and len(v) == 1 else v for v in values] if type(values[0]) is list else values)
    except (TypeError, IndexError):
        column = Text.of([plain(v) for v in values])
    return Text(column.data, column.start, dash_is_empty(column.data, column.start, column.size))


def addresses(values: Sequence[Any]) -> tuple[Text, Text]:
    """Addresses without ports, and lists: where a proxy logs a list for the client, its last entry is the peer's address."""
    column = texts(values)
    if not ((column.data == ord(",")) | (column.data == ord(":"))).any():
        return column, Text.empty(len(column))
    told = [plain(v) for v in values]
    peers = [_peer(v.rpartition(",")[2].strip()) if "," in v or ":" in v else v for v in told]
    return Text.of(peers), Text.of([v if "," in v else "" for v in told])


def _peer(address: str) -> str:
    """An address without brackets and port."""
    match = _WITH_PORT.fullmatch(address)
    return (match[1] or match[2]) if match else address


def numbers(values: Sequence[Any], missing: int) -> NDArray[np.int64]:
    """A column of whole numbers, also where they are written as strings; `missing` where there is none."""
    try:
        return np.fromiter(values, np.int64, len(values))
    except (TypeError, ValueError, OverflowError):
        return np.fromiter((_whole(v, missing) for v in values), np.int64, len(values))


def _whole(value: Any, missing: int) -> int:  # noqa: ANN401 - a JSON value has any type
    if isinstance(value, str):
        return int(value) if _WHOLE.fullmatch(value) else missing
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e18:
        return int(value)
    return missing


def times(values: Sequence[Any]) -> tuple[Rows, Mask]:
    """Microseconds since the epoch, UTC, and whether each value is a time."""
    micros, known = np.zeros(len(values), np.int64), np.zeros(len(values), np.bool_)
    if len(values) and isinstance(values[0], float | int):
        micros, known = _epochs(values)
    elif len(values) and isinstance(values[0], str):
        column = texts(values)
        micros, known = ISO.column(column.data, column.start, column.size)
    rest = np.flatnonzero(~known).tolist()
    cache = dict[Any, int | None]()
    for row in rest:
        value = values[row]
        if isinstance(value, str | int | float):
            moment = cache[value] if value in cache else cache.setdefault(value, any_time(value))
            if moment is not None:
                micros[row], known[row] = moment, True
    return micros, known


def _epochs(values: Sequence[Any]) -> tuple[Rows, Mask]:
    """Numbers below 1e17, that is all but nanoseconds, which need more digits than a float has."""
    try:
        number = np.fromiter(values, np.float64, len(values))
    except (TypeError, ValueError, OverflowError):
        return np.zeros(len(values), np.int64), np.zeros(len(values), np.bool_)
    known = (number >= 0) & (number < 1e17)
    scale = np.where(number < 1e11, 1e6, np.where(number < 1e14, 1e3, 1.0))
    return np.rint(np.where(known, number * scale, 0)).astype(np.int64), known


def columns(values: Mapping[str, Sequence[Any]], line: Rows) -> tuple[AccessBatch, Mask, Mask]:
    """A batch of decoded values (role to column), whether each row's time is one, and whether each row's request was one."""
    n = len(line)
    column = {role: texts(v) for role, v in values.items() if role in TEXTS}
    if "address" in values:
        column["address"], lists = addresses(values["address"])
        column.setdefault("forwarded", lists)
    if "credential" in column:
        secret = column["credential"]
        hidden = secret.size == len(_REDACTED)
        matches(secret.data, secret.start, _REDACTED, hidden)
        column["credential"] = Text(secret.data, secret.start, np.where(hidden, 0, secret.size))
    method, column["target"], http = _targets(values, n)
    column.setdefault("method", method)
    micros, known = times(values["time"]) if "time" in values else (np.zeros(n, np.int64), np.zeros(n, np.bool_))
    status = numbers(values["status"], 0) if "status" in values else np.zeros(n, np.int64)
    status[(status < 0) | (status > 999)] = 0
    size = numbers(values["size"], -1) if "size" in values else np.full(n, -1, np.int64)
    text: dict[str, Any] = {role: column.get(role, Text.empty(n)) for role in TEXTS}
    body = bodies(values[BODY]) if BODY in values else None
    return AccessBatch(time=micros, **text, status=status.astype(np.int16), size=size, line=line, body=body), known, http


def bodies(values: Sequence[Any]) -> Text:
    """A column of bodies: what stood in the line as JSON, or was decoded from it; a text is the body itself."""
    return Text.of([_body(value) for value in values])


def _body(value: Any) -> bytes | str | None:  # noqa: ANN401 - a JSON value has any type
    if isinstance(value, msgspec.Raw):
        raw = bytes(value)
        if raw == b"null":
            return None
        return msgspec.json.decode(raw, type=str) if raw.startswith(b'"') else raw
    return value if isinstance(value, str | None) else msgspec.json.encode(value)


def _targets(values: Mapping[str, Sequence[Any]], rows: int) -> tuple[Text, Text, Mask]:
    """Methods (of request lines only), targets, and whether each row was a request."""
    present = [role for role in TARGETS if role in values]
    if present == ["request"]:
        return requests(values["request"])
    if present == ["path"] and "query" in values:
        target = Text.of(_joined(values["path"], values["query"]))
    elif len(present) == 1:
        target = texts(values[present[0]])
    else:
        return _mixed(values, present, rows)
    return Text.empty(rows), target, np.ones(rows, np.bool_)


def _mixed(values: Mapping[str, Sequence[Any]], present: Sequence[str], rows: int) -> tuple[Text, Text, Mask]:
    """Rows that tell their target in different ways: the target is preferred, then path and query, then the request line."""
    nothing = [None] * rows
    target, path = (values[role] if role in present else nothing for role in ("target", "path"))
    method, split_target, http = (
        requests(values["request"]) if "request" in present else (Text.empty(rows), Text.empty(rows), np.ones(rows, np.bool_))
    )
    chosen = []
    for row, (whole, asked) in enumerate(zip(target, _joined(path, values.get("query", nothing)), strict=True)):
        told = whole is not None or path[row] is not None
        chosen.append(
            (plain(whole) if whole is not None else asked).encode("utf-8", "surrogatepass")
            if told
            else split_target.take(np.array([row])).to_list()[0]
        )
        http[row] |= told
    return method, Text.of(chosen), http


def _joined(paths: Sequence[Any], queries: Sequence[Any]) -> list[str]:
    """Targets of paths and queries that were logged apart."""
    pairs = zip(map(plain, paths), map(plain, queries), strict=True)
    return [f"{path}?{query.removeprefix('?')}" if query else path for path, query in pairs]


def requests(values: Sequence[Any]) -> tuple[Text, Text, Mask]:
    """Methods and targets of request lines, and whether each line was a request."""
    lines = texts(values)
    size, target, target_size, regular = split_column(lines.data, lines.start, lines.start + lines.size)
    http = np.ones(len(lines), np.bool_)
    rest = np.flatnonzero(~regular)
    for row, line in zip(rest.tolist(), lines.take(rest).to_list(), strict=True):
        size[row], start, end = split(line)
        target[row], target_size[row] = lines.start[row] + start, end - start
        http[row] = is_http(line)
    return Text(lines.data, lines.start, size), Text(lines.data, target, target_size), http
