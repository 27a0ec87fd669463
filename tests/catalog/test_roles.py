from pathlib import Path

import pyarrow as pa
import pytest

from headcount.catalog.roles import Role, accounts_in, accounts_of, role_of
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


def test_accounts_from_a_table(tmp_path: Path) -> None:
    path = tmp_path / "clerks.csv"
    path.write_text("name,client\nErin,007\n,\nSam,e8\nKim\n")
    table = accounts_of(path)
    assert accounts_in(table) == ("007", "e8")
    left_out = "line 3: it names no client; line 5: it has more or fewer columns than the first line"
    assert table.note() == f"2 accounts, 2 rows left out ({left_out})"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name\nErin\n", "needs the column client; its first line names none of them, in 1 column"),
        ("", "is no CSV file"),
        ("client\n\xff\n", "is not UTF-8 text at line 2"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_is_none_says_so(tmp_path: Path, text: str | None, message: str) -> None:
    path = tmp_path / "clerks.csv"
    if text is not None:
        path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigError, match=message):
        accounts_in(accounts_of(path))
