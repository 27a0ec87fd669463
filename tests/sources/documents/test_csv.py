from __future__ import annotations

import pytest

from headcount.sources.documents.csv import CSV
from headcount.sources.documents.interface import Limits
from tests.sources.documents.collected import read


@pytest.mark.parametrize(
    "text",
    [
        b"name,phone\nAda,1\n",
        b"name;phone;x\r\nAda;1;2\r\n",
        b"a\tb\n1\t2\n3\t4",
        b'a|b\n"x|y"|2\n',
        "a,b\n1,2\n".encode("utf-16"),
    ],
)
def test_recognised(text: bytes) -> None:
    assert CSV.recognise(text)


@pytest.mark.parametrize(
    "text", [b"a,b\n", b"", b"Dear all,\nthis is, as you see, prose.\nYours\n", b"a\0,b\n1,2\n", b"1\n2\n3\n"]
)
def test_not_recognised(text: bytes) -> None:
    assert not CSV.recognise(text)


def test_headings_are_the_paths_and_rows_the_answers() -> None:
    found = read(CSV, b'\xef\xbb\xbfname;e-mail;\r\n"Love;lace, Ada";ada@example.com;\r\n\r\nB;;x;y\r\n')
    assert found.values == {
        "x": {"name": ["Love;lace, Ada", "B"], "e-mail": ["ada@example.com"], "column3": ["x"], "column4": ["y"]}
    }
    assert found.answers["x"]["name"] == [0, 1]
    assert found.total == 2


@pytest.mark.parametrize("row", ["ada@example.com,1", "4711,x", "a,a", "1.5,b"])
def test_a_first_row_of_values_is_no_heading(row: str) -> None:
    found = read(CSV, f"{row}\nc,d\n".encode())
    assert found.total == 2
    assert list(found.values["x"]) == ["column1", "column2"]


def test_headings_that_occur_twice_stay_apart() -> None:
    assert list(read(CSV, b"a,b\n1,2\n").values["x"]) == ["a", "b"]
    assert list(read(CSV, b"a,b c , b  c\n1,2,3\n").values["x"]) == ["a", "b c", "b c (3)"]


def test_chinese_from_a_spreadsheet() -> None:
    found = read(CSV, "姓名,手机号\n张伟,13800000000\n".encode("gbk"))
    assert found.values == {"x": {"姓名": ["张伟"], "手机号": ["13800000000"]}}
    wide = read(CSV, "姓名,手机号\n张伟,13800000000\n".encode("utf-16"))
    assert wide.values == found.values


def test_a_quote_that_is_never_closed_ends_in_a_reason() -> None:
    found = read(CSV, b'a,b\n1,2\n"' + b"x,\n" * 400_000)
    assert found.values["x"]["a"][0] == "1"
    assert found.skipped["broken row, or a cell larger than 1 MiB"] == 1
    assert found.total > 1


def test_a_line_without_end_ends_in_a_reason() -> None:
    found = read(CSV, b"a,b\n1,2\n" + b"x," * (9 << 20))
    assert found.values == {"x": {"a": ["1"], "b": ["2"]}}
    assert found.skipped == {"line longer than 16 MiB": 1}


def test_bounded_rows() -> None:
    found = read(CSV, b"a,b\n" + b"1,2\n" * 10, Limits(rows=4))
    assert (found.total, found.skipped) == (4, {"rows after the first 4 were not read": 1})


def test_as_a_body_it_is_one_list() -> None:
    assert list(CSV.leaves(b"name,phone\nAda,1\n", "text/csv")) == [("[].name", "Ada"), ("[].phone", "1")]
    assert list(CSV.leaves("name,ort\nAda,Köln\n".encode("latin-1"), "text/csv; charset=latin-1"))[1] == ("[].ort", "Köln")
