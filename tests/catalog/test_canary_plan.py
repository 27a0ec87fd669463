from __future__ import annotations

import stat
from pathlib import Path

import pytest

from headcount.catalog.canary_plan import Canaries, Plan, columns_of, key_id, key_of, load_plan, plan_bytes, save_private
from headcount.errors import ConfigError


def _plan(folder: Path) -> Path:
    path = folder / "canaries.json"
    key = key_of(path, None)
    save_private(path, plan_bytes(Plan(("a", "b"), 2, key_id(key), ids="900000-999999")))
    return path


def test_a_plan_makes_its_people_again(tmp_path: Path) -> None:
    path = _plan(tmp_path)
    canaries = load_plan(path)
    assert [(person.variant, person.number) for person in canaries.people] == [("a", 1), ("a", 2), ("b", 1), ("b", 2)]
    assert [person.number for person in canaries.of(("b",))] == [1, 2]
    assert canaries.people == Canaries(canaries.plan, key_of(path, None)).people


def test_a_plan_holds_no_value(tmp_path: Path) -> None:
    path = _plan(tmp_path)
    text = path.read_text()
    assert all(value not in text for person in load_plan(path).people for value in person.fields.values())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "canaries.json.key").stat().st_mode) == 0o600


def test_a_missing_or_other_key_is_said(tmp_path: Path) -> None:
    path = _plan(tmp_path)
    (tmp_path / "canaries.json.key").rename(tmp_path / "kept")
    with pytest.raises(ConfigError, match="is not there; restore it"):
        load_plan(path)
    (tmp_path / "other").write_text("00" * 16 + "\n")
    (tmp_path / "other").chmod(0o600)
    with pytest.raises(ConfigError, match="was made under another key"):
        load_plan(path, tmp_path / "other")
    assert len(load_plan(path, tmp_path / "kept").people) == 4


@pytest.mark.parametrize("text", ["", "{}", '{"variants": 1}', "[]", '{"variants": [], "people": 1, "key_id": "", "more": 1}'])
def test_what_is_no_plan_is_said(tmp_path: Path, text: str) -> None:
    path = tmp_path / "canaries.json"
    path.write_text(text)
    with pytest.raises(ConfigError, match="is no plan of canaries"):
        load_plan(path)


def test_another_version_is_said(tmp_path: Path) -> None:
    path = _plan(tmp_path)
    path.write_text(path.read_text().replace("canaries/1", "canaries/9"))
    with pytest.raises(ConfigError, match="another version"):
        load_plan(path)


def test_a_plan_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_plan(tmp_path / "none.json")


def test_an_unknown_variant_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="has no variant 'c'; it has: 'a', 'b'"):
        load_plan(_plan(tmp_path)).of(("c",))


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be written"):
        save_private(tmp_path / "none" / "x", b"")


def test_fields_go_into_columns() -> None:
    assert columns_of(["phone=mobile", "id"]) == {"phone": "mobile", "id": "id"}
    assert list(columns_of([])) == ["id", "name", "phone", "email", "birth_date", "national_id"]
    with pytest.raises(ConfigError, match="have no 'fax'"):
        columns_of(["fax=x"])
    with pytest.raises(ConfigError, match="named once"):
        columns_of(["phone=x", "id=x"])
