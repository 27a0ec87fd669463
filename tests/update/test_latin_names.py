from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("update_latin_names", ROOT / "update" / "latin_names.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_given_names_are_those_that_many_were_given(script: ModuleType, tmp_path: Path) -> None:
    table = pa.table({"name": ["Zoé", "Zoé", "Rare", "Unknown"], "n": [1500, 500, 1999, 90000]})
    pq.write_table(table, tmp_path / "names.parquet")
    assert script.given(tmp_path / "names.parquet") == {"zoe"}


def test_surnames_are_those_that_enough_bear(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "last").write_text("SMITH          1.006  1.006      1\nRARELY         0.0008 90.0  99\n", "ascii")
    assert script.surnames(tmp_path / "last") == {"smith"}


def test_rows_say_how_a_name_is_used_and_whether_it_is_a_word(script: ModuleType) -> None:
    assert script.rows({"mark", "ada"}, {"mark", "lovelace", "x"}, {"mark"}) == ["ada\tg\t0", "lovelace\ts\t0", "mark\tgs\t1"]


def test_the_hand_kept_list_is_in_the_table(script: ModuleType) -> None:
    givens, families = script.international(ROOT / "update" / "international_names.txt")
    table = {line.split("\t")[0] for line in script.TABLE.read_text("utf-8").splitlines() if not line.startswith("#")}
    assert {name for name in givens | families if len(name) > 1} <= table
    assert len(table) > 20_000
