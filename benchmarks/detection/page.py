"""The pages of the detection benchmark: what was measured, and the tables."""

from __future__ import annotations

from dataclasses import asdict

from headcount.lab.benchmark import LOOKS_AT_MANY, Run
from headcount.lab.contestants import SHIPPED, TUNED
from headcount.lab.scoreboard import campaigns, markdown, table

_HEAD = """\
# Detection benchmark

*Written by `python -m benchmarks.detection.run`; do not edit. The uncut figures are in `benchmarks/detection/results.json`.*

{seeds} made world(s) of {accounts:,} accounts, their guests, {people:,} people and {days} days, the first half for learning;
seeds that nothing was tuned on. The worlds are made, not observed: read the tables as a comparison of rules on one known
truth, not as field results.

A cell is `people exposed up to the alarm, median / nine in ten`, the share found where it is not all, and the median days
from the first theft to the alarm over those found. A harvester that was not found counts with everybody it took; `missed` is
fewer than one found in twenty. False incidents are counted once a client and 30 days, with the exact Poisson interval (95 %);
search engines and partners are declared to everybody and counted for nobody. Harvesters of many clients have a
[page of their own](benchmark-campaigns.md).
"""

_TUNED = """\
## Tuned to one false incident per 10,000 honest clients per 30 days

Every rule is given the site's accounts as clients (as shipped, CrowdSec and Akto look at addresses), and its threshold is the
k-th strangest client of the learning period, k being the budget; merchants, staff and guests have thresholds of their own.
headcount keeps its declared rate by itself. It looks {times} times, {first:g} to {last:g} hours after the learning and at the
end; everything until the look counts as exposed, while the rules alarm at once. (`headcount serve` looks every ten minutes unless
told otherwise.)
"""

_SHIPPED = """\
## As shipped

Thresholds that products ship or document: 5,000 requests an hour (GitHub's REST API), CrowdSec's http-crawl-non_statics
(capacity 40, one leaks every half second), Akto's 50 values in five minutes, three standard deviations, scikit-learn's 0.5.
The other rules have none.
"""


_WHY = """\
## What is found late, and why

- One account needs some hours of its own, or at thousands a day some buckets of ten minutes (decision 12): what n peers show
  rules an honest habit out only up to about n times the number of habits, so no single unit is enough. At 12 a day hours are
  few; at 20,000 a day three buckets are thousands of people already, and the roll-up knows nothing finer. Rules that simply count
  people alarm earlier there, at several times the false incidents. Whoever imitates the sittings of people is
  found later than here.
- Part of each figure is waiting: what is taken until the next look counts, up to two hours' worth on the first day, more later.
- A bulk dump is known with the answer, when everybody in it has been shown. Only a limit before the answer could do better.
- Scanners and partners are judged here by their own reasons, not by the tables of stations that a site can declare
  (`device_takeover` needs about seven people with them); a partner's contract, too, is only its name.
- A snooper of three people is told apart only by coming back, for weeks.

"10 of 10" is 69 to 100 % by the exact interval (95 %).
"""

_MANY = """\
# Campaigns

*Written by `python -m benchmarks.detection.run --campaigns`; do not edit. The uncut figures are in
`benchmarks/detection/results-campaigns.json`.*

{seeds} made world(s) of {accounts:,} accounts, their guests, {people:,} people and {days} days, the first half for learning;
seeds that nothing was tuned on. Each campaign comes into a world of its own. headcount looks {times} times, {first:g} to {last:g}
hours after the learning and at the end, and everything until the look counts as exposed; the nine rules of the
[detection benchmark](benchmark-detection.md), tuned as there, alarm at once. A campaign counts as found with the first of its
clients; since one of thousands is easily accused by chance, the share that was named is given too. Rules that are not listed
found none.
"""

_HOW = """\
## How they are found

- New accounts that share a user agent, or nothing but the day or the week on which they came, are a cohort in which too many
  resemble a sweep and which divides the records (`coordinated_crawl`).
- Accounts that were there before (`turned=True`) have the use of honest ones and go on with it. They share nothing: they are told
  by what changed in each of them, against honest days, and by dividing what they were shown from then on.
- Quiet ones (`people_a_day=8`) come on three days in five, under as much ordinary browsing.
- Honest clients named with a campaign are counted over all looks of all worlds, even where a later look has it right.
"""


def campaigns_page(run: Run) -> str:
    """The whole page of harvesters of many clients."""
    size = asdict(run.size) | {"times": len(LOOKS_AT_MANY) + 1, "first": min(LOOKS_AT_MANY), "last": max(LOOKS_AT_MANY)}
    return "\n".join([_MANY.format(**size), markdown(campaigns(run.verdicts[TUNED])), _HOW])


def page(run: Run) -> str:
    """The whole page of harvesters that are alone."""
    looks = run.size.looks
    size = asdict(run.size) | {"times": len(looks) + 1, "first": min(looks, default=0), "last": max(looks, default=0)}
    parts = [_HEAD.format(**size)]
    for how, text in ((TUNED, _TUNED), (SHIPPED, _SHIPPED)):
        parts += [text.format(**size), markdown(table(run.verdicts[how], run.alone[how]))]
    return "\n".join([*parts, _WHY])
