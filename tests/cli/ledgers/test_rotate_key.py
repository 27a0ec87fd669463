from __future__ import annotations

from pathlib import Path

import pytest

from headcount.catalog.tokens import Tokenizer, load_key
from headcount.cli import main
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.removal import Why, removals
from tests.cli.ledgers.conftest import said, viewers


def test_another_key_finds_the_same_viewers(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "users.csv").write_text("record,since\n" + "".join(f"{number},x\n" for number in range(250)) + ",\n")
    before, late = viewers(capsys, ledger, "44"), viewers(capsys, ledger, "260")
    fresh = tmp_path / "fresh.key"
    told = said(capsys, "rotate-key", "--ledger", ledger, "--new-key", fresh, "--records", f"users={tmp_path / 'users.csv'}")
    assert told[0].endswith("users.csv: 250 identifiers, 1 row left out (line 252: it names no record)")
    assert told[1] == f"250 different records have tokens under {fresh}, and can be looked up with it."
    assert told[2] == "51 records were in no table: they still count, and nobody can look them up any more."
    assert viewers(capsys, ledger, "44", "--key", fresh) == before
    assert (len(late), viewers(capsys, ledger, "260", "--key", fresh)) == (2, [])
    assert main(["who-saw", "44", "--ledger", str(ledger)]) == 1
    assert "another key" in capsys.readouterr().err
    with EmbeddedLedger(ledger, Tokenizer(load_key(fresh)).key_id, read_only=True) as kept:
        assert [one.what for one in removals(kept)] == [Why.ROTATED]
    assert main(["ledger", "rotate-key", "--ledger", str(ledger), "--key", str(fresh), "--new-key", str(fresh)]) == 2
    assert "is the ledger's present key" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("records", "why"),
    [("users.csv", "write the entity and the file"), ("u=users.csv", "no route shows 'u'; this ledger has users")],
)
def test_tables_of_identifiers_are_named_with_their_entity(
    ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], records: str, why: str
) -> None:
    command = ["ledger", "rotate-key", "--ledger", str(ledger), "--new-key", str(tmp_path / "k"), "--records", records]
    assert main(command) == 2
    assert why in capsys.readouterr().err
    assert not (tmp_path / "k").exists()
