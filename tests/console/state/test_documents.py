"""Documents: every version stays, and nobody overwrites what they did not see."""

from __future__ import annotations

import datetime as dt

import pytest

from headcount.console.state import State
from headcount.errors import UsageError

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


def test_versions_are_added_and_found(state: State) -> None:
    assert state.documents.newest("rules") is None
    state.documents.write("rules", "one", "ann", NOW, after=0)
    state.documents.write("rules", "two", "ben", NOW, "tighter", after=1)
    state.documents.write("notice/1/gdpr.33/authority/zh", "other", "ann", NOW)
    back = state.documents.write("rules", "one", "ann", NOW, after=2, reverts=1)
    assert state.documents.newest("rules") == back
    assert [(one.version, one.text, one.note, one.reverts) for one in state.documents.versions("rules")] == [
        (3, "one", "", 1),
        (2, "two", "tighter", None),
        (1, "one", "", None),
    ]
    assert [one.version for one in state.documents.versions("rules", 1)] == [3]
    found = state.documents.version("rules", 2)
    assert found is not None
    assert found.by == "ben"
    assert state.documents.version("rules", 9) is None


def test_who_did_not_see_the_last_version_is_told(state: State) -> None:
    state.documents.write("rules", "one", "ann", NOW, after=0)
    with pytest.raises(UsageError, match="somebody else changed it meanwhile"):
        state.documents.write("rules", "two", "ben", NOW, after=0)
    assert [one.text for one in state.documents.versions("rules")] == ["one"]
