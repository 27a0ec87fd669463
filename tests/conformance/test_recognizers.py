"""What every recogniser of the shelf must keep, whatever it finds."""

from __future__ import annotations

import csv
import importlib
import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from types import FrameType
from typing import TYPE_CHECKING, Any

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.model.kind import Form, Kind
from headcount.recognizers import RECOGNIZERS
from headcount.recognizers.context import END, Words
from headcount.recognizers.gate import Gate
from headcount.recognizers.interface import Recognizer, Span
from headcount.recognizers.overlaps import settle
from headcount.recognizers.shapes import ShapeRecognizer
from headcount.recognizers.wide_digits import plain
from tests.house.tree import DATA

if TYPE_CHECKING:
    from _typeshed import TraceFunction

every = pytest.mark.parametrize("recognizer", RECOGNIZERS, ids=lambda recognizer: str(recognizer.name))

CLEAR = {
    Kind.PHONE: "+86 13812341234",
    Kind.EMAIL: "ada@example.com",
    Kind.NATIONAL_ID_CN: "11010519491231002X",
    Kind.NATIONAL_ID_HK: "A123456(3)",
    Kind.NATIONAL_ID_TW: "A123456789",
    Kind.NATIONAL_ID_VN: "CCCD 001099123456",
    Kind.NATIONAL_ID_IN: "2341 2341 2346",
    Kind.NATIONAL_ID_US: "536-90-4399",
    Kind.NATIONAL_ID_KR: "971013-9019902",
    Kind.NATIONAL_ID_JP: "6214 9832 0257",
    Kind.NATIONAL_ID_OTHER: "390.533.447-05",
    Kind.PASSPORT: "passport E12345678",
    Kind.TRAVEL_PERMIT: "H1234567890",
    Kind.DRIVER_LICENSE: "MORGA657054SM9IJ",
    Kind.SOCIAL_INSURANCE: "756.9217.0769.85",
    Kind.BIRTH_DATE: "born 1990-05-17",
    Kind.BANK_CARD: "4111 1111 1111 1111",
    Kind.BANK_ACCOUNT: "GB82WEST12345698765432",
    Kind.CREDENTIAL: "password: hunter2",
    Kind.DEVICE_ID: "00:1a:2b:3c:4d:5e",
    Kind.IP_ADDRESS: "203.0.113.7",
    Kind.LOCATION_PRECISE: "31.23041,121.47370",
    Kind.VEHICLE: "\u4eacA12345",
    Kind.PARCEL: "RB123456785GB",
    Kind.ORDER: "order 123-1234567-1234567",
    Kind.IM_ACCOUNT: "wxid_ab12cd34",
    Kind.PERSON_NAME: "Ada Lovelace",
    Kind.ADDRESS: "\u5317\u4eac\u5e02\u6d77\u6dc0\u533a\u9a6c\u8fde\u6d3c\u8857\u9053289\u53f7",
}
MASKED = {
    Kind.PHONE: "138****1234",
    Kind.EMAIL: "a***@example.com",
    Kind.NATIONAL_ID_CN: "110***********002X",
    Kind.NATIONAL_ID_HK: "A******(3)",
    Kind.NATIONAL_ID_TW: "A******789",
    Kind.NATIONAL_ID_VN: "CCCD 001******456",
    Kind.NATIONAL_ID_IN: "**** **** 2346",
    Kind.NATIONAL_ID_US: "***-**-4399",
    Kind.NATIONAL_ID_KR: "971013-*******",
    Kind.NATIONAL_ID_OTHER: "***.***.**7-05",
    Kind.PASSPORT: "E******78",
    Kind.TRAVEL_PERMIT: "H********90",
    Kind.DRIVER_LICENSE: "licence no D******78",
    Kind.SOCIAL_INSURANCE: "AB ** ** ** C",
    Kind.BIRTH_DATE: "1990-**-**",
    Kind.BANK_CARD: "**** **** **** 4458",
    Kind.BANK_ACCOUNT: "GB82****************5432",
    Kind.CREDENTIAL: "password: ******",
    Kind.DEVICE_ID: "00:1a:2b:**:**:**",
    Kind.IP_ADDRESS: "203.0.*.*",
    Kind.LOCATION_PRECISE: "31.2****,121.4****",
    Kind.VEHICLE: "\u4eacA***45",
    Kind.PARCEL: "SF*********0123",
    Kind.ORDER: "order *********0123",
    Kind.IM_ACCOUNT: "QQ: 12****89",
    Kind.PERSON_NAME: "\u5f20**",
    Kind.ADDRESS: "\u5317\u4eac\u5e02\u6d77\u6dc0\u533a****",
}
NEVER_SHOWN_IN_PART = {Kind.NATIONAL_ID_JP}
"""Its default mask hides every digit, and twelve stars are no number."""

