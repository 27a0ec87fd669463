from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import zstandard

from headcount.catalog import samples
from headcount.catalog.samples import LONG, LONGEST, Column, is_running, read_sample, tokens_of
from headcount.catalog.tokens import Tokenizer
from headcount.errors import InputError

TOKENS = Tokenizer(b"0123456789abcdef")
ROWS = [("4711", "张三丰", "15400000017"), ("4712", "李白", "15400000025"), ("4713", "杜甫", "15400000033")]


def _file(folder: Path, name: str, data: bytes) -> str:
    (folder / name).write_bytes(data)
    return str(folder / name)


def _columns(name: str) -> dict[str, list[str]]:
    return {path: column.values for path, column in read_sample(name).columns.items()}


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_tables_in_every_charset(tmp_path: Path, delimiter: str, charset: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in (("uid", "name", "mobile"), *ROWS))
    name = _file(tmp_path, "leak.csv", text.encode(charset))
    assert _columns(name) == {
        "uid": ["4711", "4712", "4713"],
        "column2": ["张三丰", "李白", "杜甫"],
        "mobile": [row[2] for row in ROWS],
    }
    assert read_sample(name).columns["mobile"].row == [0, 1, 2]


def test_a_first_line_that_may_be_somebodys_names_nothing(tmp_path: Path) -> None:
    name = _file(tmp_path, "leak.csv", b"Made Person,Paris,a@b.example\nOther Person,London,1\nThird,Rome,c@d.example\n")
    assert "Made" not in "".join(_columns(name))
    name = _file(tmp_path, "leak.csv", "张三,北京\n李白,上海\n杜甫,成都\n".encode())
    assert list(_columns(name)) == ["column1", "column2"]


@pytest.mark.parametrize("packed", ["plain", "gzip", "zstd"])
def test_json_lines_and_compression(tmp_path: Path, packed: str) -> None:
    text = "".join(json.dumps({"user": {"id": int(uid)}, "tel": tel}) + "\n" for uid, _, tel in ROWS).encode()
    data = {"plain": text, "gzip": gzip.compress(text), "zstd": zstandard.ZstdCompressor().compress(text)}[packed]
    assert _columns(_file(tmp_path, "leak.jsonl", data)) == {"user.id": ["4711", "4712", "4713"], "tel": [row[2] for row in ROWS]}


def test_one_json_text_is_not_aligned(tmp_path: Path) -> None:
    name = _file(tmp_path, "leak.json", json.dumps([{"id": 1}, {"id": 2, "tel": "15400000017"}]).encode())
    sample = read_sample(name)
    assert (sample.aligned, sample.rows) == (False, 2)
    assert sample.columns["[].id"].row == [0, 1]


def test_lines_are_taken_apart(tmp_path: Path) -> None:
    lines = "\n".join(f"{uid}----{name}----{tel}" for uid, name, tel in ROWS)
    columns = _columns(_file(tmp_path, "leak.txt", lines.encode("gb18030")))
    assert columns["part 1 of the line"] == ["4711", "4712", "4713"]
    assert columns["part 3 of the line"] == [row[2] for row in ROWS]
    assert columns[""][0] == "4711----张三丰----15400000017"


@pytest.mark.parametrize(
    ("data", "told"), [(b"", "the sample is empty"), (bytes(range(256)) * 40, "is no list"), (b"\n\n", "the sample is empty")]
)
def test_what_is_no_list_is_said(tmp_path: Path, data: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_sample(_file(tmp_path, "leak", data))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing could be read"):
        read_sample(str(tmp_path / "none.csv"))


def test_the_first_rows_of_a_large_list_are_read(tmp_path: Path) -> None:
    name = _file(tmp_path, "leak.txt", b"".join(b"%d\n" % n for n in range(10_000)))
    sample = read_sample(name, rows=100)
    assert sample.rows == 100
    assert dict(sample.skipped) == {"rows after the first 100 were not read": 1}
    assert sample.columns[""].values[-1] == "99"


def test_memory_is_bounded_by_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "MOST_VALUES", 10_000)
    name = _file(tmp_path, "leak.csv", b"a,b\n" + b"1,2\n" * 40_000)
    sample = read_sample(name)
    assert sample.skipped[samples.FULL] == 1
    assert sum(len(column.values) for column in sample.columns.values()) <= 10_000 + 65_536


def test_long_values_and_many_columns_are_left_out(tmp_path: Path) -> None:
    wide = (
        ",".join(f"c{n}" for n in range(80)) + "\n" + ",".join("x" * (LONGEST + 1) if n == 0 else "v" for n in range(80)) + "\n"
    )
    sample = read_sample(_file(tmp_path, "leak.csv", wide.encode() + wide.partition("\n")[2].encode()))
    assert sample.skipped[LONG] == 2
    assert len(sample.columns) == samples.MOST_COLUMNS - 1


def _readings(value: str) -> dict[str, set[int]]:
    column = Column("x", [value], [0])
    return {found.spelling: set(found.token.tolist()) for found in tokens_of(column, ("people",), TOKENS)}


def _token(text: str) -> int:
    return TOKENS.tokens_of("people", [text.encode()])[0]


def test_a_value_is_read_as_it_stands_and_in_other_spellings() -> None:
    assert _readings("4711") == {"as it stands": {_token("4711")}}
    assert _readings("'4711.0")["number"] == {_token("4711")}
    assert _readings("A.B@Example.org") == {"as it stands": {_token("a.b@example.org")}}
    phone = _readings("+86 154-0000-0017")["phone"]
    assert {_token(text) for text in ("15400000017", "8615400000017", "+8615400000017")} <= phone
    assert _readings("15400000017")["phone"] == {
        _token(text) for text in ("+15400000017", "8615400000017", "+8615400000017", "008615400000017")
    }


def test_entities_have_tokens_of_their_own() -> None:
    found = list(tokens_of(Column("x", ["4711"], [0]), ("people", "orders"), TOKENS))
    assert [one.entity for one in found] == ["people", "orders"]
    assert found[0].token[0] != found[1].token[0]


def test_some_values_evenly_spread() -> None:
    column = Column("x", [str(n) for n in range(100)], list(range(100)))
    [found] = tokens_of(column, ("people",), TOKENS, 10)
    assert found.row.tolist() == list(range(0, 100, 10))


@pytest.mark.parametrize(("values", "running"), [(range(1, 90), True), (range(5, 400, 4), False), ((7,), False), ((), False)])
def test_a_column_that_numbers_the_rows(values: range, running: bool) -> None:
    assert is_running(Column("no", [str(n) for n in values], list(range(len(values))))) is running


def test_nothing_prints_clear_text() -> None:
    assert "4711" not in repr(Column("x", ["4711"], [0])) + repr(samples.Sample(columns={"x": Column("x", ["4711"], [0])}))
