from __future__ import annotations

import re

from prometheus_client.parser import text_string_to_metric_families

from headcount.service.metrics import COUNTERS, GAUGES, exposition
from headcount.service.status import Status
from tests.house.tree import texts


def _busy() -> Status:
    status = Status()
    status.count(**dict.fromkeys(COUNTERS, 7))
    status.gauge(**dict.fromkeys(GAUGES, 1.5))
    status.skip("no request", 3)
    status.put_aside("too long")
    status.found("slow_crawl", 2)
    status.judged("block", observe=False)
    status.judged("mask", observe=True)
    status.behind("kafka", 12, None)
    status.tapped("syslog", {"dropped": 4})
    status.problem("ledger", "the disk is full; make room")
    status.ready()
    return status


def test_what_a_scrape_reads() -> None:
    read: dict[tuple[object, ...], float] = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(exposition(_busy()).decode())
        for sample in family.samples
        if sample.name != "headcount_build_info"
    }
    expected: dict[tuple[object, ...], float] = {
        **{(f"headcount_{name}_total",): 7.0 for name in COUNTERS},
        **{(f"headcount_{name}",): 1.5 for name in GAUGES},
        ("headcount_skipped_lines_total", ("reason", "no request")): 3.0,
        ("headcount_dead_letters_total", ("reason", "too long")): 1.0,
        ("headcount_findings_total", ("detector", "slow_crawl")): 2.0,
        ("headcount_verdicts_total", ("action", "block"), ("mode", "enforce")): 1.0,
        ("headcount_verdicts_total", ("action", "mask"), ("mode", "observe")): 1.0,
        ("headcount_tap_lag_records", ("tap", "kafka")): 12.0,
        ("headcount_tap_pushed_total", ("tap", "syslog"), ("what", "dropped")): 4.0,
        ("headcount_problem", ("part", "ledger")): 1.0,
        ("headcount_ready",): 1.0,
    }
    assert read == expected


def test_a_service_that_has_just_begun_has_counters_at_nothing() -> None:
    families = {family.name for family in text_string_to_metric_families(exposition(Status()).decode())}
    assert {f"headcount_{name}" for name in COUNTERS} <= families
    assert "headcount_ledger_bytes" not in families


def test_every_metric_is_described() -> None:
    names = {sample.name for family in text_string_to_metric_families(exposition(_busy()).decode()) for sample in family.samples}
    names.add("headcount_tap_lag_bytes")
    of_serve, _, _ = texts()["docs/metrics.md"].partition("\n## A gate\n")
    assert names == set(re.findall(r"^\| `(headcount_\w+)", of_serve, re.MULTILINE))
