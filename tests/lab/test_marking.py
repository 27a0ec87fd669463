from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path

import msgspec
import pytest

from headcount.errors import UsageError
from headcount.lab import marking
from headcount.lab.marking import Marks, Said, lines, mark, mark_folder, summary
from headcount.lab.truth import Harvest, Truth
from tests.lab import in_process

FIRST = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


def _harvest(pattern: str, *clients: str, agents: tuple[str, ...] = ()) -> Harvest:
    return Harvest(pattern, {"people_a_day": 25.0}, list(clients), list(agents), 40, 40, 41, FIRST, FIRST + dt.timedelta(days=3))


def _truth(*harvests: Harvest) -> Truth:
    return Truth(1, "made", 500, 100, 15, 1, FIRST, 5, 9_000, 2_000, list(harvests))


def _said(client: str, *members: str, detector: str = "slow_crawl", lens: str = "account") -> Said:
    return Said(detector, lens, client, 30, FIRST, FIRST + dt.timedelta(days=1), f"{lens} {client} was shown much.", members)


def test_a_harvest_is_found_by_whoever_names_one_of_its_clients() -> None:
    truth = _truth(_harvest("single_account", "u1"), _harvest("many_accounts", "u2", "u3", "u4"), _harvest("snooper", "u5"))
    marks = mark(truth, [_said("u1"), _said("u1", detector="fast_crawl"), _said("u2"), _said("u4"), _said("u9")])
    alone, many, missed = marks.harvests
    assert (alone.found, alone.detectors, alone.named, alone.clients, alone.records) == (
        True,
        ("fast_crawl", "slow_crawl"),
        1,
        1,
        30,
    )
    assert (alone.first, alone.last) == (FIRST, FIRST + dt.timedelta(days=1))
    assert (many.found, many.named, many.clients, many.bystanders) == (True, 2, 3, 0)
    assert (missed.found, missed.detectors, missed.records, missed.first) == (False, (), 0, None)
    assert marks.found == 2
    assert (marks.found_low, marks.found_high) == pytest.approx((0.0943, 0.9916), abs=1e-4)
    assert [finding.client for finding in marks.honest] == ["u9"]


def test_a_joined_finding_is_right_when_one_member_harvests_and_the_others_are_counted() -> None:
    marks = mark(
        _truth(_harvest("many_accounts", "u2", "u3")), [_said("cohort", "u2", "u3", "u8", "u9"), _said("other", "u6", "u7")]
    )
    assert (marks.harvests[0].named, marks.harvests[0].bystanders) == (2, 2)
    assert [finding.client for finding in marks.honest] == ["other"]
    assert marks.false.incidents == 1


def test_visitors_are_known_by_address_and_user_agent() -> None:
    truth = _truth(_harvest("many_addresses", "192.0.2.1", "192.0.2.2", agents=("Firefox",)))
    marks = mark(truth, [_said("192.0.2.1 Firefox", lens="visitor"), _said("192.0.2.1 Chrome", lens="visitor")])
    assert (marks.harvests[0].found, marks.harvests[0].named) == (True, 1)
    assert [finding.client for finding in marks.honest] == ["192.0.2.1 Chrome"]


def test_an_honest_client_counts_once_and_the_rate_is_for_client_months() -> None:
    marks = mark(_truth(), [_said("u9"), _said("u9", detector="fast_crawl"), _said("u8")])
    assert (marks.found, marks.found_low, marks.found_high) == (0, 0.0, 1.0)
    assert (marks.false.incidents, marks.false.months) == (2, 2_000 * 15 / 30)
    assert marks.false.value == pytest.approx(20)
    assert marks.false.low < 20 < marks.false.high


def test_what_is_told() -> None:
    marks = mark(_truth(_harvest("single_account", "u1"), _harvest("snooper", "u5")), [_said("u1"), _said("u9")])
    assert lines(marks)[1:] == [
        ["single_account", "1", "40", "slow_crawl", "30", "1 of 1", "0"],
        ["snooper", "1", "40", "missed", "-", "0 of 1", "0"],
    ]
    told = summary(marks)
    assert told.startswith("found 1 of 2 harvests (1 to 99 % in the long run, 95 %)\n")
    assert told.endswith("  slow_crawl: account u9 was shown much.\n")
    assert summary(mark(_truth(), [])).startswith("honest clients named: 0, which is 0.00 (0.00 to ")
    facts = json.loads(json.dumps(marks.facts()))
    assert facts["harvests"][0]["first"] == "2026-03-02T00:00:00Z"
    assert facts["false"]["incidents"] == 1


def _folder(folder: Path, findings: list[dict[str, object]]) -> Path:
    (folder / "truth.json").write_bytes(msgspec.json.encode(_truth(_harvest("single_account", "u1"))))
    (folder / "access.log").write_text("nothing that a scan could read\n")
    (folder / "scan.json").write_text(json.dumps({"schema": "headcount.scan/1", "findings": findings}))
    return folder


def test_a_scan_that_is_there_is_read(tmp_path: Path) -> None:
    said = msgspec.to_builtins(_said("u1"))
    marks: Marks = mark_folder(_folder(tmp_path, [{**said, "strength": 9.0, "query": "SELECT 1"}]))
    assert marks.harvests[0].found


def test_a_scan_older_than_the_log_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marking, "scan", in_process.scan)
    _folder(tmp_path, [])
    (tmp_path / "access.log").write_text('192.0.2.1 - u1 [02/Mar/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "Firefox"\n' * 3)
    os.utime(tmp_path / "scan.json", (0, 0))
    assert not mark_folder(tmp_path).harvests[0].found
    assert json.loads((tmp_path / "scan.json").read_text())["coverage"]["accesses"] == 3


def test_a_named_configuration_makes_a_new_scan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Path | None] = []

    def answer(_log: Path, _answer: Path, config: Path | None) -> bytes:
        asked.append(config)
        return b'{"findings": []}'

    monkeypatch.setattr(marking, "scan", answer)
    _folder(tmp_path, [])
    mark_folder(tmp_path)
    mark_folder(tmp_path, tmp_path / "site.toml")
    (tmp_path / "scan.json").unlink()
    mark_folder(tmp_path)
    (tmp_path / "headcount.toml").write_text("")
    mark_folder(tmp_path)
    assert asked == [tmp_path / "site.toml", None, tmp_path / "headcount.toml"]


@pytest.mark.parametrize("missing", ["truth.json", "access.log"])
def test_a_folder_that_is_none_is_said(tmp_path: Path, missing: str) -> None:
    (_folder(tmp_path, []) / missing).unlink()
    with pytest.raises(UsageError, match=rf"{missing} is not there; headcount lab make and headcount lab inject write"):
        mark_folder(tmp_path)


@pytest.mark.parametrize("broken", ["truth.json", "scan.json"])
def test_files_that_are_something_else_are_said(tmp_path: Path, broken: str) -> None:
    (_folder(tmp_path, []) / broken).write_text("[1]")
    with pytest.raises(UsageError, match=r"truth\.json or scan\.json is not what was written there"):
        mark_folder(tmp_path)
