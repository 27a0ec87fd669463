"""The whole way, from files to findings, and over every real log that lies beside the project."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from headcount.catalog.agreements import Standing
from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import Callers
from headcount.catalog.mentions import Mention
from headcount.catalog.places import Homes, Places, clients_in, people_in
from headcount.catalog.relations import direct, through_units
from headcount.catalog.roles import Role
from headcount.catalog.routes import Declaration
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.detectors import DETECTORS
from headcount.detectors.interface import Detector
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.rollup import roll_up
from headcount.ledger.window import Window
from headcount.model.finding import Finding
from headcount.model.summary import ScanSummary
from headcount.pipeline import Scan
from headcount.reports.html import to_html
from headcount.reports.json import to_json
from headcount.reports.ocsf import to_ocsf
from tests.made import HARVESTER, harvested_shop, line, shop

TOKENS = Tokenizer(key_of_passphrase("a test scan"))
DATA = Path(__file__).resolve().parents[1] / ".." / "shared" / "data"
NO_DATA = "shared/data is not there"
SMALL = 8_000
"""Bytes of a small log."""
WEB_LOGS = ("apache-elastic", "joomla-raith", "vulnscan-catak", "webbots-d1-train", "logformats-matomo", "logs-crowdsec")


def _real_logs() -> list[Path]:
    found = [path for folder in WEB_LOGS for path in (DATA / folder).rglob("*") if path.is_file()]
    return sorted(path for path in found if path.name != "SOURCE.txt" and path.suffix not in {".assert", ".md", ".yaml"})


def _together() -> list[tuple[Path, ...]]:
    """The real logs: each larger one by itself, small ones in tens."""
    found = _real_logs()
    large = [(path,) for path in found if path.stat().st_size > SMALL]
    small = [path for path in found if path.stat().st_size <= SMALL]
    return large + [tuple(small[first : first + 10]) for first in range(0, len(small), 10)]


@pytest.fixture
def scan() -> Iterator[Scan]:
    with EmbeddedLedger(None, TOKENS.key_id) as ledger:
        yield Scan(ledger, Catalogue(TOKENS, Callers(TOKENS)), Standing(), DETECTORS)


def _written(folder: Path, name: str, rows: list[str]) -> str:
    path = folder / name
    path.write_text("".join(rows))
    return str(path)


def test_a_findings_query_runs_again_and_gives_its_records(scan: Scan, tmp_path: Path) -> None:
    summary = scan.run([_written(tmp_path, "access.log", harvested_shop())])
    assert {view.finding.detector for view in summary.findings} == {"fast_crawl", "slow_crawl", "id_enumeration"}
    for view in summary.findings:
        finding = view.finding
        assert (finding.client, finding.records, finding.routes) == (HARVESTER, 1200, ("/orders/{id}",))
        assert scan.ledger.connection.execute(finding.query).fetchall() == [(1200,)]
        assert view.pictures.staircase[-1] == (finding.last, 1200)
        assert view.pictures.routes == (("/orders/{id}", 1200),)
    assert [view.finding.strength / view.finding.threshold for view in summary.findings] == sorted(
        (view.finding.strength / view.finding.threshold for view in summary.findings), reverse=True
    )


def test_looks_without_a_reason_in_the_tables_are_found_and_counted(scan: Scan, tmp_path: Path) -> None:
    """Thirty clerks with twelve customers a day; from the 13th day on one looks at eight more, and one comes back to three."""
    looks, known = [], ["client,record", "e1,7", ",7"]
    for day in range(28):
        for clerk in range(30):
            own = [day * 1000 + clerk * 12 + n for n in range(12)]
            known += [f"e{clerk},{customer}" for customer in own[(clerk + day) % 3 // 2 :]]
            extra = [50_000 + day * 10 + n for n in range(8)] if clerk == 4 and day >= 12 else []
            extra += [90_001, 90_002, 90_003] if clerk == 9 and day % 4 == 0 else []
            looks += [(day, 8 * 3600 + clerk + 60 * n, clerk, customer) for n, customer in enumerate(own + extra)]
    start = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    rows = [
        f"192.0.2.1 - e{clerk} [{start + dt.timedelta(days=day, seconds=second):%d/%b/%Y:%H:%M:%S %z}] "
        f'"GET /customers/{customer} HTTP/1.1" 200 512 "-" "Firefox"\n'
        for day, second, clerk, customer in sorted(looks)
    ]
    tables = direct(Path(_written(tmp_path, "cases.csv", ["\n".join(known)])), "customers", TOKENS)
    staff = Standing(roles=(Role("clerk", prefix="e"),))
    insiders = [detector for detector in DETECTORS if detector.name in {"insider_sweep", "named_snooping"}]
    summary = dataclasses.replace(scan, who=staff, detectors=insiders, relations=[tables]).run(
        [_written(tmp_path, "access.log", rows)]
    )
    found = {view.finding.detector: view.finding for view in summary.findings}
    assert {name: (finding.client, finding.records) for name, finding in found.items()} == {
        "insider_sweep": ("e4", 28 * 12 + 16 * 8),
        "named_snooping": ("e9", 3),
    }
    for finding in found.values():
        assert scan.ledger.connection.execute(finding.query).fetchall() == [(finding.records,)]
    assert summary.coverage.files[-1].note.endswith("relations, 1 row left out (line 3: it names no client)")
    assert summary.coverage.lines == sum(file.lines for file in summary.coverage.files) == len(rows)


def test_scanners_of_stations_and_readers_of_other_regions_are_found(scan: Scan, tmp_path: Path) -> None:
    rows, parcels, lives = [], ["record,unit"], ["record,place"]
    start = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    for day in range(20):
        for scanner in range(16):
            own = [day * 1000 + scanner * 10 + n for n in range(10)]
            parcels += [f"{parcel},station {scanner // 4}" for parcel in own]
            lives += [f"{parcel},{'north' if parcel % 2 else 'south'}" for parcel in own]
            others = [(day * 1000 + n * 10 + 1, 9 * 3600 + 300) for n in range(8, 16)] if scanner == 3 and day > 14 else []
            rows += [(day, 8 * 3600 + scanner + 120 * n, scanner, parcel) for n, parcel in enumerate(own)]
            rows += [(day, second + 90 * n, scanner, parcel) for n, (parcel, second) in enumerate(others)]
    lines = [
        f"192.0.2.{scanner} - d{scanner} [{start + dt.timedelta(days=day, seconds=second):%d/%b/%Y:%H:%M:%S %z}] "
        f'"GET /parcels/{parcel} HTTP/1.1" 200 512 "-" "Scanner"\n'
        for day, second, scanner, parcel in sorted(rows)
    ]
    members = [f"d{scanner},station {scanner // 4}" for scanner in range(16)]
    tables = {
        name: Path(_written(tmp_path, name, ["\n".join(text)]))
        for name, text in (("d.csv", ["client,unit", *members]), ("p.csv", parcels), ("l.csv", lives))
    }
    homes = Homes((clients_in(Path(_written(tmp_path, "h.csv", ["client,place\nd3,south\n"]))),))
    devices = [detector for detector in DETECTORS if detector.name in {"device_takeover", "cross_region", "insider_sweep"}]
    summary = dataclasses.replace(
        scan,
        who=Standing(roles=(Role("scanner", prefix="d", devices=True),)),
        detectors=devices,
        relations=[through_units(tables["d.csv"], tables["p.csv"], "parcels", TOKENS)],
        places=Places((people_in(tables["l.csv"], "parcels", TOKENS),), homes),
    ).run([_written(tmp_path, "access.log", lines)])
    [found] = [view.finding for view in summary.findings]
    assert (found.detector, found.client, found.records) == ("device_takeover", "d3", 20 * 10 + 5 * 8)
    assert "for 40 of them (16 %) no table of the site gives it a reason" in found.sentence
    assert scan.ledger.connection.execute(found.query).fetchall() == [(found.records,)]
    notes = {Path(file.path).name: (file.format, file.note) for file in summary.coverage.files[1:]}
    assert notes == {
        "d.csv": ("relations", "16 memberships"),
        "p.csv": ("relations", "3,200 memberships"),
        "l.csv": ("places", "3,200 placed records"),
        "h.csv": ("places", "1 placed client"),
    }
    assert not {"device_takeover", "cross_region"} & {name for name, _ in summary.idle_detectors}


def test_a_query_of_an_earlier_scan_still_runs_when_the_ledger_has_grown(scan: Scan, tmp_path: Path) -> None:
    rows = harvested_shop()
    first = scan.run([_written(tmp_path, "access.log", rows)])
    honest = scan.run([_written(tmp_path, "later.log", shop(500, 1, begin=400_000))])
    assert [view.finding.client for view in honest.findings] == [view.finding.client for view in first.findings]
    for view in first.findings:
        assert scan.ledger.connection.execute(view.finding.query).fetchall() == [(1200,)]


def test_findings_are_the_same_however_the_lines_are_cut_into_files(scan: Scan, tmp_path: Path) -> None:
    rows = harvested_shop()
    whole = scan.run([_written(tmp_path, "whole.log", rows)])
    parts = [_written(tmp_path, f"{part}.log", rows[part * 500 : part * 500 + 500]) for part in range(5)]
    with EmbeddedLedger(None, TOKENS.key_id) as ledger:
        cut = dataclasses.replace(scan, ledger=ledger, catalogue=Catalogue(TOKENS, Callers(TOKENS))).run(parts[::-1])
    assert [dataclasses.replace(view.finding, client_id=0, query="-") for view in cut.findings] == [
        dataclasses.replace(view.finding, client_id=0, query="-") for view in whole.findings
    ]
    assert (cut.clients, cut.routes, cut.crowd, cut.records_total) == (
        whole.clients,
        whole.routes,
        whole.crowd,
        whole.records_total,
    )


def test_the_stages_are_told_in_order(scan: Scan, tmp_path: Path) -> None:
    told: list[str] = []
    scan.run([_written(tmp_path, "access.log", shop(50, 1))], stage=told.append)
    assert told == ["reading", "counting", "detecting", "summing up"]


class _Says:
    """A detector that finds client 0, so strongly."""

    false_per_10k = 1.0

    def __init__(self, name: str, strength: float) -> None:
        self.name, self._strength = name, strength

    def find(self, window: Window) -> list[Finding]:
        moment = window.first
        return [
            Finding(
                self.name, "address", "192.0.2.1", 0, 5, None, moment, moment, self._strength, 10.0, "So.", ("/",), "SELECT 5"
            )
        ]


def test_the_strongest_finding_comes_first_and_ties_are_settled(scan: Scan) -> None:
    detectors: list[Detector] = [_Says("weak", 20), _Says("strong", float("inf")), _Says("also_weak", 20)]
    found = dataclasses.replace(scan, detectors=detectors).detect(roll_up(scan.ledger, Standing()))
    assert [finding.detector for finding in found] == ["strong", "also_weak", "weak"]


def test_entities_that_no_route_has_are_said_with_those_that_there_are(scan: Scan, tmp_path: Path) -> None:
    mentions = [
        Mention("[[canaries]] 1", "order"),
        Mention("[[places]] 1 (lives.csv)", "orders"),
        Mention("[[canaries]] 2", "clubs"),
    ]
    declared = Catalogue(TOKENS, Callers(TOKENS), [Declaration("/clubs/{id}", "id"), Declaration("/halls/{id}", None)])
    named = dataclasses.replace(scan, mentions=mentions, catalogue=declared)
    rows = [line("192.0.2.1", n, f"/{kind}/{n + 1000}") for n in range(30) for kind in ("orders", "users")]
    log = _written(tmp_path, "access.log", rows)
    told = (("[[canaries]] 1", 'entity = "order" is of no route, so the table does nothing; write one of: clubs, orders, users'),)
    assert named.run([log]).notices == told
    again = dataclasses.replace(named, catalogue=Catalogue(TOKENS, Callers(TOKENS)))
    known_before = [where for where, _ in again.run([log]).notices]
    assert known_before == ["[[canaries]] 1", "[[canaries]] 2"]


def test_coverage_sums_up_the_files(scan: Scan, tmp_path: Path) -> None:
    paths = [
        _written(tmp_path, "a.log", shop(100, 1, begin=1000)),
        _written(tmp_path, "b.log", shop(50, 2)),
        str(tmp_path / "missing.log"),
    ]
    coverage = scan.run(paths).coverage
    assert (coverage.lines, coverage.accesses, coverage.skipped, coverage.readable) == (152, 150, 2, 2)
    assert coverage.reasons == {"not in the format of this file": 2}
    assert coverage.first == dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
    assert coverage.last == dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC) + dt.timedelta(seconds=1000 + 7 * 99)
    assert [Path(file.path).name for file in coverage.files] == ["missing.log", "b.log", "a.log"]
    assert coverage.seconds > 0


def _checked(summary: ScanSummary) -> ScanSummary:
    coverage = summary.coverage
    assert coverage.lines == coverage.accesses + coverage.skipped
    assert coverage.skipped == sum(coverage.reasons.values())
    assert all(file.lines == file.accesses + file.skipped for file in coverage.files)
    assert to_json(summary)
    to_ocsf(summary, "0")
    assert to_html(summary)
    return summary


@pytest.mark.parametrize("paths", _together() or [()], ids=lambda paths: str(paths[0].relative_to(DATA)) if paths else NO_DATA)
def test_every_real_log_is_scanned(scan: Scan, paths: tuple[Path, ...]) -> None:
    if not paths:
        pytest.skip(NO_DATA)
    summary = _checked(scan.run(list(map(str, paths))))
    assert len(summary.coverage.files) == len(paths)
    for view in summary.findings:
        assert scan.ledger.connection.execute(view.finding.query).fetchall() == [(view.finding.records,)]


def test_all_real_logs_at_once(scan: Scan) -> None:
    if not _real_logs():
        pytest.skip(NO_DATA)
    summary = _checked(scan.run([str(DATA / folder) for folder in WEB_LOGS]))
    assert summary.coverage.accesses > 20_000
