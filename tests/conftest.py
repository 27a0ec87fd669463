"""A machine that checks changes (CI=true) skips nothing but what needs data that the project may not ship.

No test fails for being slow: the machine may be busy with something else.
"""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest
from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

MAY_BE_SKIPPED = "shared"
"""A skip's reason names the folder ../shared, or the skip is a failure in CI. CONTRIBUTING.md says so too."""


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a case of bytes by its argument and place: compressed bytes may hold the hour, on which no two workers agree."""
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip for any other reason into a failure when CI is set."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail") and MAY_BE_SKIPPED not in str(report.longrepr):
        report.outcome = "failed"
    return report