_parser: Any = importlib.import_module("re._parser")
"""The tree of a pattern has no public name."""

LONG = 50_000
UNITS = (
    *("1", "a", "A", "*", "@", " ", ".", "-", ":", "/", "(", "+", "\u5f20", "\u8def", "0", "X", "\n", END, "x", "<"),
    *("1 ", "1-", "1.", "1:", "a@", "@a.", "A1", "1A", "a ", "Aa ", "*1", "1*", "**-", "+1", "(1", "eyJ", "://", "::", "a:"),
    *(
        "password:",
        "tel ",
        "call 1",
        "order ",
        "Bearer ",
        "ID card ",
        "138****1234 ",
        "2024-",
        "1Z",
        "GB82",
        "\u4eacA",
        "\u5317\u4eac\u5e02",
        "1234 ",
        "12 34-",
    ),
)
"""What adversarial texts are made of, over and over."""

LOOKALIKES = ("Tel. ", "\u7535\u8bdd", "2025-01-02 05:18:23", "1700000000123", "192.0.2.1", "V1.2.3.4")
PIECES = st.sampled_from([*CLEAR.values(), *MASKED.values(), *UNITS, *LOOKALIKES])
SIGNS = st.from_regex(r"[0-9*A-Z ./()-]{1,24}", fullmatch=True)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=6), SIGNS), max_size=8).map("".join)
GATE = Gate(RECOGNIZERS)


def _found(text: str) -> list[Span]:
    return [span for _, span in GATE.find_all([text])]


@settings(deadline=None)
@given(text=TEXTS)
def test_any_text_gives_places_in_order(text: str) -> None:
    for recognizer in RECOGNIZERS:
        end = 0
        for span in recognizer.find(text):
            assert end <= span.start < span.end <= len(text), recognizer.name
            assert span.kind in recognizer.kinds, recognizer.name
            assert 0 <= span.certainty <= 1, recognizer.name
            assert span.valid is None or span.form is Form.CLEAR, recognizer.name
            end = span.end


@settings(deadline=None)
@given(text=TEXTS)
def test_the_gate_lets_through_whatever_is_found(text: str) -> None:
    text = plain(text)
    asked = GATE.which(text)
    assert [recognizer.name for recognizer in RECOGNIZERS if recognizer not in asked and list(recognizer.find(text))] == []


@settings(deadline=None)
@given(text=TEXTS)
def test_gates_that_do_not_occur_change_nothing(text: str) -> None:
    text = plain(text.replace(END, ""))
    assert _found(text) == [span for recognizer in RECOGNIZERS for span in recognizer.find(text)]


@settings(deadline=None)
@given(texts=st.lists(TEXTS.map(lambda text: text.replace(END, "")), max_size=4))
def test_texts_read_together_give_what_each_gives_alone(texts: list[str]) -> None:
    together: dict[int, list[Span]] = {}
    for number, span in GATE.find_all(texts):
        together.setdefault(number, []).append(span)
    assert together == {number: spans for number, text in enumerate(texts) if (spans := _found(text))}


@settings(deadline=None)
@given(text=TEXTS)
def test_settled_places_share_no_character(text: str) -> None:
    end = 0
    for span in GATE.find(text):
        assert span.start >= end
        end = span.end


def _kinds() -> list[Kind]:
    return sorted({kind for recognizer in RECOGNIZERS for kind in recognizer.kinds} & CLEAR.keys())


def test_every_recogniser_has_an_example() -> None:
    kinds = CLEAR.keys()
    numbers = [recognizer for recognizer in RECOGNIZERS if isinstance(recognizer, ShapeRecognizer)]
    assert [recognizer.name for recognizer in numbers if not kinds & set(recognizer.kinds)] == []


@pytest.mark.parametrize("kind", _kinds())
def test_a_clear_value_is_found(kind: Kind) -> None:
    assert (kind, Form.CLEAR) in {(span.kind, span.form) for span in _found(CLEAR[kind])}


@pytest.mark.parametrize("kind", [kind for kind in _kinds() if kind not in NEVER_SHOWN_IN_PART])
def test_a_masked_value_is_found_as_masked(kind: Kind) -> None:
    assert (kind, Form.MASKED) in {(span.kind, span.form) for span in settle(_found(MASKED[kind]))}


@every
def test_the_docstring_says_what_is_claimed(recognizer: Recognizer) -> None:
    module = sys.modules[type(recognizer).__module__]
    if isinstance(recognizer, ShapeRecognizer):
        [module] = [
            m for name, m in sys.modules.items() if name.startswith("headcount.recognizers.") and recognizer in _of(m, recognizer)
        ]
    doc = inspect.getdoc(module) or ""
    assert doc.startswith(f"{recognizer.name}: ")
    assert "Claim: " in doc
    assert "Source: " in doc


