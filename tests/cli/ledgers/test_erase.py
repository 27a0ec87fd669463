from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from headcount.cli import main
from tests.cli.ledgers.conftest import said, viewers


def test_one_person_is_erased_and_nobody_else(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert viewers(capsys, ledger, "42") == ["192.0.2.0", "192.0.2.7", "192.0.2.14"]
    others = viewers(capsys, ledger, "43")
    receipt = tmp_path / "receipt.json"
    told = said(capsys, "erase", "42", "users/42", "--ledger", ledger, "--receipt", receipt, "--reference", "request 7")
    assert told[:2] == [
        "Erased: 3 disclosures to 3 clients, and 1 attempt.",
        'A search for them finds 0. From now on counts of that time say "at least".',
    ]
    assert (viewers(capsys, ledger, "42"), viewers(capsys, ledger, "43")) == ([], others)
    proof = json.loads(receipt.read_text())
    digest = proof.pop("sha256")
    assert hashlib.sha256(json.dumps(proof, sort_keys=True, separators=(",", ":")).encode()).hexdigest() == digest
    assert {key: proof[key] for key in ("act", "reference", "disclosures", "attempts", "clients", "found_afterwards")} == {
        "act": "erased",
        "reference": "request 7",
        "disclosures": 3,
        "attempts": 1,
        "clients": 3,
        "found_afterwards": 0,
    }
    assert "42" not in "".join(str(value) for key, value in proof.items() if key in ("act", "reference", "clients"))
    again = said(capsys, "erase", "42", "--ledger", ledger)
    assert again[0] == "The ledger has no row about this person: nobody was shown such a record, and nobody asked for one."
    assert main(["scan", str(tmp_path / "a.log"), "--ledger", str(ledger), "--quiet", "--fail-on", "never"]) == 0
    assert viewers(capsys, ledger, "42") == []
