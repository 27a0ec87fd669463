from __future__ import annotations

import datetime as dt
import io

from rich.console import Console

from headcount.incident.duties import duties, remarks
from headcount.incident.facts import Facts
from headcount.incident.severity import severity
from headcount.reports.duties import DISCLAIMER
from headcount.reports.duties_short import WIDTH, print_short
from tests.made_incident import AWARE, count, exposure, facts

NOW = AWARE + dt.timedelta(hours=1)


def _printed(known: Facts, width: int = 160) -> list[str]:
    out = io.StringIO()
    console = Console(file=out, width=width)
    print_short(known.incident, duties(known), severity(known), remarks(known), console, now=NOW)
    return out.getvalue().splitlines()


def test_what_applies_comes_first_and_the_next_deadline_before_all() -> None:
    told = _printed(facts(exposure(700), "SG", "DE", sectors=(), contact="privacy@shop.example"))
    assert told == [
        "Incident 7: duties, 2026-11-20 03:00:00 UTC",
        DISCLAIMER,
        "",
        "Applies, the next deadline first",
        "  at once, since 2026-11-20 03:00 UTC+01:00 (awareness)",
        "    eu.gdpr 3  register; still missing: harm, measures",
        "  in 2 d 23 h, until 2026-11-23 03:00 UTC+01:00",
        "    eu.gdpr 1  competent supervisory authority (art. 55) (unless risk_unlikely); still missing:",
        "               harm, measures",
        "  in 30 d 12 h, until 2026-12-20 23:59 UTC+08:00",
        "    sg.pdpa 1  internal, assessment (unless internal_only)",
        "  the clock does not run: assessment is not stamped (2026-11-23 23:59 UTC+08:00 if it had started",
        "  with the first signal)",
        "    sg.pdpa 2  PDPC (unless internal_only); still missing: cause, harm, measures, told_people",
        "",
        "May apply; what to say first, and which duties wait for it",
        "  --fact high_risk=yes|no: Is a high risk to the rights and freedoms of people likely?",
        "    EU  eu.gdpr 2: at once",
        "  --fact significant_harm=yes|no: Is significant harm to the people likely (listed data with name or",
        "  id; account with password)?",
        "    SG  sg.pdpa 3: clock not running",
        "",
        "Digital Omnibus (proposal of 2025-11-19): would move the authority's notice to 96 hours and to",
        "high-risk breaches only, through one entry point run by ENISA. No adoption found up to 2026-11; keep",
        "72 h",
        "",
        "Each duty in full, with sources, and what does not apply: --all",
    ]


def test_one_question_stands_once_for_all_who_ask_it() -> None:
    told = _printed(facts(exposure(700)))
    assert told[3:5] == [
        "May apply; what to say first, and which duties wait for it",
        "  say where the organisation works: [organisation] jurisdictions in headcount.toml",
    ]
    assert sum("--fact" in line or "[organisation]" in line for line in told) == 1
    assert "    HK  hk.pdpo 1 (voluntary): at once" in told
    assert "    US  us.ftc.safeguards 1: in 30 d 1 h; us.hipaa 1-2, 4-5: in 60 d 1 h" in told
    assert told[6:8] == [
        "        cn.dsl.29 1-2: at once; cn.ndsr.11 1-4: at once, in 23 h; cn.miit_incident 1: no deadline in",
        "        the table",
    ]
    assert len(told) <= 40


def test_questions_that_differ_in_the_place_only_are_one() -> None:
    told = _printed(facts(exposure(12_000), "US", sectors=()))
    place = told.index("  --fact residents.PLACE=NUMBER")
    assert told[place + 1 : place + 3] == ["    US-NY  us.ny 1-2: in 30 d 1 h", "    US-FL  us.fl 1-2: in 30 d 1 h"]


def test_the_criminal_law_takes_one_line() -> None:
    known = facts(exposure(5, by_class=(count("5000", None, 1, 6000),)), "CN")
    line = "Criminal law of the PRC, art. 253-1: share 1.20; serious (1) yes, especially serious (10) no"
    assert line in _printed(known)
    assert not [line for line in _printed(facts(exposure(5), "CN")) if "Criminal" in line]
    half = facts(exposure(5, by_class=(count("5000", None, 1, 3000),)), "CN")
    told = _printed(half)
    place = told.index("Criminal law of the PRC, art. 253-1: share 0.60; serious (1) unknown, especially serious (10) no;")
    assert told[place + 1] == "say --fact insider=yes|no"


def test_what_was_done_waits_for_nobody() -> None:
    told = _printed(facts(exposure(5), "DE", sectors=(), said={"done.eu.gdpr.1": AWARE.isoformat(), "high_risk": "no"}))
    assert told[3:8] == [
        "Applies, the next deadline first",
        "  at once, since 2026-11-20 03:00 UTC+01:00 (awareness)",
        "    eu.gdpr 3  register; still missing: harm, measures",
        "",
        "Done: eu.gdpr 1",
    ]


def test_clocks_that_nobody_started() -> None:
    told = _printed(facts(exposure(5, at_least=("a gap.",)), "DE", "BR", sectors=(), aware=None))
    assert told[2:4] == [
        "Nobody is stamped as aware, so no such clock runs:",
        "headcount incident triage 7, or headcount incident stamp 7 aware TIME",
    ]
    assert "    BR  br.lgpd 1-4: clock not running" in told
    assert "Counts are lower bounds: a gap" in told


def test_what_is_late_and_what_is_from_memory() -> None:
    known = facts(exposure(2000), "VN", aware=AWARE - dt.timedelta(days=4), said={"may_harm": "yes"})
    assert _printed(known)[3:10] == [
        "Applies, the next deadline first",
        "  overdue by 1 d 1 h, since 2026-11-19 09:00 UTC+07:00",
        "    vn.pdpl 1  specialised data protection agency of the Ministry of Public Security (A05) (rule not",
        "               seen)",
        "",
        "May apply; what to say first, and which duties wait for it",
        "  check these rules before you rely on them: the table has them from memory only",
    ]


def test_no_line_is_wider_than_the_terminal() -> None:
    known = facts(exposure(5, homes={"\x1b[31mred": 5}, by_class=(count("5000", None, 1, 6000),)))
    for width in (84, 100, 200):
        told = _printed(known, width)
        assert max(map(len, told)) <= min(width, WIDTH)
        assert not [line for line in told if line != line.rstrip() or "\x1b" in line]