def _of(module: object, recognizer: Recognizer) -> list[object]:
    """Whether a module is the one that the recogniser is written in: it holds it under its own name."""
    own = vars(module).get(recognizer.name.upper())
    return [own] if own is recognizer else []


@every
def test_gates_are_small(recognizer: Recognizer) -> None:
    sizes = {pattern: re2.compile(pattern)._regexp.ProgramSize() for pattern in recognizer.gates}
    assert {pattern: size for pattern, size in sizes.items() if size > 2_000} == {}


def _patterns() -> set[re.Pattern[str]]:
    """The patterns of all shapes, and of the words that announce values."""
    modules = [vars(module) for name, module in list(sys.modules.items()) if name.startswith("headcount.recognizers.")]
    shapes = {shape.pattern for r in RECOGNIZERS if isinstance(r, ShapeRecognizer) for shape in r.shapes}
    return shapes | {value.pattern for names in modules for value in names.values() if isinstance(value, Words)}


def _endless(tree: Iterable[Any]) -> Iterator[object]:
    """Repeats without an end."""
    for operation, argument in tree:
        if operation in {_parser.MAX_REPEAT, _parser.MIN_REPEAT, _parser.POSSESSIVE_REPEAT} and argument[1] == _parser.MAXREPEAT:
            yield argument
        for part in argument if isinstance(argument, tuple | list) else [argument]:
            for branch in part if isinstance(part, list) else [part]:
                if isinstance(branch, _parser.SubPattern):
                    yield from _endless(branch)


def test_no_pattern_repeats_without_end() -> None:
    patterns = _patterns()
    assert len(patterns) > 150
    endless = [p.pattern for p in patterns if list(_endless(_parser.parse(p.pattern, p.flags & ~re.UNICODE)))]
    assert endless == []


def test_a_repeat_without_end_is_seen() -> None:
    assert [bool(list(_endless(_parser.parse(pattern)))) for pattern in ("a{2,9}", "(?:a|b+)?", "[ab]*")] == [False, True, True]


def _steps(recognizer: Recognizer, text: str) -> int:
    """Lines of Python that reading `text` takes. What patterns do is bounded by the text: they repeat nothing without end."""
    count = 0

    def line(_frame: FrameType, event: str, _argument: object) -> TraceFunction:
        nonlocal count
        count += event == "line"
        return line

    before = sys.gettrace()
    sys.settrace(line)
    try:
        list(recognizer.find(text))
    finally:
        sys.settrace(before)
    return count


@every
def test_work_grows_no_faster_than_the_text(recognizer: Recognizer) -> None:
    short, long = 500, 4_000
    growth = {
        unit: _steps(recognizer, (unit * long)[:long]) / (_steps(recognizer, (unit * short)[:short]) + 200) for unit in UNITS
    }
    assert {unit: times for unit, times in growth.items() if times > 1.5 * long / short} == {}


@pytest.mark.parametrize("unit", UNITS, ids=repr)
def test_a_long_text_of_one_sign_is_read_to_its_end(unit: str) -> None:
    text = (unit * LONG)[:LONG] + " "
    assert all(0 <= span.start < span.end <= LONG for span in GATE.find(text))


NUMBERS = DATA / "id-vectors-stdnum" / "numbers.csv"
PARCELS = DATA / "neg-tracking" / "tracking_numbers.csv"
OF_PERSONS = {kind for kind in Kind if kind.startswith("national_id.")} | {
    *(
        Kind.PHONE,
        Kind.BANK_CARD,
        Kind.BANK_ACCOUNT,
        Kind.PASSPORT,
        Kind.TRAVEL_PERMIT,
        Kind.DRIVER_LICENSE,
        Kind.SOCIAL_INSURANCE,
    ),
}


def _called_a_persons(numbers: list[str]) -> list[tuple[str, Kind]]:
    """(number, kind) where the text alone makes a person's number likelier than not."""
    return [(numbers[at], span.kind) for at, span in GATE.find_all(numbers) if span.certainty > 0.5 and span.kind in OF_PERSONS]


@pytest.mark.skipif(not NUMBERS.exists(), reason="../shared/data is not here: no numbers of things")
def test_no_number_of_a_thing_is_called_a_persons() -> None:
    with NUMBERS.open(encoding="utf-8") as file:
        lines = [line for line in csv.DictReader(file) if line["kind"] == "other" and line["number_type"] != "iban"]
    assert len(lines) == 585
    assert _called_a_persons([line["number"] for line in lines]) == []


@pytest.mark.skipif(not PARCELS.exists(), reason="../shared/data is not here: no parcels")
def test_no_parcel_is_called_a_persons_number() -> None:
    with PARCELS.open(encoding="utf-8") as file:
        numbers = [line["number"] for line in csv.DictReader(file)]
    assert len(numbers) == 81
    assert _called_a_persons(numbers) == []
