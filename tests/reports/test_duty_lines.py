from __future__ import annotations

import datetime as dt

import msgspec
import pytest

from headcount.incident.duties import duties
from headcount.model.duty import Duty
from headcount.reports.duty_lines import countdown, deadline, lines, whom
from tests.made_incident import AWARE, exposure, facts

NOW = AWARE + dt.timedelta(hours=1)


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "in 0 min"),
        (45, "in 45 min"),
        (125, "in 2 h 5 min"),
        (51 * 60 + 20, "in 2 d 3 h"),
        (-190, "overdue by 3 h 10 min"),
        (-2880, "overdue by 2 d"),
    ],
    ids=["now", "minutes", "hours", "days", "late", "days late"],
)
def test_how_long_there_is(minutes: int, text: str) -> None:
    assert countdown(NOW + dt.timedelta(minutes=minutes), NOW) == text


def _duty(law: str, step: int, *where: str, aware: dt.datetime | None = AWARE, said: dict[str, str] | None = None) -> Duty:
    found = duties(facts(exposure(61), *where, aware=aware, said=said))
    return next(duty for duty in found if (duty.law, duty.step) == (law, step))


def test_deadlines_in_words() -> None:
    assert (
        deadline(_duty("eu.gdpr", 1, "DE"), NOW)
        == "deadline: 72 hours after awareness: 2026-11-23 03:00:00 UTC+01:00, in 2 d 23 h"
    )
    assert deadline(_duty("cn.pipl.57", 1, "CN"), NOW) == "deadline: at once, since 2026-11-20 10:00:00 UTC+08:00"
    assert deadline(_duty("cn.miit_incident", 1, "CN"), NOW) == "deadline: none in the table"
    assert deadline(_duty("us.ca", 2, "US-CA"), NOW) == (
        "deadline: 15 calendar days after notice to individuals, which is not stamped: the clock does not run"
    )
    assert deadline(_duty("eu.gdpr", 1, "DE", aware=None), NOW).endswith(
        "the clock does not run; 2026-11-23 02:00:00 UTC+01:00 if it had started with the first signal"
    )


def test_a_deadline_that_cannot_be_counted_here() -> None:
    duty = msgspec.structs.replace(_duty("eu.gdpr", 1, "DE"), due=None)
    assert deadline(duty, NOW) == "deadline: 72 hours after awareness of 2026-11-20 03:00:00 UTC+01:00; it cannot be counted here"


def test_one_duty_in_lines() -> None:
    told = list(lines(_duty("eu.gdpr", 2, "DE"), NOW))
    assert [(line.weight, line.text) for line in told[1:]] == [
        ("plain", "when: high risk"),
        ("plain", "note: without undue delay, clear and plain language"),
        ("plain", "contents: what_happened, contact, harm, measures"),
        ("loud", "still missing: contact, harm, measures"),
        ("plain", "to tell, say: --fact high_risk=yes|no: Is a high risk to the rights and freedoms of people likely?"),
        ("soft", "unless --fact encrypted=yes: Were the data encrypted or otherwise unreadable for whoever got them?"),
        ("soft", "unless --fact risk_removed=yes: Did later measures remove the high risk?"),
        ("soft", "rule: the text of the rule was read"),
    ]


def test_what_is_from_memory_is_said_loudly() -> None:
    told = list(lines(_duty("vn.pdpl", 2, "VN", said={"may_harm": "yes"}), NOW))
    assert [line.text for line in told if line.weight == "loud"] == ["rule: from memory, NOT confirmed"]
    assert any(line.text.startswith("to tell, say: check this rule") for line in told)


def test_what_was_done_is_said() -> None:
    done = _duty("eu.gdpr", 1, "DE", said={"done.eu.gdpr.1": "2026-11-21T08:00:00+00:00"})
    assert list(lines(done, NOW))[1].text == "done 2026-11-21 09:00:00 UTC+01:00"


def test_who_is_told() -> None:
    assert [whom(_duty("eu.gdpr", step, "DE")) for step in (1, 2, 3, 4)] == [
        "competent supervisory authority (art. 55)",
        "the people",
        "register",
        "the controller",
    ]
