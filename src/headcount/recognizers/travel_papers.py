"""travel_papers: passports and the permits for travel between mainland China, Hong Kong, Macao and Taiwan.

Claim: the two or three lines that machines read (`P<UTO...`) are nearly certain, since their check digits must agree. A number
alone (`E12345678`, `H1234567890`, `AB1234567`) has no check and is the shape of articles and bookings: it stays low until a
word announces it.

Masked: `E******78`, `H********90`.

Source: ICAO Doc 9303 parts 3 and 4 (machine readable zone, check digits 7, 3, 1); National Immigration Administration of China
for E, G, D, S, P passports and C, W, H, M, T permits.
"""

from __future__ import annotations

import re
from itertools import cycle

from headcount.model.kind import Form, Kind
from headcount.recognizers.context import words
from headcount.recognizers.masks import STARS, hidden
from headcount.recognizers.shapes import WORD, Reading, Shape, ShapeRecognizer
from headcount.recognizers.signs import MIXED, either, row

_PASSPORTS = words("passport", "护照", "護照", "hộ chiếu", "pasaporte", "reisepass", "جواز")
_PERMITS = words("回乡证", "通行证", "台胞证", "回鄉證", "通行證", "台胞證", "home return", "travel permit", "往来", "来往")
_PAPERS = words(*_PASSPORTS.alternatives, *_PERMITS.alternatives)
_EDGE = WORD + STARS


def check_digit(field: str) -> int:
    """The digit that follows a field of a machine readable zone: `<` is 0, A is 10, weights 7, 3, 1."""
    values = (0 if char == "<" else int(char, 36) for char in field)
    return sum(value * weight for value, weight in zip(values, cycle((7, 3, 1)), strict=False)) % 10


def _read_zone(match: re.Match[str]) -> Reading:
    line = match[0]
    fields = ((line[:9], line[9]), (line[13:19], line[19]), (line[21:27], line[27]))
    valid = all(mark.isdigit() and check_digit(field) == int(mark) for field, mark in fields)
    return Kind.PASSPORT, Form.CLEAR, valid, 0.97 if valid else 0.6


def _read_zone_name(_: re.Match[str]) -> Reading:
    return Kind.PASSPORT, Form.CLEAR, None, 0.9


def _read_chinese(match: re.Match[str]) -> Reading:
    certainty = 0.9 if _PASSPORTS.announce(match) else 0.3
    return Kind.PASSPORT, Form.CLEAR, None, certainty


def _read_foreign(match: re.Match[str]) -> Reading:
    return Kind.PASSPORT, Form.CLEAR, None, 0.85 if _PASSPORTS.announce(match) else 0.1


def _read_digits(match: re.Match[str]) -> Reading:
    return Kind.PASSPORT if _PASSPORTS.announce(match) else Kind.TRAVEL_PERMIT, Form.CLEAR, None, 0.8


def _read_permit(match: re.Match[str]) -> Reading:
    return Kind.TRAVEL_PERMIT, Form.CLEAR, None, 0.9 if _PERMITS.announce(match) else 0.25


def _read_masked(match: re.Match[str]) -> Reading | None:
    value = match[0]
    if not 4 <= hidden(value) <= 8:
        return None
    if _PERMITS.announce(match):
        return Kind.TRAVEL_PERMIT, Form.MASKED, None, 0.9
    permit = value[0] in "HM" or len(value) > 9
    kind = Kind.TRAVEL_PERMIT if permit else Kind.PASSPORT
    return kind, Form.MASKED, None, 0.9 if _PASSPORTS.announce(match) else 0.4


TRAVEL_PAPERS = ShapeRecognizer(
    "travel_papers",
    (Kind.PASSPORT, Kind.TRAVEL_PERMIT),
    (
        Shape(
            "[A-Z0-9<]{9}[0-9][A-Z]{3}[0-9]{6}[0-9][MFX<][0-9]{6}[0-9][A-Z0-9<]{16}",
            _read_zone,
            "0-9A-Za-z<",
            "0-9A-Za-z<",
            sign=MIXED,
        ),
        Shape("P[A-Z<][A-Z]{3}[A-Z]{1,30}<<[A-Z<]{5,36}", _read_zone_name, sign="<<"),
        Shape("[EGDSP][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|[DSP]E[0-9]{7}|1[45][0-9]{7}", _read_chinese, sign=either(MIXED, row(9))),
        Shape(
            "[A-Z]{2}[0-9]{6,7}|[A-Z][0-9]{7,8}|[CFGHJK][0-9CFGHJKLMNPRTVWXYZ]{8}",
            _read_foreign,
            sign="[A-Z][0-9]{3}|[CFGHJK][0-9A-Z]{8}",
        ),
        Shape("[0-9]{8,10}", _read_digits, after=_PAPERS),
        Shape(
            "[HM][0-9]{8}(?:[0-9]{2})?|[CW][0-9A-HJ-NP-Z][0-9]{7}|T[0-9]{8}|[0-9]{10}[(][0-9A-Z][)]",
            _read_permit,
            sign=either(MIXED, row(10)),
        ),
        Shape(f"[A-Z][A-Z0-9{STARS}][0-9{STARS}]{{6,9}}", _read_masked, _EDGE, _EDGE, sign=f"[{STARS}]"),
    ),
)
