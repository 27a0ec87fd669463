import importlib
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture(scope="module")
def bench() -> dict[str, ModuleType]:
    sys.path.insert(0, str(BENCHMARKS))
    try:
        return {name: importlib.import_module(name) for name in ("measure", "contestants", "verdicts", "report")}
    finally:
        sys.path.remove(str(BENCHMARKS))


def test_memory_of_a_child_is_counted(bench: dict[str, ModuleType], tmp_path: Path) -> None:
    child = "import time; x = bytearray(150_000_000); time.sleep(0.5)"
    hold = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    cost = bench["measure"].run([sys.executable, "-c", hold], tmp_path / "out")
    assert cost.code == 0
    assert cost.peak_mb > 140


def test_output_and_exit_code(bench: dict[str, ModuleType], tmp_path: Path) -> None:
    cost = bench["measure"].run([sys.executable, "-c", "import sys; print('said'); sys.exit(3)"], tmp_path / "out")
    assert (cost.code, (tmp_path / "out").read_text()) == (3, "said\n")


def test_verdicts_are_compared_with_the_truth(bench: dict[str, ModuleType]) -> None:
    truth = {
        "clients": [
            {"name": "fast", "kind": "harvester", "address": "203.0.113.7"},
            {"name": "slow", "kind": "harvester", "address": "198.51.100.23"},
            {"name": "robot", "kind": "honest", "address": "198.18.66.31"},
        ]
    }
    verdict = bench["verdicts"].judge("rule", ["203.0.113.7", "198.18.66.31", "192.0.2.1", "192.0.2.2", "192.0.2.1"], truth)
    assert (verdict.harvesters, verdict.honest, verdict.crowd) == (("fast",), ("robot",), 2)


def test_a_finding_of_a_visitor_counts_for_its_address(bench: dict[str, ModuleType], tmp_path: Path) -> None:
    answer = tmp_path / "answer.json"
    findings = [
        {"detector": "fast_crawl", "client": "203.0.113.7 Mozilla/5.0"},
        {"detector": "slow_crawl", "client": "192.0.2.9"},
    ]
    answer.write_text(json.dumps({"findings": findings}))
    truth = {"clients": [{"name": "fast", "kind": "harvester", "address": "203.0.113.7"}]}
    told = [(verdict.rule, verdict.harvesters, verdict.crowd) for verdict in bench["verdicts"].ours(answer, truth)]
    assert told == [
        ("headcount, all detectors", ("fast",), 1),
        ("headcount, fast_crawl", ("fast",), 0),
        ("headcount, slow_crawl", (), 1),
    ]
