"""Requests as columns: whether a method's answer shows a record, the path of a target, and how much each caller asked for."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from headcount.catalog import spans
from headcount.compiled import Scalar, compiled
from headcount.model.access import AccessBatch
from headcount.model.disclosure import TRAFFIC_SCHEMA
from headcount.model.text import Text

I64 = NDArray[np.int64]

METHODS = ("GET", "POST", "PUT", "PATCH", "REPORT", "SEARCH")
"""Methods whose answers show records; HEAD, OPTIONS, DELETE and the rest show none."""
NO_METHOD = len(METHODS)

_METHOD_SIZES = np.array([*map(len, METHODS), 0], np.int64)
_METHOD_WORDS = np.array([int.from_bytes(method.encode(), "little") for method in (*METHODS, "")], np.uint64)


def answered(status: NDArray[np.int16]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether an answer with this status showed what was asked for; whether it says that there is no such thing."""
    return ((status >= 200) & (status < 300)) | (status == 304) | (status == 0), (status == 404) | (status == 410)


def method_codes(method: Text) -> I64:
    """Place in `METHODS`; `NO_METHOD` where the log has none; -1 for a method that shows no record."""
    code = np.empty(len(method), np.int64)
    _code(spans.words(method.data), method.start, method.size, _METHOD_SIZES, _METHOD_WORDS, code)
    return code


@compiled
def _code(word: NDArray[np.uint64], start: I64, size: I64, sizes: I64, known: NDArray[np.uint64], code: I64) -> None:
    for row in range(len(start)):
        code[row] = -1
        for place in range(len(known)):
            if size[row] == sizes[place]:
                mask = (np.uint64(1) << np.uint64(8 * sizes[place])) - np.uint64(1)
                if word[start[row]] & mask == known[place]:
                    code[row] = place
                    break


def paths(target: Text) -> Text:
    """Targets from their path on: an absolute URI (RFC 9112, 3.2.2) loses its scheme and host."""
    if not len(target) or (target.data[target.start] == 47).all():
        return target
    start, end = target.start.copy(), target.start + target.size
    rows = np.flatnonzero(target.data[target.start] != 47)
    colon = spans.find(target.data, start[rows], end[rows], 58, 47)
    absolute = (target.data[colon] == 58) & (target.data[colon + 1] == 47) & (target.data[colon + 2] == 47)
    path = spans.find(target.data, np.minimum(colon + 3, end[rows]), end[rows], 47)
    start[rows] = np.where(absolute, path, start[rows])
    return Text(target.data, start, end - start)


def traffic(batch: AccessBatch, caller: NDArray[np.uint32]) -> pa.RecordBatch:
    """Requests, errors and time span of each caller of the batch."""
    callers = int(caller.max()) + 1 if len(caller) else 0
    place, rows = np.zeros(callers, np.int64), np.empty((5, len(caller)), np.int64)
    count = _sum_up(caller, batch.time, batch.status, place, rows)
    who, first, last, requests, errors = rows[:, :count]
    columns = dict(zip(TRAFFIC_SCHEMA.names, (who, first, last, requests, errors), strict=True))
    return pa.record_batch([pa.array(columns[f.name]).cast(f.type) for f in TRAFFIC_SCHEMA], schema=TRAFFIC_SCHEMA)


@compiled
def _sum_up(caller: NDArray[np.uint32], time: I64, status: NDArray[np.int16], place: I64, rows: I64) -> Scalar:
    """Per caller, in the columns of `rows`: its number, first and last time, requests, errors. Returns how many callers."""
    count = 0
    for row in range(len(caller)):
        at = place[caller[row]] - 1
        if at < 0:
            at, count = count, count + 1
            place[caller[row]] = count
            rows[0, at], rows[1, at], rows[2, at], rows[3, at], rows[4, at] = caller[row], time[row], time[row], 0, 0
        rows[1, at], rows[2, at] = min(rows[1, at], time[row]), max(rows[2, at], time[row])
        rows[3, at] += 1
        rows[4, at] += status[row] >= 400
    return count
