from __future__ import annotations

import argparse
import datetime as dt
from pathlib import Path

import pytest

from headcount.cli.incidents.measuring import add_measure, measured
from headcount.config import Config
from headcount.errors import UsageError


@pytest.mark.parametrize(
    ("words", "begins", "ends"),
    [
        ("", None, None),
        ("--from 2026-03-02", "2026-03-02T00:00:00", None),
        ("--from 2026-03-02T09:00Z --until 2026-03-02T10:00+01:00", "2026-03-02T09:00:00", "2026-03-02T09:00:00"),
        ("--until 2026-03-02", None, "2026-03-02T23:59:59.999999"),
    ],
)
def test_times_are_utc_and_a_day_is_meant_whole(words: str, begins: str | None, ends: str | None) -> None:
    parser = argparse.ArgumentParser()
    add_measure(parser)
    options = parser.parse_args(words.split())
    assert (options.begins, options.ends) == tuple(at and dt.datetime.fromisoformat(f"{at}+00:00") for at in (begins, ends))


def test_a_time_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    add_measure(parser)
    with pytest.raises(SystemExit):
        parser.parse_args(["--from", "yesterday"])
    assert "--from" in capsys.readouterr().err


@pytest.mark.parametrize("name", [None, "nowhere.ledger"])
def test_a_count_needs_a_ledger(name: str | None) -> None:
    options = argparse.Namespace(ledger=Path(name) if name else None)
    with pytest.raises(UsageError, match="ledger"), measured(options, Config()):
        pass
