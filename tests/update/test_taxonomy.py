from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from headcount.model.kind import Kind

ROOT = Path(__file__).resolve().parents[2]
DRAFT = ROOT / ".." / "shared" / "data" / "tables" / "taxonomy.yaml"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("update_taxonomy", ROOT / "update" / "taxonomy.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_kind_has_an_english_name(script: ModuleType) -> None:
    assert list(script.ENGLISH) == [kind.value for kind in Kind]


def test_a_draft_becomes_toml(script: ModuleType) -> None:
    draft = {
        "version": 1,
        "as_of": "2026-01-02",
        "mask_ops": {"none": "leave"},
        "raise_rules": [{"when": "so", "to": 4}],
        "types": [{"id": "phone", "zh": "电话号码", "mask": {"op": "none", "left": 1}, "eg": ["1", "2"], "vendors": {}}],
    }
    assert script.table(draft).partition("\n\n")[2] == (
        'version = 1\nas_of = "2026-01-02"\n\n[mask_ops]\nnone = "leave"\n\n[[raise_rules]]\nwhen = "so"\nto = 4\n\n'
        '[[kinds]]\nid = "phone"\nen = "phone number"\nzh = "电话号码"\nmask = { op = "none", left = 1 }\n'
        'eg = ["1", "2"]\nvendors = {}\n'
    )


def test_the_table_is_what_the_script_makes_of_the_draft(script: ModuleType) -> None:
    if not DRAFT.is_file():
        pytest.skip("../shared/data is not here: the draft cannot be compared")
    assert script.TABLE.read_text("utf-8") == script.table(yaml.safe_load(DRAFT.read_text("utf-8")))
