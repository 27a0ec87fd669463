"""Many times at once: date and zone are parsed once for each run of rows that share them, the clock by arithmetic on bytes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from headcount.compiled import Scalar, compiled
from headcount.sources.spans import Bytes, Mask, Rows, Words, bytes_at, every_word, number, packed, windows

Parse = Callable[[bytes], int | None]
"""One time's microseconds since the epoch, UTC; None when it is none."""
Vector = Callable[[Bytes, Rows, Rows, Parse], tuple[Rows, Mask]]
"""Data, starts and sizes to microseconds, and which rows were regular times; the others are left to `Parse`."""

_CLF = 26
"""Bytes of `01/Nov/2025:00:00:02 +0000`."""
_COLONS = packed(b"00:00:00")
_LIMITS = packed(bytes((15 - 2, 15 - 9, 0, 15 - 5, 15 - 9, 0, 15 - 6, 15 - 9)))
"""What lifts a digit of `hh:mm:ss` over 15 when it is too large for its place."""
_BAD = packed(b"\xf0\xf0\xff\xf0\xf0\xff\xf0\xf0")
_MINUTES, _SIX_BYTES = np.uint64((60 << 24) + 1), np.uint64((1 << 48) - 1)


def clf(data: Bytes, start: Rows, _: Rows, parse: Parse) -> tuple[Rows, Mask]:
    """Times such as `01/Nov/2025:00:00:02 +0000`."""
    micros, ok = np.empty(len(start), np.int64), np.empty(len(start), np.bool_)
    run, first = np.empty(len(start), np.int64), np.empty(len(start), np.int64)
    days = _clf(len(data), every_word(data), start, micros, ok, run, first)
    texts = [data[at : at + _CLF].tobytes() if 0 <= at <= len(data) - _CLF else b"" for at in start[first[:days]].tolist()]
    cache: dict[bytes, int | None] = {}
    for text in texts:
        key = text[:12] + b"00:00:00" + text[20:]
        if key not in cache:
            cache[key] = parse(key)
    base = [cache[text[:12] + b"00:00:00" + text[20:]] for text in texts]
    micros += np.array([midnight or 0 for midnight in base], np.int64)[run]
    return micros, ok & np.array([midnight is not None for midnight in base], np.bool_)[run]


@compiled
def _clf(size: Scalar, word: Words, start: Rows, micros: Rows, ok: Mask, run: Rows, first: Rows) -> Scalar:
    """Time of day of each row, and which run of rows with the same date and zone it is in (`first`: its first row)."""
    days = 0
    date, year, zone = np.uint64(0), np.uint64(0), np.uint64(0)
    for row in range(len(start)):
        at = start[row]
        fits = 0 <= at <= size - _CLF
        if not fits:
            at = 0
        other_date, other_year, other_zone = word[at], word[at + 4], word[at + 18] >> np.uint64(16)
        if not fits or days == 0 or other_date != date or other_year != year or other_zone != zone:
            first[days] = row
            days += 1
            date, year, zone = other_date, other_year, other_zone
        run[row] = days - 1
        y = word[at + 12] ^ _COLONS
        fits &= ((y + _LIMITS) | y) & _BAD == 0
        y = (y * np.uint64(10) + (y >> np.uint64(8))) & np.uint64(0x00FF0000FF0000FF)
        minute, second = ((y * _MINUTES) >> np.uint64(24)) & np.uint64(0xFFFF), y >> np.uint64(48)
        ok[row] = fits and minute < 1440 and second < 61
        micros[row] = np.int64(minute * np.uint64(60) + second) * 1_000_000
    return days


def clf_millis(data: Bytes, start: Rows, _: Rows, parse: Parse) -> tuple[Rows, Mask]:
    """Times such as `01/Nov/2025:00:00:02.125`."""
    window = windows(data, start - 4)
    fixed = np.full(len(start), packed(b".000"))
    midnight, known = _days((window[:, 0] >> np.uint64(32), window[:, 1], fixed), (4, 8, 4), parse)
    micros, ok = _clock(window[:, 2])
    fraction, fine = number(data, start + 21, np.full(len(start), 3))
    fine &= (window[:, 3] & np.uint64(255)) == ord(".")
    return micros + midnight + fraction * 1000, ok & known & fine


def iso(data: Bytes, start: Rows, size: Rows, parse: Parse) -> tuple[Rows, Mask]:
    """Times such as `2025-11-01T00:00:02.125Z`: a fraction or none; `Z`, `+hh:mm` or nothing."""
    window, end = windows(data, start - 5), start + size
    last, sixth = bytes_at(data, end - 1), bytes_at(data, end - 6)
    tail = np.where(last == ord("Z"), 1, np.where(((sixth == ord("+")) | (sixth == ord("-"))) & (size >= 25), 6, 0))
    zone = np.where(tail == 6, windows(data, end - 6)[:, 0] & _SIX_BYTES, packed(b"+00:00"))
    midnight, known = _days((window[:, 0] >> np.uint64(40), window[:, 1], zone), (3, 8, 6), parse)
    micros, ok = _clock(window[:, 2])
    digits = size - 19 - tail - 1
    dotted = (digits >= 1) & (digits <= 9) & (bytes_at(data, start + 19) == ord("."))
    fraction, fine = number(data, start + 20, np.where(dotted, digits, 1))
    scaled = fraction * 10 ** np.clip(6 - digits, 0, 5) // 10 ** np.clip(digits - 6, 0, 3)
    micros += midnight + np.where(dotted, scaled, 0)
    return micros, ok & known & np.where(dotted, fine, digits == -1)


def _clock(word: Words) -> tuple[Rows, Mask]:
    """Microseconds since midnight of packed `hh:mm:ss`."""
    y = word ^ _COLONS
    ok = (((y + _LIMITS) | y) & _BAD) == 0
    y = (y * np.uint64(10) + (y >> np.uint64(8))) & np.uint64(0x00FF0000FF0000FF)
    minute = ((y * _MINUTES) >> np.uint64(24)) & np.uint64(0xFFFF)
    second = y >> np.uint64(48)
    ok &= (minute < 1440) & (second < 61)
    return ((minute * np.uint64(60) + second) * np.uint64(1_000_000)).view(np.int64), ok


def _days(parts: tuple[Words, Words, Words], sizes: tuple[int, int, int], parse: Parse) -> tuple[Rows, Mask]:
    """Microseconds at each row's midnight, from what stands before the clock (packed in two words) and what follows it.

    Both answers have one row for all when they all share it.
    """
    low, high, zone = parts
    n = len(low)
    if not n:
        return np.zeros(0, np.int64), np.zeros(0, np.bool_)
    changes = np.flatnonzero((low[1:] != low[:-1]) | (high[1:] != high[:-1]) | (zone[1:] != zone[:-1])) + 1
    heads = np.concatenate([np.zeros(1, np.int64), changes])
    cache, base = dict[tuple[int, int, int], int | None](), list[int | None]()
    for key in zip(low[heads].tolist(), high[heads].tolist(), zone[heads].tolist(), strict=True):
        if key not in cache:
            first, last, offset = (k.to_bytes(8, "little")[:s] for k, s in zip(key, sizes, strict=True))
            cache[key] = parse(first + last + b"00:00:00" + offset)
        base.append(cache[key])
    runs = np.diff(heads, append=n) if len(heads) > 1 else 1
    return (
        np.repeat(np.array([b or 0 for b in base], np.int64), runs),
        np.repeat(np.array([b is not None for b in base], np.bool_), runs),
    )
