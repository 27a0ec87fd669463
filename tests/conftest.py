"""A machine that checks changes (CI=true) skips nothing but what needs data that the project may not ship.

No test fails for being slow: the machine may be busy with something else.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Generator

import pytest
from hypothesis import settings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the workers are as many as there are cores
os.environ.setdefault("LANGUAGE", "C")  # or argparse looks for a translation of its every word, on the disk

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

MAY_BE_SKIPPED = "shared"
"""A skip's reason names the folder ../shared, or the skip is a failure in CI. CONTRIBUTING.md says so too."""

LONGEST = (
    "services",
    "intake/test_files.py",
    "ledger/test_handover.py",
    "cli/test_scan.py",
    "conformance/test_shelf.py",
    "conformance/test_invariance.py",
    "test_pipeline.py",
    "service/test_looking.py",
    "conformance/test_detectors.py",
    "cli/test_lab.py",
    "detectors/test_coordinated_crawl.py",
    "house/test_readme.py",
    "cli/test_served_console.py",
    "test_compiled.py",
    "ledger/test_embedded.py",
    "ledger/test_trace.py",
    "cli/incidents/test_heard.py",
    "gates/test_process.py",
    "conformance/test_recognizers.py",
    "detectors/test_device_takeover.py",
    "service/test_loop.py",
    "catalog/test_catalog.py",
    "house/test_extras.py",
    "house/test_walkthrough.py",
    "detectors/test_slow_crawl.py",
    "cli/test_own_looks.py",
    "cli/test_routes.py",
    "detectors/test_insider_sweep.py",
    "benchmarks/recognition/test_run.py",
    "benchmarks/recognition/test_made.py",
)
"""Folders and files that take longest, several seconds of the processor each: they begin first, so that none is left for last."""


def pytest_configure(config: pytest.Config) -> None:
    """Have pytest-xdist hand out files in our order, not in that of how many tests they hold."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; each keeps its own order."""
    place = {f"tests/{name}": number for number, name in enumerate(LONGEST)}

    def turn(item: pytest.Item) -> int:
        file = item.nodeid.partition("::")[0]
        return min(place.get(file, len(place)), place.get("/".join(file.split("/")[:2]), len(place)))

    items.sort(key=turn)


def pytest_collection_finish() -> None:
    """Keep the garbage collector from walking modules and tests again and again: they stay as long as the process."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """Let it have them at the end: compiled modules see that nothing of theirs is left."""
    gc.unfreeze()


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
