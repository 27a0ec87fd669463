"""How the PRC's criminal law counts an incident: pieces by class, and the proportional sum.

Source: Criminal Law art. 253-1; judicial interpretation Fa Shi [2017] no. 10, art. 5. A lower bound that is below a line
leaves open whether the line was passed.
"""

from __future__ import annotations

from headcount.incident.facts import Facts
from headcount.incident.laws import criminal
from headcount.model.duty import Answer, Class, Severity
from headcount.model.law import Mark


def severity(facts: Facts) -> Severity | None:
    """The classes, their sum, and what they amount to; None where no class was counted.

    Whoever got the data in duty or service and sold or provided them (`insider`) is serious from half of each number on.
    """
    law = criminal()
    pieces = {row.key: row.pieces for row in facts.exposure.by_class}
    classes = tuple(Class(least, pieces.get(str(least), 0)) for least in law["classes"])
    if not pieces:
        return None
    share = sum(one.pieces / one.least for one in classes)
    insider, more = facts.answer("insider"), facts.more or not facts.kinds_whole
    line, factor = float(law["duty_factor"]), float(law["especially_serious_factor"])
    return Severity(
        classes,
        share,
        _passes(share, 1.0, line, insider, more=more),
        _passes(share, factor, factor * line, insider, more=more),
        insider,
        Mark(law["mark"]),
        f"{law['instrument']}; {law['source']}",
    )


def _passes(share: float, line: float, of_insiders: float, insider: Answer, *, more: bool) -> Answer:
    """Whether a sum reaches a line that is lower for insiders."""
    if share >= line or (insider is Answer.YES and share >= of_insiders):
        return Answer.YES
    if more or (insider is Answer.UNKNOWN and share >= of_insiders):
        return Answer.UNKNOWN
    return Answer.NO
