from __future__ import annotations

import json
from math import inf

from headcount.lab.score import Outcome, Verdict
from headcount.lab.scoreboard import campaigns, facts, markdown, plain, rows, table


def _outcome(rate: float, exposed: int, wait: float, *, pattern: str = "single_account", clients: int = 1) -> Outcome:
    parameters = (("people_a_day", rate), ("cover", 0.0))
    return Outcome(pattern, parameters, clients, wait < inf, exposed, 1_500, wait, 1.0, inf if wait == inf else 3.0, 0)


def _verdict(*outcomes: Outcome, incidents: int = 0) -> Verdict:
    return Verdict(outcomes, incidents, 5_000.0)


OURS = [_verdict(_outcome(25.0, 60, 2.0), _outcome(50.0, 70, 1.0)), _verdict(_outcome(25.0, 80, 4.0), _outcome(50.0, 90, 3.0))]
THEIRS = [
    _verdict(_outcome(25.0, 1_500, inf), _outcome(50.0, 900, 9.0), incidents=1),
    _verdict(_outcome(25.0, 1_500, inf), _outcome(50.0, 1_500, inf)),
]


def test_a_row_is_a_harvester_at_one_intensity() -> None:
    [row, *others] = rows({"ours": OURS, "theirs": THEIRS})
    assert (row.pattern, row.intensity, row.contestant) == ("single_account", "people_a_day=25", "ours")
    assert (row.runs, row.found, round(row.found_low, 3), row.found_high) == (2, 2, 0.158, 1.0)
    assert (row.exposed_median, row.exposed_p90, row.wait_median, row.half_median) == (80, 80, 4.0, 3.0)
    assert [(other.contestant, other.intensity, other.found, other.wait_median) for other in others] == [
        ("theirs", "people_a_day=25", 0, None),
        ("ours", "people_a_day=50", 2, 3.0),
        ("theirs", "people_a_day=50", 1, 9.0),
    ]


def test_the_table_says_who_missed_whom() -> None:
    assert table({"ours": OURS, "theirs": THEIRS}, {"ours": OURS, "theirs": THEIRS}) == [
        ["harvester", "takes", "ours", "theirs"],
        ["single_account people_a_day=25", "1,500", "80 / 80, 4.0 d", "missed"],
        ["single_account people_a_day=50", "1,500", "90 / 90, 3.0 d", "1,500 / 1,500, 50 %, 9.0 d"],
        ["false incidents per 10,000 honest clients per 30 days", "", "0.00 (0.00 - 3.69)", "1.00 (0.03 - 5.57)"],
    ]


def test_many_clients_are_told() -> None:
    campaign = [_verdict(_outcome(25.0, 900, 1.0, pattern="many_accounts", clients=500))]
    assert table({"ours": campaign}, {"ours": OURS})[1] == ["many_accounts", "1,500 by 500", "900 / 900, 1.0 d, 100 % named"]
    [_, told] = campaigns({"ours": [*OURS, *campaign]})
    assert told == ["many_accounts", "500", "ours", "1 of 1", "1.8", "100 %", "3.0", "0"]
    assert len(campaigns({"ours": OURS})) == 1


def test_the_same_cells_for_the_page_and_the_terminal() -> None:
    cells = [["harvester", "ours"], ["slow", "missed"]]
    assert markdown(cells) == "| harvester | ours |\n| --- | --- |\n| slow | missed |\n"
    assert plain(cells) == "harvester  ours\nslow       missed\n"


def test_facts_are_json() -> None:
    told = json.loads(json.dumps(facts({"ours": OURS, "theirs": THEIRS}, {"ours": OURS, "theirs": THEIRS}), allow_nan=False))
    assert told["rows"][0]["exposed_median"] == 80
    assert told["false_incidents"]["theirs"]["incidents"] == 1
