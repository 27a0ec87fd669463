# ruff: noqa: RUF001 - Chinese punctuation is meant
"""Duties on their tab: what applies first, what has to be said, and what was said."""

from __future__ import annotations

from pathlib import Path

import pytest

from headcount.console.interface import Role
from tests.console.pages.handled import Handled, Opened, handled, read


def test_the_short_answer_comes_first(handling: Handled) -> None:
    page = read(handling.browser().get("/incidents/1/duties").text)
    assert "Not legal advice" in page
    first = "Applies, the next deadline first Until when Law Tell Still missing in the notice Notice in 2 d 16 h until 2026-11-23"
    assert first in page
    assert (
        "eu.gdpr 1 GDPR competent supervisory authority (art. 55) Likely consequences, Measures taken and planned Draft" in page
    )
    assert "Is a high risk to the rights and freedoms of people likely? Yes No EU: eu.gdpr 2, the people: at once since" in page
    assert "Say what the organisation is: [organisation] sectors in headcount.toml" in page


def test_in_chinese(handling: Handled) -> None:
    page = read(handling.browser(language="zh").get("/incidents/1/duties").text)
    assert "非法律意见" in page
    assert "是否可能对个人的权利与自由造成高风险？ 是 否" in page
    assert "《中华人民共和国个人信息保护法》第五十七条 1" in page
    assert "主管监管机构（第 55 条）" in page


def test_what_is_said_is_kept_and_counts(handling: Handled) -> None:
    browser = handling.browser()
    answer = browser.post("/incidents/1/facts", data={"name": "high_risk", "value": "yes"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/incidents/1/duties")
    assert handling.log()[-1] == ("ann", "fact", "high_risk=yes")
    page = read(browser.get("/incidents/1/duties").text)
    assert "Is a high risk" not in page.partition("May apply")[2].partition("Criminal law")[0]
    assert "high_risk yes" in page


def test_a_fact_that_is_none_is_told_on_the_page(handling: Handled) -> None:
    answer = handling.browser().post("/incidents/1/facts", data={"name": "weather", "value": "fine"})
    assert answer.status_code == 409
    assert "This was not done: weather: there is no such fact" in read(answer.text)
    assert len(handling.log()) == 3


def test_nobody_aware_no_clock(leaky: Path, asked: Opened, tmp_path: Path) -> None:
    made = handled(leaky, tmp_path, asked, aware=False)
    page = read(made.browser().get("/incidents/1/duties").text)
    assert "Nobody is stamped as aware, so no such clock runs." in page
    assert "the clock does not run: awareness is not stamped; with the first signal it would be 2026-11-22 23:30 UTC" in page


def test_a_false_alarm_asks_nothing(handling: Handled) -> None:
    handling.browser().post("/incidents/1/state", data={"state": "false_alarm", "explanation": "our own export"})
    assert "A false alarm: nothing is asked." in read(handling.browser().get("/incidents/1/duties").text)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ANALYST])
def test_who_may_say(handling: Handled, role: Role) -> None:
    answer = handling.browser(role).post("/incidents/1/facts", data={"name": "crime", "value": "no"})
    assert answer.status_code == (403 if role is Role.VIEWER else 303)
