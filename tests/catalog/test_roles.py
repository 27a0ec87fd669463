from pathlib import Path

import pyarrow as pa
import pytest

from headcount.catalog.roles import Role, accounts_in, role_of
from headcount.errors import ConfigError

ROLES = (Role("clerk", prefix="e"), Role("auditor", ("e7", "x1"), prefix="ea"), Role("porter", ("e7",)))


def _roles(lenses: list[str], names: list[str]) -> list[str]:
    told: list[str] = role_of(ROLES, pa.array(lenses, pa.string()), pa.array(names, pa.string())).to_pylist()
    return told


def test_a_listed_account_goes_before_a_prefix_and_a_long_prefix_before_a_short_one() -> None:
    names = ["e1", "ea1", "e7", "x1", "u1", ""]
    assert _roles(["account"] * 6, names) == ["clerk", "auditor", "auditor", "auditor", "", ""]


def test_only_accounts_have_roles() -> None:
    assert _roles(["account", "address", "credential", "visitor"], ["e1"] * 4) == ["clerk", "", "", ""]
    assert _roles([], []) == []


def test_accounts_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "clerks.csv"
    path.write_text("name,client\nErin,007\nSam,e8\n")
    assert accounts_in(path) == ("007", "e8")


@pytest.mark.parametrize(
    ("text", "message"), [("name\nErin\n", "column `client`"), ("", "column `client`"), (None, "cannot be read")]
)
def test_a_file_that_is_none_says_so(tmp_path: Path, text: str | None, message: str) -> None:
    path = tmp_path / "clerks.csv"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ConfigError, match=message):
        accounts_in(path)
