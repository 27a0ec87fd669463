"""What a scan tells."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from headcount.model.summary import Coverage, ScanSummary


def test_a_summary_is_frozen_and_says_which_detectors_were_idle() -> None:
    coverage = Coverage(0, 0, 0, {}, (), None, None, (), 0.0)
    summary = ScanSummary(coverage, (), (), 0, (), (), (), (), 0, None)
    assert (summary.idle_detectors, summary.notices, summary.people_total) == ((), (), None)
    with pytest.raises(FrozenInstanceError):
        summary.records_total = 1  # type: ignore[misc]  # what the test is about
