"""One pass over the bytes of a JSON text (RFC 8259) that finds the values to be masked. Compiled; makes no objects.

Strict about structure, since a value must not hide behind brackets that readers take differently, and lenient inside strings
and about the spelling of numbers and words, which do not move anything.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from headcount.compiled import Scalar, compiled
from headcount.policy.masking_paths import Automaton

U8 = NDArray[np.uint8]
I64 = NDArray[np.int64]

STRING, TOKEN = 0, 1
"""What a span is: the inside of a string, or a number or word."""
PLAIN, WIDE, ESCAPED = 0, 1, 2
"""How a string is written: ASCII, with other characters, or with escapes."""
DEEPEST = 1_000
"""Levels of nesting; a text that goes deeper is refused, as msgspec refuses it."""
LONGEST_KEY = 512
"""Bytes of a key with escapes that are compared; a longer one is none that was learned."""
BROKEN, FULL = -1, -2
_OBJECT, _LIST = 1, 2
_MEANS = np.arange(256, dtype=np.uint8)
"""What a character after a backslash stands for."""
_MEANS[[98, 102, 110, 114, 116]] = 8, 12, 10, 13, 9
_QUOTE, _BACKSLASH, _COLON, _COMMA = 34, 92, 58, 44


@compiled
def string_end(data: U8, at: Scalar, end: Scalar) -> Scalar:
    """Of the string whose inside begins at `at`: position of its closing quote times 4, plus how it is written; -1 if none."""
    form = 0
    while at < end:
        byte = data[at]
        if byte == _QUOTE:
            return at * 4 + form
        if byte == _BACKSLASH:
            form |= ESCAPED
            at += 1
        elif byte >= 128:
            form |= WIDE
        at += 1
    return -1


@compiled
def hex_digit(byte: Scalar) -> Scalar:
    """The value of a hexadecimal digit; -1 for another byte."""
    if 48 <= byte <= 57:
        return byte - 48
    low = byte | 32
    return low - 87 if 97 <= low <= 102 else -1


@compiled
def unit(data: U8, at: Scalar) -> Scalar:
    """The UTF-16 unit of the four hexadecimal digits at `at`; -1 if they are none."""
    value = 0
    for place in range(4):
        digit = hex_digit(np.int64(data[at + place]))
        if digit < 0:
            return -1
        value = value * 16 + digit
    return value


@compiled
def resolved(  # noqa: C901  # the four lengths of UTF-8, one after the other
    data: U8, start: Scalar, end: Scalar, into: U8
) -> Scalar:
    """Write the string inside [start, end) to `into` as UTF-8 without escapes; its size, or -1 where it is broken or too long."""
    at, size, room = start, 0, len(into) - 4
    while at < end:
        if size > room:
            return -1
        byte = np.int64(data[at])
        at += 1
        if byte != _BACKSLASH:
            into[size] = byte
            size += 1
            continue
        byte = np.int64(data[at])
        at += 1
        if byte != 117:  # u
            into[size] = _MEANS[byte]
            size += 1
            continue
        code = unit(data, at)
        at += 4
        if code < 0 or at > end:
            return -1
        if 0xD800 <= code < 0xDC00 and at + 6 <= end and data[at] == _BACKSLASH and data[at + 1] == 117:
            low = unit(data, at + 2)
            if 0xDC00 <= low < 0xE000:
                code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
                at += 6
        if code < 0x80:
            into[size] = code
            size += 1
        elif code < 0x800:
            into[size], into[size + 1] = 0xC0 | code >> 6, 0x80 | code & 63
            size += 2
        elif code < 0x10000:
            into[size], into[size + 1], into[size + 2] = 0xE0 | code >> 12, 0x80 | code >> 6 & 63, 0x80 | code & 63
            size += 3
        else:
            into[size], into[size + 1] = 0xF0 | code >> 18, 0x80 | code >> 12 & 63
            into[size + 2], into[size + 3] = 0x80 | code >> 6 & 63, 0x80 | code & 63
            size += 4
    return size


@compiled
def _led(text: U8, start: Scalar, size: Scalar, first: Scalar, last: Scalar, key_start: I64, key_size: I64, keys: U8) -> Scalar:
    """The edge of [first, last) whose key is the `size` bytes at `start`; -1 for none."""
    for edge in range(first, last):
        if key_size[edge] == size:
            place = 0
            while place < size and keys[key_start[edge] + place] == text[start + place]:
                place += 1
            if place == size:
                return edge
    return -1


@compiled
def _skip(data: U8, at: Scalar, end: Scalar) -> Scalar:
    """Past white space."""
    while at < end and (data[at] == 32 or data[at] == 10 or data[at] == 13 or data[at] == 9):
        at += 1
    return at


@compiled
def _word_end(data: U8, begin: Scalar, end: Scalar) -> Scalar:
    """Where a number or a word (true, false, null, NaN, Infinity) ends; -1 for any other text. Numbers may be spelled loosely."""
    at = begin
    while at < end and (48 <= data[at] <= 57 or 65 <= (data[at] & 223) <= 90 or data[at] in (43, 45, 46)):
        at += 1
    size, first = at - begin, data[begin]
    if size > 0 and (48 <= first <= 57 or first in (45, 73)):  # a digit, - or I
        return at
    if size > 1:
        pair = np.int64(first) << 8 | np.int64(data[begin + 1])
        if (size == 4 and pair in (0x7472, 0x6E75)) or (size == 5 and pair == 0x6661) or (size == 3 and pair == 0x4E61):
            return at
    return -1


@compiled
def _scan(  # noqa: C901, PLR0911, PLR0912, PLR0915  # one automaton over the bytes: its states are places in this code
    data: U8,
    at: Scalar,
    end: Scalar,
    state: Scalar,
    edge: I64,
    key_start: I64,
    key_size: I64,
    target: I64,
    keys: U8,
    other: I64,
    element: I64,
    rule: I64,
    key_rule: I64,
    stack: I64,
    scratch: U8,
    spans: I64,
) -> Scalar:
    """Spans of the values to be masked, as rows of `spans`: start, end, rule, what it is, how it is written; their count."""
    depth, count, room, inherited = 0, 0, len(spans), -1
    at = _skip(data, at, end)
    while True:
        if count + 2 > room:
            return FULL
        # A value begins here, in `state`; `inherited` is the rule of a container around it.
        if at >= end:
            return BROKEN
        byte = data[at]
        own = rule[state] if rule[state] >= 0 else inherited
        if byte == 123 or byte == 91:  # noqa: PLR1714  # a compiled loop has no tuples to look into
            if depth == len(stack):
                return BROKEN
            stack[depth, 0] = _OBJECT if byte == 123 else _LIST
            stack[depth, 1], stack[depth, 2] = state, own
            depth += 1
            at = _skip(data, at + 1, end)
            if at >= end:
                return BROKEN
            if data[at] != (125 if byte == 123 else 93):
                fresh = True
            else:
                fresh, at, depth = False, at + 1, depth - 1
        else:
            fresh = False
            if byte == _QUOTE:
                found = string_end(data, at + 1, end)
                if found < 0:
                    return BROKEN
                if own >= 0:
                    spans[count, 0], spans[count, 1], spans[count, 2] = at + 1, found >> 2, own
                    spans[count, 3], spans[count, 4] = STRING, found & 3
                    count += 1
                at = (found >> 2) + 1
            else:
                begin, at = at, _word_end(data, at, end)
                if at < 0:
                    return BROKEN
                if own >= 0 and byte != 110:  # null is nobody's
                    spans[count, 0], spans[count, 1], spans[count, 2] = begin, at, own
                    spans[count, 3], spans[count, 4] = TOKEN, PLAIN
                    count += 1
        # A value ended, or a container began: find the next value.
        while not fresh:
            at = _skip(data, at, end)
            if depth == 0:
                return count if at == end else BROKEN
            if at >= end:
                return BROKEN
            byte, kind = data[at], stack[depth - 1, 0]
            if byte == _COMMA:
                at = _skip(data, at + 1, end)
                fresh = True
            elif byte == (125 if kind == _OBJECT else 93):
                at, depth = at + 1, depth - 1
            else:
                return BROKEN
        here, inherited = stack[depth - 1, 1], stack[depth - 1, 2]
        if stack[depth - 1, 0] == _LIST:
            state = element[here]
            continue
        if at >= end or data[at] != _QUOTE:
            return BROKEN
        found = string_end(data, at + 1, end)
        if found < 0:
            return BROKEN
        begin, stop = at + 1, found >> 2
        state, led = other[here], -1
        if edge[here + 1] > edge[here]:
            if found & ESCAPED:
                size = resolved(data, begin, stop, scratch)
                led = _led(scratch, 0, size, edge[here], edge[here + 1], key_start, key_size, keys) if size >= 0 else -1
            else:
                led = _led(data, begin, stop - begin, edge[here], edge[here + 1], key_start, key_size, keys)
        if led >= 0:
            state = target[led]
        elif key_rule[here] >= 0:  # a key that no path names is taken for a value
            spans[count, 0], spans[count, 1], spans[count, 2] = begin, stop, key_rule[here]
            spans[count, 3], spans[count, 4] = STRING, found & 3
            count += 1
        at = _skip(data, stop + 1, end)
        if at >= end or data[at] != _COLON:
            return BROKEN
        at = _skip(data, at + 1, end)


def scan(data: U8, start: int, end: int, paths: Automaton) -> tuple[I64, int] | None:
    """The values to be masked in the JSON text `data[start:end]`, which some bytes must follow; None where it is none.

    Returns (n, 5): start, end, rule, what it is, how it is written; ascending and apart. And how many of its rows are filled: the
    others are not cut off, since machine code is made anew for an array of a single row.
    """
    room = 256 + (end - start) // 16
    stack, scratch = np.empty((DEEPEST, 3), np.int64), np.empty(LONGEST_KEY + 4, np.uint8)
    while True:
        spans = np.empty((room, 5), np.int64)
        p = paths
        columns = (p.edge, p.key_start, p.key_size, p.target, p.keys, p.other, p.element, p.rule, p.key_rule)
        count = _scan(data, start, end, p.start, *columns, stack, scratch, spans)
        if count != FULL:
            return (spans, count) if count >= 0 else None
        room *= 4
