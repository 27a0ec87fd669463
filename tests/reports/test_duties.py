from __future__ import annotations

import datetime as dt
import io

from rich.console import Console

from headcount.incident.duties import duties, remarks
from headcount.incident.facts import Facts
from headcount.incident.severity import severity
from headcount.model.incident import State
from headcount.reports.duties import DISCLAIMER, print_duties
from tests.made_incident import AWARE, count, exposure, facts, incident

NOW = AWARE + dt.timedelta(hours=1)


def _printed(known: Facts) -> list[str]:
    out = io.StringIO()
    console = Console(file=out, width=160)
    print_duties(known.incident, duties(known), severity(known), remarks(known), console, now=NOW)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def test_the_next_deadline_comes_first() -> None:
    told = _printed(facts(exposure(700), "SG", "DE", sectors=()))
    assert told[:8] == [
        "Incident 7: duties, 2026-11-20 03:00:00 UTC",
        DISCLAIMER,
        "",
        "Deadlines, the next one first",
        "  2026-11-20 03:00  at once             eu.gdpr 2: tell the people  (may apply)",
        "  2026-11-20 03:00  at once             eu.gdpr 3: tell register",
        "  2026-11-23 03:00  in 2 d 23 h         eu.gdpr 1: tell competent supervisory authority (art. 55)",
        "  2026-12-20 23:59  in 30 d 12 h        sg.pdpa 1: tell internal",
    ]
    assert "eu.gdpr: GDPR, 33, 34, 83(4) (EU)" in told
    assert "  1. tell competent supervisory authority (art. 55): applies" in told
    assert "  in force from 2018-05-25; the incident became known on 2026-11-20" in told
    assert any(line.startswith("  read in: GDPR art. 33 text") for line in told)
    assert told[told.index("To know") + 1].startswith("  Digital Omnibus (proposal of 2025-11-19): would move")


def test_what_does_not_apply_and_why() -> None:
    told = _printed(facts(exposure(61), "DE", sectors=()))
    assert "  cn.csl 1, authority: the organisation is not said to work in CN" in told
    assert "  eu.nis2 1, CSIRT or competent authority: the organisation is none of essential, important" in told


def test_the_criminal_law_is_counted() -> None:
    told = _printed(facts(exposure(5, by_class=(count("5000", None, 1, 6000),)), "CN", said={"insider": "no"}))
    place = told.index("Criminal law of the PRC, art. 253-1")
    assert told[place + 3 : place + 5] == [
        "  class of 5,000: 6,000 pieces",
        "  sum of shares 1.20; serious (1): yes; especially serious (10): no",
    ]


def test_a_guideline_is_no_duty() -> None:
    told = _printed(facts(exposure(5), "HK"))
    assert "  This is voluntary, not a duty." in told
    assert "  2026-11-20 10:00  at once             hk.pdpo 1: tell PCPD  (voluntary)" in told


def test_a_false_alarm() -> None:
    known = facts(exposure(5), "DE")
    told = _printed(Facts(incident(state=State.FALSE_ALARM), known.exposure, known.organisation, {}))
    assert told[2] == "A false alarm: nothing is asked."
    assert "No law in the table is known to ask anything." in _printed(facts(exposure(5), "CH"))


def test_a_clock_that_nobody_started() -> None:
    told = _printed(facts(exposure(5, at_least=("10 lines were skipped.", "a gap.")), "DE", aware=None))
    assert told[2:4] == [
        "Nobody is stamped as aware, so no such clock runs:",
        "headcount incident triage 7, or headcount incident stamp 7 aware TIME",
    ]
    assert "  Counts are lower bounds: 10 lines were skipped; a gap" in told


def test_nothing_out_of_a_log_steers_the_terminal() -> None:
    told = _printed(facts(exposure(5, homes={"\x1b[31mred": 5}), "US-CA"))
    assert not [line for line in told if "\x1b" in line]
