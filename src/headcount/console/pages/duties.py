"""Duties of an incident: what applies and until when, what has to be said to tell what else does, then everything in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from headcount.console.interface import Permission
from headcount.console.pages.duties_answers import DUTIES, SAY, DutyRow
from headcount.console.pages.incident import again, head_of
from headcount.console.pages.interface import Act, Again, Asking, Page, View
from headcount.console.told_texts import told
from headcount.console.words import N_
from headcount.errors import HeadcountError, LedgerError
from headcount.incident.laws import questions
from headcount.model.duty import Answer, Standing
from headcount.model.law import Mark
from headcount.reports.notices.wording import words as notice_words

_STARTS = {
    "awareness": N_("awareness"),
    "discovery": N_("discovery"),
    "assessment": N_("assessment"),
    "handling_end": N_("the end of the handling"),
    "year_end": N_("the end of the year"),
    "request": N_("a request"),
    "first_report": N_("the first report"),
    "notice_to_individuals": N_("the notice to the people"),
}
_MARKS = {
    Mark.TEXT: N_("the text of the rule was read"),
    Mark.SECONDARY: N_("read in summaries by others, the rule itself was not seen"),
    Mark.RECALL: N_("from memory, not confirmed: check it before you rely on it"),
}
_ANSWERS = {Answer.YES: N_("yes"), Answer.NO: N_("no"), Answer.UNKNOWN: N_("not known")}
_SECTORS = "say what the organisation is: [organisation] sectors in headcount.toml"
"""As the table of duties asks for it."""
_PATH = "/incidents/{number:number}/duties"


def _show(asking: Asking) -> Mapping[str, Any]:
    found, say = asking.ask(DUTIES, number=asking.path["number"]), asking.say
    applies = sorted((row for row in found.rows if row.standing is Standing.APPLIES and not row.done), key=_order)
    may = sorted((row for row in found.rows if row.standing is Standing.MAY and not row.done), key=_order)
    return {
        **head_of(asking, "/duties"),
        "duties": found,
        "applies": applies,
        "done": [row for row in found.rows if row.done],
        "waiting": _by_question(may),
        "not_applying": [row for row in found.rows if row.standing is Standing.NOT],
        "asked": [row for row in found.rows if row.standing is not Standing.NOT],
        "questions": questions(),
        "asked_as": lambda question: told(question.ask, say),
        "organisation": _SECTORS,
        "starts": lambda clock: say(_STARTS[clock]) if clock in _STARTS else clock.replace("_", " "),
        "mark": lambda mark: say(_MARKS[mark]),
        "answer": lambda answer: say(_ANSWERS[answer]),
        "may_say": Permission.DECIDE in asking.viewer.permissions,
        "field": notice_words(say.language).field,
    }


def _order(row: DutyRow) -> tuple[bool, bool, float]:
    """Deadlines that come before those that have passed with their beginning; clocks that do not run last."""
    moment = row.due or row.earliest
    return row.due is None, row.at_once, moment.timestamp() if moment else float("inf")


def _by_question(rows: Sequence[DutyRow]) -> list[tuple[str, str, list[DutyRow]]]:
    """(name of the fact or empty, what to say, the duties that wait for it), the most duties first."""
    waiting = [(row.question, row.asks[0] if row.asks else "", row) for row in rows]
    ordered = sorted(waiting, key=lambda one: (not one[0], one[0] or one[1]))
    groups = [(name, list(group)) for name, group in groupby(ordered, key=lambda one: one[0] or one[1])]
    return sorted(((group[0][0], group[0][1], [one[2] for one in group]) for _, group in groups), key=lambda one: -len(one[2]))


def _say(asking: Asking) -> str | Again:
    try:
        asking.asked(SAY)
    except LedgerError:
        raise
    except HeadcountError as error:
        return again("incident/duties.html", _show)(asking, str(error))
    return f"/incidents/{asking.path['number']}/duties"


PAGE = Page(
    "duties",
    N_("Duties"),
    "",
    "/incidents",
    Permission.CLIENTS,
    (View(_PATH, "incident/duties.html", Permission.CLIENTS, _show),),
    (Act("/incidents/{number:number}/facts", Permission.DECIDE, _say),),
    (DUTIES, SAY),
)
