from __future__ import annotations

import gzip
import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ROOT.parent / "shared/data/openapi"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("update_key_words", ROOT / "update" / "key_words.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_words_of_properties_and_parameters(script: ModuleType) -> None:
    schema: object = {"properties": {"buyerPhone": {}, "anna_id": {"properties": {"line1": {}}}}}
    document = {"paths": {"/shops/{id}": {"get": {"parameters": [{"name": "page_size"}, {"$ref": "#/x"}]}}}, "x": [schema]}
    assert script.words([document]) == ["buyer", "id", "line", "page", "phone", "shops", "size"]


def test_a_given_name_that_several_use_is_a_word(script: ModuleType) -> None:
    assert script.words([{"properties": {"anna": {}}}]) == []
    assert script.words([{"properties": {"anna": {}}}] * 2) == ["anna"]


@pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="shared/data/openapi is not here")
def test_the_table_is_up_to_date(script: ModuleType) -> None:
    found = [json.loads(gzip.decompress(path.read_bytes())) for path in sorted(DOCUMENTS.glob("*.json.gz"))]
    table = (ROOT / "src/headcount/recognizers/tables/key_words.txt").read_text("utf-8").splitlines()
    assert [line for line in table if not line.startswith("#")] == script.words(found)
