"""The request line of an access log: `GET /path?query HTTP/1.1` (RFC 9112 section 3), and what clients send instead."""

from __future__ import annotations

import re

import numpy as np

from headcount.compiled import compiled
from headcount.sources.spans import Bytes, Mask, Rows, Words, every_word

_REQUEST = re.compile(rb"([A-Za-z][A-Za-z_-]*) (.*?)( HTTP/\d(?:\.\d)?)?", re.DOTALL)
_TARGET = re.compile(rb"[/*]|[a-zA-Z][a-zA-Z0-9+.-]*://")
_NO_HTTP = re.compile(rb"(?:- )+ ?-?|-  HTTP/[\d.]+|BADREQ|<BADREQ>")


def is_http(text: bytes) -> bool:
    """Whether there was a request at all: load balancers log `- - - ` for a connection that never sent one."""
    return not _NO_HTTP.fullmatch(text)


def split(text: bytes) -> tuple[int, int, int]:
    """Where the method ends, and where the target begins and ends.

    A line that is no request is kept whole as the target, with an empty method; a lone `-` is an empty target.
    """
    match = _REQUEST.fullmatch(text)
    if match and (match[3] or _TARGET.match(match[2])):
        return match.end(1), match.start(2), match.end(2)
    return 0, 0, 0 if text == b"-" else len(text)


_METHODS = (b"GET", b"POST", b"HEAD", b"PUT", b"OPTIONS", b"DELETE", b"PATCH", b"CONNECT", b"TRACE", b"REPORT", b"SEARCH")
_BEGINNINGS = np.array([int.from_bytes(m + b" ", "little") for m in _METHODS], np.uint64)
_MASKS = np.array([(1 << 8 * (len(m) + 1)) - 1 for m in _METHODS], np.uint64)
_SIZES = np.array([len(m) for m in _METHODS], np.int64)
_VERSION = np.uint64(int.from_bytes(b" HTTP/", "little"))
_SIX_BYTES = np.uint64((1 << 48) - 1)


def split_column(data: Bytes, start: Rows, end: Rows) -> tuple[Rows, Rows, Rows, Mask]:
    """Split the regular ones of many request lines at [start, end): a well-known method, a target, ` HTTP/` and a version.

    Returns the methods' sizes, the targets' starts and sizes, and which lines are regular; `split` reads the others.
    """
    method, target, size = (np.empty(len(start), np.int64) for _ in range(3))
    ok = np.empty(len(start), np.bool_)
    _split(data, every_word(data), start, end, _BEGINNINGS, _MASKS, _SIZES, method, target, size, ok)
    return method, target, size, ok


@compiled
def _split(
    data: Bytes,
    word: Words,
    start: Rows,
    end: Rows,
    beginnings: Words,
    masks: Words,
    sizes: Rows,
    method: Rows,
    target: Rows,
    size: Rows,
    ok: Mask,
) -> None:
    for row in range(len(start)):
        long = 0
        if 0 <= start[row] < len(word):
            beginning = word[start[row]]
            for place in range(len(sizes)):
                if beginning & masks[place] == beginnings[place]:
                    long = sizes[place]
                    break
        at, stop = start[row] + long + 1, end[row] - 9
        fine = long > 0 and at <= stop and end[row] <= len(data)
        if fine:
            fine = word[stop] & _SIX_BYTES == _VERSION
            fine &= 48 <= data[stop + 6] <= 57 and data[stop + 7] == 46 and 48 <= data[stop + 8] <= 57
        method[row], target[row], size[row], ok[row] = long, at, stop - at, fine
