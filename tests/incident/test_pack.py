from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from headcount.errors import UsageError
from headcount.incident.pack import Packed, make_pack
from headcount.incident.seal import fingerprint
from headcount.incident.verify import verify
from headcount.ledger.embedded import EmbeddedLedger
from tests.incident.made_case import KEY, Logs, case, filled, incident
from tests.ledger.accesses import TOKENS


@pytest.fixture
def ledger() -> Iterator[EmbeddedLedger]:
    with EmbeddedLedger(None, TOKENS.key_id) as made:
        yield filled(made)


def _make(ledger: EmbeddedLedger, to: Path, *more: str, packed: bytes = b"{}", with_lines: bool = False) -> Packed:
    return make_pack(case(ledger, None, *more), ledger, Logs(), KEY, to, packed, with_lines=with_lines)


def test_a_pack_holds_what_proves_the_numbers(ledger: EmbeddedLedger, tmp_path: Path) -> None:
    made = _make(ledger, tmp_path / "pack")
    files = {path.relative_to(tmp_path / "pack").as_posix() for path in (tmp_path / "pack").rglob("*") if path.is_file()}
    tables = {
        f"{name}.{ending}"
        for name in ("exposure", "showings", "records", "lines/lines", "results/001-slow_crawl")
        for ending in ("csv", "parquet")
    }
    assert files == tables | {
        "README.txt",
        "charts/staircase.svg",
        "configuration.json",
        "exposure.json",
        "findings.json",
        "incident.json",
        "lines/files.json",
        "log.json",
        "manifest.json",
        "manifest.sig",
        "packed.json",
        "queries/001-slow_crawl.sql",
        "timeline.json",
        "versions.json",
    }
    assert (made.files, made.differing, made.fingerprint) == (len(files) - 3, (), fingerprint(KEY.public_key()))
    assert verify(tmp_path / "pack", made.fingerprint).whole


def test_its_tables_say_what_the_exposure_says(ledger: EmbeddedLedger, tmp_path: Path) -> None:
    _make(ledger, tmp_path / "pack")
    found = json.loads((tmp_path / "pack" / "exposure.json").read_text())
    assert (found["total"]["records"], found["total"]["showings"]) == (5, 12)
    rows = pq.read_table(tmp_path / "pack" / "exposure.parquet").to_pylist()
    assert [(row["table"], row["key"], row["records"]) for row in rows[:2]] == [("total", "all", 5), ("by_kind", "health", 5)]
    assert pq.read_table(tmp_path / "pack" / "records.parquet").num_rows == 5
    assert pq.read_table(tmp_path / "pack" / "showings.parquet").num_rows == 12
    [finding] = json.loads((tmp_path / "pack" / "findings.json").read_text())
    assert (finding["records"], finding["counted_now"], finding["query_file"]) == (5, 5, "queries/001-slow_crawl.sql")


def test_it_is_the_same_each_time_but_for_who_packed_it(ledger: EmbeddedLedger, tmp_path: Path) -> None:
    one = _make(ledger, tmp_path / "one", packed=b'{"by": "ann"}')
    two = _make(ledger, tmp_path / "two.zip", "pack", "export", packed=b'{"by": "bob"}')
    assert one.digest == two.digest
    with zipfile.ZipFile(tmp_path / "two.zip") as archive:
        names = archive.namelist()
        assert names == sorted(names)
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {name for name in names if archive.read(name) != (tmp_path / "one" / name).read_bytes()} == {"packed.json"}
    assert verify(tmp_path / "two.zip", one.fingerprint).whole
    assert _make(ledger, tmp_path / "three", "note").digest != one.digest


def test_the_text_of_lines_is_in_it_only_where_it_is_asked_for(ledger: EmbeddedLedger, tmp_path: Path) -> None:
    _make(ledger, tmp_path / "with", with_lines=True)
    assert (tmp_path / "with" / "lines" / "1.log").read_text().startswith("line 2\nline 4\n")
    assert "PERSONAL DATA" in (tmp_path / "with" / "README.txt").read_text()
    assert verify(tmp_path / "with").whole


def test_a_query_that_counts_otherwise_is_told(ledger: EmbeddedLedger, tmp_path: Path) -> None:
    told = case(ledger, incident(records=7))
    made = make_pack(told, ledger, Logs(), KEY, tmp_path / "pack", b"", with_lines=False)
    assert made.differing == ("001-slow_crawl: the finding says 7 records, its query gives 5 now",)


def test_a_query_that_is_none_is_told_and_not_run(ledger: EmbeddedLedger, tmp_path: Path) -> None:
    told = case(ledger, incident(query=f"COPY (SELECT 1) TO '{tmp_path}/out.csv'"))
    made = make_pack(told, ledger, Logs(), KEY, tmp_path / "pack", b"", with_lines=False)
    assert made.differing[0].startswith("001-slow_crawl: a finding's query is no single SELECT")
    assert not (tmp_path / "out.csv").exists()
    assert json.loads((tmp_path / "pack" / "findings.json").read_text())[0]["counted_now"] is None


def test_what_is_there_is_not_written_over(ledger: EmbeddedLedger, tmp_path: Path) -> None:
    (tmp_path / "pack").mkdir()
    with pytest.raises(UsageError, match="is there already"):
        _make(ledger, tmp_path / "pack")
    with pytest.raises(UsageError, match="there is no directory"):
        _make(ledger, tmp_path / "nowhere" / "pack")
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_a_failure_leaves_nothing_behind(ledger: EmbeddedLedger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("headcount.incident.pack.manifest_of", full)
    with pytest.raises(UsageError, match="No space left on device"):
        _make(ledger, tmp_path / "pack")
    assert list(tmp_path.iterdir()) == []
