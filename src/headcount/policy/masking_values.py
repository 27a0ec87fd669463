"""Masks of single values inside a JSON text: the common ones in compiled code, the others by `model.masking`.

What the taxonomy says of a mask holds here too. In addition a mask is idempotent, since an answer may pass two gates: a star
counts as the character that it hides.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec
import numpy as np
from numpy.typing import NDArray

from headcount.compiled import Scalar, compiled
from headcount.model.kind import Kind
from headcount.model.masking import COMPOUND_SURNAMES, STAR, masked
from headcount.model.taxonomy import Mask, entry
from headcount.policy.masking_addresses import ENDINGS, LOOKED_AT, address
from headcount.policy.masking_scan import ESCAPED, PLAIN, TOKEN

U8 = NDArray[np.uint8]
I64 = NDArray[np.int64]

HIDE = Mask("keep")
"""Hides everything: for a value of which it is not known which of several kinds it is."""
KEEP, DIGITS, NAME, EMAIL, DATE, FIXED, ADDRESS, OTHER = range(8)
"""What the compiled code does; `OTHER` is left to the interpreter."""
_CODES = {"keep": KEEP, "digits": DIGITS, "name": NAME, "email": EMAIL, "date": DATE, "redact": FIXED, "address": ADDRESS}
GROWTH = 4
"""A masked value takes at most so many times the bytes of the value (`A B` becomes `A*** B***`), or is fixed."""
_STAR = 42
_COMPOUND = np.array(sorted(ord(name[0]) << 16 | ord(name[1]) for name in COMPOUND_SURNAMES), np.int64)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
"""A number as JSON spells it (RFC 8259, section 6)."""
_GROUP = re.compile(r"[0-9a-fA-F]{1,4}")
"""Four hexadecimal digits of an IPv6 address."""
_PSEUDONYM = re.compile(r"\[[a-z_.]+:[0-9a-f]+\]")


@compiled
def _alnum(byte: Scalar) -> Scalar:
    return 48 <= byte <= 57 or 97 <= byte | 32 <= 122


@compiled
def _code_point(data: U8, at: Scalar) -> Scalar:
    """The code point of three bytes in UTF-8; -1 where they are another."""
    if data[at] >> 4 != 14:
        return -1
    return (np.int64(data[at]) & 15) << 12 | (np.int64(data[at + 1]) & 63) << 6 | (np.int64(data[at + 2]) & 63)


@compiled
def _keep(data: U8, start: Scalar, end: Scalar, left: Scalar, right: Scalar, least: Scalar, out: U8, to: Scalar) -> Scalar:
    """`left` and `right` code points, stars between; what is written counts code points by their first bytes."""
    points = 0
    for at in range(start, end):
        points += data[at] >> 6 != 2
    hidden = points - left - right
    if hidden < max(least, 1):
        left, right = 0, 0
    place = -1
    for at in range(start, end):
        first = data[at] >> 6 != 2
        place += first
        if place < left or place >= points - right:
            out[to] = data[at]
            to += 1
        elif first:
            out[to] = _STAR
            to += 1
    return to


@compiled
def _digits(data: U8, start: Scalar, end: Scalar, left: Scalar, right: Scalar, least: Scalar, out: U8, to: Scalar) -> Scalar:
    """As `_keep`, counting letters, digits and the stars that hide some; ASCII only."""
    total = 0
    for at in range(start, end):
        total += _alnum(data[at]) or data[at] == _STAR
    if total - left - right < max(least, 1):
        left, right = 0, 0
    place = 0
    for at in range(start, end):
        byte = data[at]
        if _alnum(byte) or byte == _STAR:
            if left <= place < total - right:
                byte = np.uint8(_STAR)
            place += 1
        out[to] = byte
        to += 1
    return to


@compiled
def _chinese(data: U8, start: Scalar, end: Scalar, compound: I64, out: U8, to: Scalar) -> Scalar:
    """The surname, a star for every other character; -1 for a name that is not Chinese."""
    first = _code_point(data, start) if end - start >= 3 else -1
    if not (0x3400 <= first <= 0x9FFF or 0xF900 <= first <= 0xFAFF):
        return -1
    points = 0
    for at in range(start, end):
        points += data[at] >> 6 != 2
        if 192 <= data[at] < 228:  # no Chinese character of the common planes begins so, and every wide space does
            return -1
    shown = 1
    second = _code_point(data, start + 3) if end - start >= 6 else -1
    if points > 2 and second >= 0:
        for number in compound:
            if number == (first << 16 | second):
                shown = 2
    for at in range(start, start + 3 * shown):
        out[to] = data[at]
        to += 1
    for _ in range(max(points - shown, 1)):
        out[to] = _STAR
        to += 1
    return to


@compiled
def _latin(data: U8, start: Scalar, end: Scalar, out: U8, to: Scalar) -> Scalar:
    """The first letter of each word and three stars; ASCII only."""
    inside = False
    for at in range(start, end):
        if data[at] == 32:
            out[to] = data[at]
            to += 1
            inside = False
        elif not inside:
            out[to] = data[at]
            for place in range(1, 4):
                out[to + place] = _STAR
            to += 4
            inside = True
    return to


@compiled
def _email(data: U8, start: Scalar, end: Scalar, out: U8, to: Scalar) -> Scalar:
    """First letter, three stars, the domain; stars where there is no local part."""
    at = end - 1
    while at > start and data[at] != 64:
        at -= 1
    if at <= start:
        for _ in range(start, end):
            out[to] = _STAR
            to += 1
        return to
    out[to] = data[start]
    for place in range(1, 4):
        out[to + place] = _STAR
    to += 4
    for place in range(at, end):
        out[to] = data[place]
        to += 1
    return to


@compiled
def _digit(byte: Scalar) -> Scalar:
    return 48 <= byte <= 57


@compiled
def _date(data: U8, start: Scalar, end: Scalar, out: U8, to: Scalar) -> Scalar:
    """The first year from 1900 to 2099 that stands alone, or begins eight digits; stars for all other letters and digits."""
    year = -4
    for at in range(start, end - 3):
        century = (data[at] == 49 and data[at + 1] == 57) or (data[at] == 50 and data[at + 1] == 48)
        if not (century and _digit(data[at + 2]) and _digit(data[at + 3])):
            continue
        alone = not (at > start and _digit(data[at - 1])) and not (at + 4 < end and _digit(data[at + 4]))
        eight = at == start and end - start == 8
        for place in range(at + 4, min(at + 8, end)):
            eight = eight and _digit(data[place])
        if alone or eight:
            year = at
            break
    for at in range(start, end):
        out[to] = _STAR if _alnum(data[at]) and not year <= at < year + 4 else data[at]
        to += 1
    return to


@compiled
def _one(  # noqa: C901, PLR0911  # a table of what is done: compiled code has no other
    data: U8,
    start: Scalar,
    end: Scalar,
    form: Scalar,
    does: I64,
    fixed: U8,
    compound: I64,
    points: I64,
    endings: I64,
    out: U8,
    to: Scalar,
) -> Scalar:
    """Write one masked value to `out` at `to`; where it ends, or -1 for the interpreter to do it."""
    code = does[0]
    if code == FIXED:
        for at in range(does[4], does[5]):
            out[to] = fixed[at]
            to += 1
        return to
    if form & ESCAPED or code == OTHER or data[start] <= 32 or data[end - 1] <= 32:
        return -1
    if code == KEEP:
        return _keep(data, start, end, does[1], does[2], does[3], out, to)
    if code == ADDRESS:
        return address(data, start, end, points, endings, out, to)
    if code == NAME and form != PLAIN:
        return _chinese(data, start, end, compound, out, to)
    if form != PLAIN:
        return -1
    for at in range(start, end):
        if data[at] < 32:
            return -1
    if code == DIGITS:
        return _digits(data, start, end, does[1], does[2], does[3], out, to)
    if code == NAME:
        return _latin(data, start, end, out, to)
    if code == EMAIL:
        return _email(data, start, end, out, to)
    return _date(data, start, end, out, to)


@compiled
def write(
    data: U8,
    begin: Scalar,
    end: Scalar,
    spans: I64,
    count: Scalar,
    does: I64,
    fixed: U8,
    compound: I64,
    points: I64,
    endings: I64,
    out: U8,
    holes: I64,
) -> Scalar:
    """Write `data[begin:end]` with its first `count` spans masked to `out`; how many of the spans are left to the interpreter.

    `holes` gets a row for each of these: its number, and where in `out` it belongs. Its last row gets where `out` ends.
    """
    to, at, left = 0, begin, 0
    for row in range(count):
        start, stop, token = spans[row, 0], spans[row, 1], spans[row, 3] == TOKEN
        while at < start:
            out[to] = data[at]
            at, to = at + 1, to + 1
        at = stop
        if start == stop:
            continue
        if token:
            out[to] = 34
        done = _one(data, start, stop, spans[row, 4], does[spans[row, 2]], fixed, compound, points, endings, out, to + token)
        if done < 0:
            holes[left, 0], holes[left, 1] = row, to
            left += 1
        else:
            to = done
            if token:
                out[to] = 34
                to += 1
    while at < end:
        out[to] = data[at]
        at, to = at + 1, to + 1
    holes[len(holes) - 1, 0] = to
    return left


def row_of(mask: Mask, fixed: bytearray, text: str) -> tuple[int, int, int, int, int, int]:
    """A mask for the compiled code; what stands in a value's place without regard to it is added to `fixed`."""
    start = len(fixed)
    if mask.op == "redact":
        fixed += text.encode()
    code = OTHER if mask.op == "address" and mask.level != "district" else _CODES.get(mask.op, OTHER)
    return code, mask.left, mask.right, mask.min_hidden, start, len(fixed)


