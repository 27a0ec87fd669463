"""The mask of Chinese addresses in compiled code: down to the district, then four stars, as `model.masking` has it.

An address is looked at by its first code points. Each level is two to eight characters (the last: one to eight), neither digits
nor white space, and one of the level's endings; province and city may be missing. Of several readings the one with the shortest
province counts, then with the shortest city, then with the shortest district: the order in which the regular expression of
`model.masking` tries them, to which a test holds this.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import Scalar, compiled

U8 = NDArray[np.uint8]
I64 = NDArray[np.int64]

LOOKED_AT = 40
"""Code points: the longest reading has 35."""
_LONGEST = 8
_LEVELS = (("特别行政区", "自治区", "省"), ("自治州", "地区", "盟", "市"), ("自治县", "自治旗", "区", "县", "旗", "市"))
_WIDTH = 6
ENDINGS = np.array(
    [
        [level, len(ending), *map(ord, ending.ljust(_WIDTH - 1, "\0"))]
        for level, endings in enumerate(_LEVELS)
        for ending in endings
    ],
    np.int64,
)
"""A row for each ending: level, size, code points."""


@compiled
def _ending(points: I64, count: Scalar, at: Scalar, level: Scalar, endings: I64) -> Scalar:
    """Size of the level's ending at a place; 0 for none. No two endings of a level begin alike."""
    for row in range(len(endings)):
        size = endings[row, 1]
        if endings[row, 0] == level and at + size <= count:
            same = 0
            while same < size and points[at + same] == endings[row, 2 + same]:
                same += 1
            if same == size:
                return size
    return 0


@compiled
def _next(points: I64, count: Scalar, start: Scalar, before: Scalar, level: Scalar, endings: I64) -> Scalar:
    """Where the shortest reading of a level from `start` ends that is longer than one ending at `before`; 0 for none."""
    least = 1 if level == 2 else 2
    for size in range(1, _LONGEST + 1):
        point = points[start + size - 1] if start + size <= count else 0
        if point <= 32 or 48 <= point <= 57:
            return 0
        found = _ending(points, count, start + size, level, endings) if size >= least else 0
        if found > 0 and start + size + found > before:
            return start + size + found
    return 0


@compiled
def district(points: I64, count: Scalar, endings: I64) -> Scalar:
    """How many of the code points tell province, city and district; 0 where there is no district."""
    province = 0
    while True:
        province = _next(points, count, 0, province, 0, endings)
        city = province
        while True:
            city = _next(points, count, province, city, 1, endings)
            found = _next(points, count, city if city > 0 else province, 0, 2, endings)
            if found > 0 or city == 0:
                break
        if found > 0 or province == 0:
            return found


@compiled
def address(data: U8, start: Scalar, end: Scalar, points: I64, endings: I64, out: U8, to: Scalar) -> Scalar:
    """Write an address of Chinese and ASCII characters, masked; -1 for one with others."""
    at, count = start, 0
    while at < end and count < len(points):
        byte = np.int64(data[at])
        point, size = byte, 1
        if byte >= 128:
            point = (byte & 15) << 12 | (np.int64(data[at + 1]) & 63) << 6 | (np.int64(data[at + 2]) & 63)
            size = 3
            if byte >> 4 != 14 or not (0x3400 <= point <= 0x9FFF or 0xF900 <= point <= 0xFAFF):
                return -1
        elif byte < 32:
            return -1
        points[count] = point
        count, at = count + 1, at + size
    shown = district(points, count, endings)
    stop = start
    for place in range(shown):
        stop += 1 if points[place] < 128 else 3
    if stop < end:
        for place in range(start, stop):
            out[to] = data[place]
            to += 1
    for place in range(4):
        out[to + place] = 42
    return to + 4
