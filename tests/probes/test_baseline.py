"""The baseline takes away what somebody accepts, until a day, and nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from headcount.errors import ConfigError
from headcount.probes.baseline import Accepted, apply, draft, read
from tests.model.test_posture import AT, posture, store

DAY = dt.date(2026, 11, 22)


def test_what_is_accepted_counts_no_more_until_its_day() -> None:
    found = posture(store("redis://a:1", "redis/no-tls", "redis/no-password"), store("redis://b:1", "redis/no-tls"))
    known = [Accepted("redis://a:1", "redis/no-tls", "ann", DAY)]
    left = apply(found, known, DAY)
    assert [[one.code for one in each.weaknesses] for each in left.stores] == [["redis/no-password"], ["redis/no-tls"]]
    assert left.accepted == ("redis://a:1 redis/no-tls",)
    assert apply(found, known, DAY + dt.timedelta(days=1)) == found


def test_a_draft_accepts_all_and_is_read_again(tmp_path: Path) -> None:
    found = posture(store('redis://"a":1', "redis/no-tls"))
    (tmp_path / "b.toml").write_text(draft(found, DAY))
    known = read(tmp_path / "b.toml")
    assert known == (Accepted('redis://"a":1', "redis/no-tls", "ann", DAY),)
    assert apply(found, known, AT.date()).stores[0].weaknesses == ()


@pytest.mark.parametrize("text", ["[[accepted]]\nurl = 1", "[[accepted]]\nurl = 'x'\ncode = 'y'\nowner = 'z'", "x ="])
def test_what_is_no_baseline_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "b.toml").write_text(text)
    with pytest.raises(ConfigError, match=r"b\.toml: not a baseline"):
        read(tmp_path / "b.toml")


def test_nobody_accepts_nothing(tmp_path: Path) -> None:
    found = posture(store("redis://a:1", "redis/no-tls"), store("redis://b:1", "redis/no-tls", owner=""))
    (tmp_path / "b.toml").write_text(draft(found, DAY))
    with pytest.raises(ConfigError, match=r"b\.toml: accepted\[2\] has no owner"):
        read(tmp_path / "b.toml")