def write_all(data: U8, begin: int, end: int, spans: I64, count: int, does: I64, fixed: U8) -> tuple[bytes, I64]:
    """`data[begin:end]` with what compiled code can mask, and (n, 2) the number and place of each span that it left out.

    `does` has a row of `row_of` for each rule, and two rows at least, for the reason that `masking_scan.scan` tells.
    """
    sizes = int((spans[:count, 1] - spans[:count, 0]).sum())
    out = np.empty(end - begin + GROWTH * sizes + count * (int((does[:, 5] - does[:, 4]).max(initial=0)) + 8), np.uint8)
    holes = np.empty((count + 2, 2), np.int64)
    points = np.empty(LOOKED_AT, np.int64)
    left = write(data, begin, end, spans, count, does, fixed, _COMPOUND, points, ENDINGS, out, holes)
    return out[: holes[-1, 0]].tobytes(), holes[:left]


def in_json(written: bytes, kind: Kind | None, form: int, what: int, pseudonym: Callable[[str], str] | None) -> bytes:
    """One value as it stands in a JSON text, masked: the inside of a string, or a number or word as a string of its own.

    A number that the mask leaves a number (a rounded position) stays one.
    """
    token = what == TOKEN
    text = written.decode("utf-8", "replace") if token else _text(written, form)
    shown = hidden(kind, text, pseudonym)
    if shown == text:
        return written
    if token:
        return shown.encode() if _NUMBER.fullmatch(shown) else msgspec.json.encode(shown)
    return msgspec.json.encode(shown)[1:-1]


