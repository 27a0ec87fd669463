"""device: numbers of devices and of their radio parts: IMEI, MEID, IMSI, ICCID, MAC address, and advertising ids.

Claim: a hardware address of six pairs is written like nothing else. An IMEI is 15 digits with a Luhn digit and an allocator's
first two digits, which two in a thousand rows of 15 digits meet and American Express cards do not; a SIM's ICCID begins with
89. Advertising ids (IDFA, GAID, OAID) are UUIDs, which everything can be: they stay low until the field's name tells.

Masked: `35**********518`, `00:1a:2b:**:**:**`.

Source: 3GPP TS 23.003 (IMEI, IMSI), ITU-T E.118 (ICCID), IEEE 802 (MAC), RFC 9562 (UUID), by python-stdnum where it has them.
"""

from __future__ import annotations

import re

from stdnum import meid

from headcount.model.kind import Form, Kind
from headcount.recognizers.check_digits import luhn
from headcount.recognizers.context import words
from headcount.recognizers.masks import STARS, hidden
from headcount.recognizers.shapes import WORD, Reading, Shape, ShapeRecognizer
from headcount.recognizers.signs import DASHED, SPACED, either, row

_DEVICES = words(
    "imei",
    "imsi",
    "iccid",
    "meid",
    "device",
    "serial",
    "idfa",
    "idfv",
    "gaid",
    "oaid",
    "aaid",
    "advertising",
    "sim",
    "设备",
    "串号",
    "thiết bị",
)
_HEX = "[0-9A-Fa-f]"
_EDGE = WORD + STARS


def _told(match: re.Match[str], valid: bool | None, certainty: float) -> Reading:  # noqa: FBT001 - the reading's own order
    if _DEVICES.announce(match):
        certainty = max(certainty, 0.9 if valid is not False else 0.6)
    return Kind.DEVICE_ID, Form.CLEAR, valid, certainty


def _read_mac(match: re.Match[str]) -> Reading:
    return _told(match, None, 0.9 if ":" in match[0] else 0.8)


def _read_imei(match: re.Match[str]) -> Reading:
    digits = "".join(char for char in match[0] if char.isdigit())
    valid = len(digits) == 16 or luhn(digits)
    written = len(digits) < len(match[0])
    likely = len(digits) == 15 and digits[:2] in {"35", "86", "01"}
    return _told(match, valid, (0.85 if written else 0.65 if likely else 0.1) if valid else 0.05)


def _read_iccid(match: re.Match[str]) -> Reading:
    valid = luhn(match[0])
    return _told(match, valid, 0.7 if valid else 0.15)


def _read_imsi(match: re.Match[str]) -> Reading:
    return _told(match, None, 0.3)


def _read_meid(match: re.Match[str]) -> Reading | None:
    if match[0].isdigit():
        return None
    return _told(match, meid.is_valid(match[0]), 0.15)


def _read_uuid(match: re.Match[str]) -> Reading:
    return _told(match, None, 0.1)


def _read_hex(match: re.Match[str]) -> Reading | None:
    return _told(match, None, 0.05) if not match[0].isdigit() else None


def _read_masked_mac(match: re.Match[str]) -> Reading | None:
    value = match[0]
    if hidden(value) < 2 or not any(char.isalnum() for char in value):
        return None
    return Kind.DEVICE_ID, Form.MASKED, None, 0.9


def _read_masked_imei(match: re.Match[str]) -> Reading | None:
    if not 4 <= hidden(match[0]) <= 12:
        return None
    return Kind.DEVICE_ID, Form.MASKED, None, 0.9 if _DEVICES.announce(match) else 0.4


DEVICE = ShapeRecognizer(
    "device",
    (Kind.DEVICE_ID,),
    (
        Shape(
            f"{_HEX}{{2}}(?:(?::{_HEX}{{2}}){{5}}|(?:-{_HEX}{{2}}){{5}})",
            _read_mac,
            "0-9A-Za-z:-",
            "0-9A-Za-z:-",
            sign=f"{_HEX}{{2}}[:-]{_HEX}{{2}}[:-]{_HEX}{{2}}[:-]",
        ),
        Shape(
            f"{_HEX}{{4}}\\.{_HEX}{{4}}\\.{_HEX}{{4}}",
            _read_mac,
            "0-9A-Za-z.",
            "0-9A-Za-z.",
            sign=f"{_HEX}{{4}}[.]{_HEX}{{4}}[.]",
        ),
        Shape(
            "(?:01|35|86|91|98|99|4[459]|5[0-4])"
            "(?:[0-9]{13}|[0-9]{14}|-[0-9]{6}-[0-9]{6}-[0-9]|[0-9]{4} [0-9]{2} [0-9]{6} [0-9])",
            _read_imei,
            sign=either(row(15, 16), DASHED, SPACED),
        ),
        Shape("89[0-9]{16,18}", _read_iccid, sign=row(18, 20)),
        Shape("(?:460[0-9]{2}|452[0-9]{2}|310[0-9]{2}|26[02][0-9]{2}|214[0-9]{2})[0-9]{10}", _read_imsi, sign=row(15)),
        Shape("[0-9A-F]{14}", _read_meid, sign="[0-9A-F]{14}"),
        Shape(
            f"{_HEX}{{8}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}",
            _read_uuid,
            "0-9A-Za-z-",
            "0-9A-Za-z-",
            sign=f"{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-",
        ),
        Shape(f"{_HEX}{{16}}", _read_hex, sign=f"{_HEX}{{16}}"),
        Shape(
            f"[0-9A-Fa-f{STARS}]{{2}}(?::[0-9A-Fa-f{STARS}]{{2}}){{5}}",
            _read_masked_mac,
            "0-9A-Za-z:" + STARS,
            "0-9A-Za-z:" + STARS,
            sign=f"[{STARS}]",
        ),
        Shape(f"(?:35|86|01)[0-9{STARS}]{{13}}", _read_masked_imei, _EDGE, _EDGE, sign=f"[{STARS}]"),
    ),
)
