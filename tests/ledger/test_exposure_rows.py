from __future__ import annotations

import datetime as dt

import pytest

from headcount.errors import LedgerError
from headcount.ledger import exposure_rows
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure import exposure
from tests.ledger.showings import START, Look, fill, named

LOOKS = [Look(60, "ann", 0, 2, 2, file=1, line=7), Look(0, "ann", 0, 255, 1, line=3), Look(90, "ann", 0, 2, 1, line=9)]
OTHERS = [Look(60, "bob", 0, 3, 1, line=4), Look(900, "ann", 0, 4, 1, line=11)]
END = START + dt.timedelta(seconds=90)


@pytest.fixture
def filled(ledger: EmbeddedLedger) -> EmbeddedLedger:
    fill(ledger, [*LOOKS, *OTHERS])
    return ledger


def test_showings_are_in_the_order_of_time_with_tokens_and_lines(filled: EmbeddedLedger) -> None:
    found = exposure(filled, named("ann"), ends=END)
    [batch] = exposure_rows.showings(filled, found)
    rows = batch.to_pylist()
    assert [row["shown_at"] for row in rows] == [START + dt.timedelta(seconds=second) for second in (0, 60, 90)]
    assert rows[0] | {"shown_at": None} == {
        "shown_at": None,
        "lens": "account",
        "client": "ann",
        "record": "00000000000000ff",
        "entity": "users",
        "route": "GET /users/{id}",
        "in_clear": "nickname phone",
        "only_masked": "",
        "presumed": False,
        "file": "0.log",
        "line": 3,
    }
    assert (rows[1]["in_clear"], rows[1]["only_masked"], rows[1]["file"]) == ("health", "phone", "1.log")


def test_records_tell_what_was_shown_of_each(filled: EmbeddedLedger) -> None:
    exposure(filled, named("ann"), ends=END)
    [batch] = exposure_rows.records(filled)
    told = [(row["record"], row["in_clear"], row["only_masked"], row["grade"], row["showings"]) for row in batch.to_pylist()]
    assert told == [("0000000000000002", "nickname phone health", "", 4, 2), ("00000000000000ff", "nickname phone", "", 3, 1)]


def test_files_and_lines_are_those_of_the_showings(filled: EmbeddedLedger) -> None:
    found = exposure(filled, named("ann"), ends=END)
    files = exposure_rows.files(filled, found)
    assert [(file.file, file.path, file.head_digest) for file in files] == [(0, "0.log", "head"), (1, "1.log", "head")]
    assert [exposure_rows.lines(filled, found, file.file).tolist() for file in files] == [[3, 9], [7]]


def test_steps_climb_to_the_exact_total(ledger: EmbeddedLedger) -> None:
    fill(ledger, [Look(number // 2, "ann", 0, number // 2, 1) for number in range(5_000)])
    found = exposure(ledger, named("ann"))
    steps = exposure_rows.steps(ledger, found)
    assert (steps[0], steps[-1]) == ((START, 1), (START + dt.timedelta(seconds=2_499), 2_500))
    assert 400 <= len(steps) <= 420
    assert exposure_rows.steps(ledger, exposure(ledger, named("bob"))) == []


def test_many_rows_come_in_batches_of_one_size(ledger: EmbeddedLedger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exposure_rows, "_ROWS", 100)
    fill(ledger, [Look(number, "ann", 0, number, 1) for number in range(250)])
    found = exposure(ledger, named("ann"))
    assert [len(batch) for batch in exposure_rows.showings(ledger, found)] == [100, 100, 50]
    assert [len(batch) for batch in exposure_rows.records(ledger)] == [100, 100, 50]


def test_nothing_shown_is_one_empty_batch(filled: EmbeddedLedger) -> None:
    found = exposure(filled, named("zoe"))
    assert [len(batch) for batch in exposure_rows.showings(filled, found)] == [0]


def test_a_findings_query_is_answered(filled: EmbeddedLedger) -> None:
    table = exposure_rows.answer(filled, "SELECT count(DISTINCT record) AS n FROM client_disclosure WHERE client = 0")
    assert table.to_pylist() == [{"n": 3}]


@pytest.mark.parametrize(
    "query",
    [
        "SELECT 1; SELECT 2",
        "CREATE TABLE more (n INTEGER)",
        "COPY (SELECT 1) TO 'out.csv'",
        "SELECT * FROM read_csv('/dev/null')",
        "SELECT * FROM '/dev/null'",
        "SELECT nothing FROM client",
        "no SQL",
    ],
)
def test_a_query_that_is_no_question_to_the_ledger_is_refused(filled: EmbeddedLedger, query: str) -> None:
    with pytest.raises(LedgerError, match="a finding's query"):
        exposure_rows.answer(filled, query)
