"""automation_share: a program, or all programs of one operator, that asks for more than a third of a site's daily average.

The yardstick is China's: article 16 of the draft Data Security Management Measures (Cyberspace Administration, 28 May 2019)
would have had automated collection that gravely affects a site, such as by more than one third of its daily average traffic,
stop when the site asks. The draft was never adopted, so a finding is evidence for such a request and no breach of law by itself.
In force is article 18 of the Network Data Security Management Regulations (2025): who uses automated tools must assess their
effect on the service, and may not disturb it.

The daily average is that of all requests in the log, of everybody, whatever they asked for, the program's own included. Against
it stand the program's requests for records on its busiest day (UTC), or all its requests by the length of the log when that is
more. Both leave out some of what it asked, so the share is a lower bound.

Who is a program: a crawler that says so in its user agent (all its addresses together); a client whose user agent is a library's
or a tool's; one that on its busiest day asked in at least 22 hours of 24, in each at least a quarter of its hourly average; one
that asked, from one browser, once a second for an hour. The last two are judgements, and the sentence says what was seen.

Source: the draft and the regulations named above. That regular hours tell programs from people: Tan & Kumar, "Discovery of web
robot sessions based on their navigational patterns" (2002).

It cannot see: logs of less than three days, where there is no daily average; fewer than 500 requests a day; a program at human
pace and hours under a browser's name; one that is spread over many addresses without saying who it is; requests for pages and
files without a record, but in the average. Many people behind one address with one browser may look like a program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from headcount.detectors.automation import Program, programs_of
from headcount.detectors.evidence import Suspicion
from headcount.detectors.units import column
from headcount.detectors.wording import count, finding, finding_on_many
from headcount.ledger.lengths import AVERAGED, days_of
from headcount.ledger.window import Window
from headcount.model.finding import Finding

_THIRD = 1 / 3
_FEWEST = 500
"""Requests on the busiest day: less harms no site."""
_MONTH = 30.0
"""Days."""


@dataclass(frozen=True, slots=True)
class AutomationShare:
    """Judges each program over the whole log, by its busiest day.

    Parameters:
        name: the word for file, finding and docs page.
        false_per_10k: how many of 10,000 honest people may be taken for a program that asks for so much, in 30 days.

    Example: a crawler under a browser's name that reads 40 records each ten minutes of a day, on a site with 480 others a day.

        >>> import textwrap
        >>> from headcount.detectors.example import example_window
        >>> [found] = AutomationShare().find(example_window([(86_400 + 600 * part, 40, 0) for part in range(144)]))
        >>> print(textwrap.fill(found.sentence, 110))
        address 203.0.113.7 was shown 5,760 different records; on 2026-03-02 it asked 5,760 times, 857 % of the 672
        requests that the site answers on an average day (more than a third on 1 day). It is taken for a program: it
        asked evenly in 24 hours of that day.
    """

    name: str = "automation_share"
    false_per_10k: float = 0.1

    def find(self, window: Window) -> Sequence[Finding]:
        """The programs above a third, largest share first."""
        days = days_of(window)
        if days < AVERAGED:
            return []
        worth = 10_000 / self.false_per_10k / max(days / _MONTH, 1.0)
        return [self._finding(window, program, worth) for program in programs_of(window, days, _THIRD, _FEWEST)]

    def _finding(self, window: Window, program: Program, worth: float) -> Finding:
        strength, places = worth * program.times, program.places
        if len(places) == 1 or window.together is None:
            shown = count(int(column(window.clients, "records")[places[0]]), "different record")
            return finding(self.name, window, Suspicion(int(places[0]), strength, worth), f"was shown {shown}; {program.told}")
        together = window.together(column(window.clients, "client")[places])
        evidence = strength, worth
        return finding_on_many(self.name, window, places, "agent", "with the user agent", together, evidence, program.told)
