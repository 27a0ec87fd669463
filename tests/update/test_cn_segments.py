from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("update_cn_segments", ROOT / "update" / "cn_segments.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CARRIERS = {"86138": {"en": "One"}, "861340": {"en": "One"}, "86134": {"en": "Two"}, "8615": {"en": "Three"}}


def test_ten_that_agree_are_one_row(script: ModuleType) -> None:
    assert script.rows(CARRIERS, r"138\d{8}") == ["138\tOne"]


def test_four_digits_where_carriers_or_plan_differ(script: ModuleType) -> None:
    assert script.rows(CARRIERS, r"134[0-2]\d{7}") == ["1340\tOne", "1341\tTwo", "1342\tTwo"]


def test_the_longest_known_prefix_names_the_carrier(script: ModuleType) -> None:
    assert [script.owner(segment, CARRIERS) for segment in ("1340", "1349", "1571", "1999")] == ["One", "Two", "Three", "-"]


def test_the_table_is_up_to_date(script: ModuleType) -> None:
    metadata = script.phonenumbers.PhoneMetadata.metadata_for_region("CN")
    rows = script.rows(script.CARRIER_DATA, metadata.mobile.national_number_pattern)
    table = (ROOT / "src/headcount/recognizers/tables/cn_segments.tsv").read_text("utf-8").splitlines()
    assert [line for line in table if not line.startswith("#")] == ["segment\tcarrier", *rows]