def _text(written: bytes, form: int) -> str:
    """The text of a string's inside; broken bytes and lone surrogates count as one strange character each."""
    text = written.decode("utf-8", "replace")
    if form & ESCAPED:
        try:
            text = msgspec.json.decode(f'"{text}"', type=str)
        except msgspec.MsgspecError:
            text = re.sub(r"\\(?:u[0-9a-fA-F]{0,4}|.)", "\ufffd", text, flags=re.DOTALL)
    return text.encode("utf-8", "replace").decode()


def hidden(kind: Kind | None, text: str, pseudonym: Callable[[str], str] | None = None) -> str:
    """`text` under the mask of its kind, or all stars without a kind; masked once more it stays as it is.

    `pseudonym` is the keyed function for the kinds that are replaced by one.
    """
    if kind is None:
        return STAR * len(text)
    op = entry(kind).mask.op
    if op == "pseudonym" and pseudonym is not None:
        return text if _PSEUDONYM.fullmatch(text) else f"[{kind}:{pseudonym(text)}]"
    if op == "ip" and STAR in text:
        return _address_again(text.strip(), entry(kind).mask)
    if op == "digits":
        shown = masked(kind, text.replace(STAR, "0"))
        return "".join(STAR if before == STAR else after for before, after in zip(text, shown, strict=True))
    return masked(kind, text)


def _address_again(text: str, mask: Mask) -> str:
    """An address of which something is hidden already: no more of it is shown than the mask lets be."""
    parts, groups = text.split("."), text.split(":")
    if len(parts) == 4 and all(part == STAR or part.isdecimal() for part in parts):
        kept = mask.v4 // 8
        return ".".join([*parts[:kept], *[STAR] * (4 - kept)])
    shown = [group for group in groups if group != STAR]
    if len(groups) > 1 and groups[-1] == STAR and all(_GROUP.fullmatch(group) for group in shown):
        return ":".join([*shown[: mask.v6 // 16], STAR])
    return STAR * len(text)
