from __future__ import annotations

import importlib
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.recognizers.national_ids import _FIRST, NATIONAL_IDS, outline_of, pattern, sign_of
from headcount.recognizers.shapes import Shape, outline
from headcount.recognizers.signs import DASHED, DOTTED, MIXED, SLASHED, SPACED, either, row
from tests.recognizers.readings import readings


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("536-90-4399", [("536-90-4399", "national_id.us", "clear", True, 0.85)]),
        ("666-12-3456", [("666-12-3456", "national_id.us", "clear", False, 0.25)]),
        ("912-90-3456", [("912-90-3456", "national_id.us", "clear", True, 0.85)]),
        ("536 90 4399", [("536 90 4399", "national_id.us", "clear", True, 0.5)]),
        ("***-**-4399", [("***-**-4399", "national_id.us", "masked", None, 0.9)]),
        ("xxx-xx-4399", [("xxx-xx-4399", "national_id.us", "masked", None, 0.9)]),
        ("***-**-****", [("***-**-****", "national_id.us", "masked", None, 0.6)]),
        ("2341 2341 2346", [("2341 2341 2346", "national_id.in", "clear", True, 0.55)]),
        ("2341 2341 2345", [("2341 2341 2345", "national_id.in", "clear", False, 0.1)]),
        ("**** **** 2346", [("**** **** 2346", "national_id.in", "masked", None, 0.7)]),
        ("ACUPA7085R", [("ACUPA7085R", "national_id.in", "clear", True, 0.85)]),
        ("971013-9019902", [("971013-9019902", "national_id.kr", "clear", True, 0.95)]),
        ("971013-9019903", [("971013-9019903", "national_id.kr", "clear", False, 0.5)]),
        ("971013-*******", [("971013-*******", "national_id.kr", "masked", None, 0.9)]),
        ("971013-9******", [("971013-9******", "national_id.kr", "masked", None, 0.95)]),
        ("6214 9832 0257", [("6214 9832 0257", "national_id.jp", "clear", True, 0.45)]),
        ("390.533.447-05", [("390.533.447-05", "national_id.other", "clear", True, 0.95)]),
        ("390.533.447-06", [("390.533.447-06", "national_id.other", "clear", False, 0.5)]),
        ("39053344705", [("39053344705", "national_id.other", "clear", True, 0.3)]),
        ("39053344706", []),
        ("***.***.**7-05", [("***.***.**7-05", "national_id.other", "masked", None, 0.9)]),
        ("770305-02-1234", [("770305-02-1234", "national_id.other", "clear", True, 0.85)]),
        ("1-2345-45678-78-1", [("1-2345-45678-78-1", "national_id.other", "clear", True, 0.95)]),
        ("34201-0891231-8", [("34201-0891231-8", "national_id.other", "clear", True, 0.85)]),
        ("36 574 261 809", [("36 574 261 809", "national_id.other", "clear", True, 0.85)]),
        ("36574261809", [("36574261809", "national_id.other", "clear", True, 0.4)]),
        ("2 95 10 99 126 111 93", [("2 95 10 99 126 111 93", "national_id.other", "clear", True, 0.95)]),
        ("54362315-K", [("54362315-K", "national_id.other", "clear", True, 0.6)]),
        ("X-2482300-W", [("X-2482300-W", "national_id.other", "clear", True, 0.9)]),
        ("RCCMNL83S18D969H", [("RCCMNL83S18D969H", "national_id.other", "clear", True, 0.97)]),
        ("RCCMNL83S18D969I", [("RCCMNL83S18D969I", "national_id.other", "clear", False, 0.8)]),
        ("44051401359", [("44051401359", "national_id.other", "clear", True, 0.4)]),
        ("7503305044089", [("7503305044089", "national_id.other", "clear", True, 0.45)]),
        ("880320-0016", [("880320-0016", "national_id.other", "clear", True, 0.7)]),
        ("131052-308T", [("131052-308T", "national_id.other", "clear", True, 0.85)]),
        ("151086 95088", [("151086 95088", "national_id.other", "clear", True, 0.85)]),
        ("710319/2745", [("710319/2745", "national_id.other", "clear", True, 0.85)]),
        ("1630615123457", [("1630615123457", "national_id.other", "clear", True, 0.45)]),
        ("85.07.30-033.28", [("85.07.30-033.28", "national_id.other", "clear", True, 0.95)]),
        ("1112.22.333", [("1112.22.333", "national_id.other", "clear", True, 0.85)]),
        ("17291716060", [("17291716060", "national_id.other", "clear", True, 0.3)]),
        ("12.531.909-2", [("12.531.909-2", "national_id.other", "clear", True, 0.9)]),
        ("BOXW310820HNERXN09", [("BOXW310820HNERXN09", "national_id.other", "clear", True, 0.97)]),
        ("VACE460910SX6", [("VACE460910SX6", "national_id.other", "clear", True, 0.8)]),
        ("123-456-782", [("123-456-782", "social_insurance", "clear", True, 0.45)]),
        ("943 476 5870", [("943 476 5870", "social_insurance", "clear", True, 0.45)]),
        ("756.9217.0769.85", [("756.9217.0769.85", "social_insurance", "clear", True, 0.97)]),
        ("1237 010180", [("1237 010180", "social_insurance", "clear", True, 0.6)]),
        ("**** **** **** 4458", []),
        ("1700000000123", []),
        ("9783161484100", []),
        ("550E8400-E29B-41D4-A716-446655440000", []),
    ],
)
def test_what_is_said_of_a_text(text: str, found: list[tuple[str, str, str, bool | None, float]]) -> None:
    assert readings(NATIONAL_IDS, text) == found


