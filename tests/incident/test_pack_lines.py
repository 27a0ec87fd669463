from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from headcount.incident import pack_lines
from headcount.incident.pack_lines import prove
from headcount.incident.scope import scope_of
from headcount.ledger.embedded import EmbeddedLedger
from headcount.model.incident import ClientName
from tests.incident.made_case import Logs, filled, incident
from tests.ledger.accesses import TOKENS


@pytest.fixture
def ledger() -> Iterator[EmbeddedLedger]:
    with EmbeddedLedger(None, TOKENS.key_id) as made:
        yield filled(made)


def _sha(number: int) -> str:
    return hashlib.sha256(f"line {number}".encode()).hexdigest()


def _rows(folder: Path) -> list[tuple[int, int, str | None]]:
    return [(row["file"], row["line"], row["sha256"]) for row in pq.read_table(folder / "lines.parquet").to_pylist()]


def test_each_line_has_its_digest(ledger: EmbeddedLedger, tmp_path: Path) -> None:
    found = scope_of(ledger, incident())
    proofs = prove(ledger, found, Logs(), tmp_path, with_text=False)
    assert _rows(tmp_path) == [(file, line, _sha(line)) for file in (0, 1) for line in range(1 + file, 13, 2)]
    assert [(proof.standing, proof.wanted, proof.found) for proof in proofs] == [("same", 6, 6), ("same", 6, 6)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lines.csv", "lines.parquet"]


def test_the_text_comes_along_where_it_is_asked_for(ledger: EmbeddedLedger, tmp_path: Path) -> None:
    prove(ledger, scope_of(ledger, incident()), Logs({1: "gone"}), tmp_path, with_text=True)
    assert (tmp_path / "0.log").read_text().splitlines() == [f"line {number}" for number in range(1, 13, 2)]
    assert not (tmp_path / "1.log").exists()


@pytest.mark.parametrize("standing", ["gone", "changed", "not by line"])
def test_a_log_that_is_not_the_same_proves_nothing(ledger: EmbeddedLedger, tmp_path: Path, standing: str) -> None:
    _, proof = prove(ledger, scope_of(ledger, incident()), Logs({1: standing}), tmp_path, with_text=False)
    assert (proof.standing, proof.wanted, proof.found) == (standing, 6, 0)
    assert [row for row in _rows(tmp_path) if row[0] == 1] == [(1, line, None) for line in range(2, 13, 2)]


def test_a_log_that_ends_early_has_no_digest_for_the_rest(
    ledger: EmbeddedLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack_lines, "_ROWS", 2)
    proof, _ = prove(ledger, scope_of(ledger, incident()), Logs(lines=5), tmp_path, with_text=False)
    assert (proof.wanted, proof.found) == (6, 3)
    assert [row for row in _rows(tmp_path) if row[0] == 0] == [
        *((0, line, _sha(line)) for line in (1, 3, 5)),
        *((0, line, None) for line in (7, 9, 11)),
    ]


def test_nothing_shown_needs_no_line(ledger: EmbeddedLedger, tmp_path: Path) -> None:
    from headcount.ledger.exposure import exposure  # noqa: PLC0415  # of nobody

    assert prove(ledger, exposure(ledger, [ClientName("account", "zoe")]), Logs(), tmp_path, with_text=False) == []
    assert _rows(tmp_path) == []