@pytest.mark.parametrize(
    ("written", "expected", "sign"),
    [
        ("000-00-0000", "[0-9]{3}-[0-9]{2}-[0-9]{4}", DASHED),
        ("A-0000000-A", "[A-Z]-[0-9]{7}-[A-Z]", DASHED),
        ("00 000", "[0-9]{2} [0-9]{3}", SPACED),
        ("00md0", "[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]", row(7)),
        ("[1-9]00?[.]0", "[1-9][0-9][0-9]?[.][0-9]", DOTTED),
        ("(?:19|20)00/0", "(?:19|20)[0-9]{2}/[0-9]", SLASHED),
        ("AA0[0-9A-Z]{3}", "[A-Z]{2}[0-9][0-9A-Z]{3}", either(row(7), MIXED, "[A-Z]{6}[0-9A-Z]{2}[A-Z]")),
    ],
)
def test_how_a_number_is_written(written: str, expected: str, sign: str) -> None:
    assert (pattern(written), sign_of(written)) == (expected, sign)


@pytest.mark.parametrize("module", sorted(_FIRST))
def test_the_cheap_check_lets_every_valid_number_through(module: str) -> None:
    known = {
        "bg.egn": "8032056031",
        "br.cpf": "39053344705",
        "de.idnr": "36574261809",
        "kr.rrn": "9710139019902",
        "no.fodselsnummer": "15108695088",
        "pl.pesel": "44051401359",
        "ro.cnp": "1630615123457",
        "se.personnummer": "8803200016",
        "si.emso": "0101006500006",
        "th.pin": "3100600445635",
        "tr.tckimlik": "17291716060",
    }
    is_valid = importlib.import_module(f"stdnum.{module}").is_valid
    number = known[module]
    assert is_valid(number)
    near = [number[:place] + digit + number[place + 1 :] for place in range(len(number)) for digit in "0123456789"]
    near += [
        first[:place] + digit + first[place + 1 :] for first in near[::7] for place in range(0, len(number), 2) for digit in "05"
    ]
    assert [one for one in near if is_valid(one) and not _FIRST[module](one)] == []


def test_the_table_names_modules_of_stdnum_only() -> None:
    table = resources.files("headcount.recognizers").joinpath("tables", "national_ids.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")][1:]
    assert len(rows) == len(NATIONAL_IDS.shapes) == len({(written, check) for written, _, check, _, _ in rows})
    assert [
        check
        for _, _, check, _, _ in rows
        if check != "masked" and not callable(importlib.import_module(f"stdnum.{check}").is_valid)
    ] == []


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("000-00-0000", "000-00-0000"),
        ("***[.]***[.]**0-00", "***.***.**0-00"),
        ("(?:19|20)00md-0000", "00000000-0000"),
        ("[XYZ]-0000000-[A-HJ-NP-TV-Z]", "A-0000000-A"),
        ("00md[-+]0000", ""),
        ("00[.]000[.]000-[0-9K]", ""),
        ("00000000?-0", ""),
        ("(?:XX|xx)-0000", ""),
    ],
)
def test_outlines(written: str, drawn: str) -> None:
    assert outline_of(written) == drawn


@pytest.mark.parametrize("shape", [shape for shape in NATIONAL_IDS.shapes if shape.outline], ids=lambda shape: shape.body)
def test_an_outline_occurs_wherever_its_shape_does(shape: Shape) -> None:
    @settings(max_examples=15, deadline=None)
    @given(st.from_regex(shape.body, fullmatch=True, alphabet=st.characters(codec="ascii", exclude_characters="\n")))
    def check(text: str) -> None:
        assert shape.outline in outline(text)

    check()
