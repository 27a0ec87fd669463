"""Today: how many people's data went out, to whom, what is unusual, what was done, and what waits for a decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from headcount.console.clocks import Clock, body_word, countdown_words, law_word
from headcount.console.interface import Permission
from headcount.console.pages.interface import Asking, Page, View
from headcount.console.pages.today_answers import HOURS, TODAY, Hours, TodayCounts
from headcount.console.pages.today_named import TOP, VERDICTS, WAITING
from headcount.console.rendering import number, when
from headcount.console.words import N_, Words
from headcount.model.duty import Standing

LENSES = ("account", "credential", "address", "visitor")
_MAY = N_("if it applies: ")
_CAPTION = N_("Different people shown in each hour; the band is what is usual at that hour of the week (10 % to 90 %).")
_CAPTION_RECORDS = N_("Different records shown in each hour; the band is what is usual at that hour of the week (10 % to 90 %).")
_HEADINGS = (N_("Hour (UTC)"), N_("Shown"), N_("Clients"), N_("Usual, 10 %"), N_("Usual, median"), N_("Usual, 90 %"))


def _show(asking: Asking) -> Mapping[str, Any]:
    say, sees = asking.say, Permission.CLIENTS in asking.viewer.permissions
    hours, standing = asking.asked(HOURS), asking.ask(TODAY)
    lens = asking.query.get("lens", "")
    return {
        "standing": standing,
        "days": len(hours.rows) // 24,
        "lens": lens,
        "lenses": LENSES,
        "hours_caption": say(_CAPTION if hours.known.people else _CAPTION_RECORDS),
        "hours_headings": [say(heading) for heading in _HEADINGS],
        "hours_rows": _hour_rows(hours),
        "share": _share(standing),
        "top": asking.ask(TOP, lens=lens) if sees else None,
        "waiting": asking.ask(WAITING) if sees else None,
        "verdicts": asking.ask(VERDICTS, limit=10) if sees else None,
        "clock": lambda clock: _clock(clock, asking, say),
        "command": f"headcount scan --ledger {asking.parts.ledger.name} access.log",
    }


def _hour_rows(hours: Hours) -> list[list[str]]:
    return [
        [
            f"{row.hour:%Y-%m-%d %H:%M}",
            number(row.records),
            number(row.clients),
            *(number(None if usual is None else round(usual)) for usual in (row.low, row.middle, row.high)),
        ]
        for row in hours.rows
    ]


def _share(standing: TodayCounts) -> str:
    """The share of lines that were counted, in percent; never rounded up to all."""
    read = standing.read
    share = 100 * read.accesses / read.lines if read.lines else 0.0
    return "100" if read.accesses == read.lines else f"{min(share, 99.99):.2f}"


def _clock(clock: Clock | None, asking: Asking, say: Words) -> str:
    """The next deadline in words: how long there is, until when, to whom, by which law."""
    if clock is None:
        return say("no clock runs")
    now = asking.parts.clock()
    left = say("at once") if clock.at_once else countdown_words(clock.due, now, say)
    told = say("tell %(body)s, %(law)s", body=body_word(clock.whom, say), law=law_word(clock.law, say))
    may = "" if clock.standing is Standing.APPLIES else say(_MAY)
    return Markup("{}<strong>{}</strong> ({}): {}").format(may, left, when(clock.due), told)


PAGE = Page(
    "today",
    N_("Today"),
    "t",
    "/",
    Permission.COUNTS,
    (View("/", "today.html", Permission.COUNTS, _show),),
    endpoints=(HOURS, TODAY, TOP, WAITING, VERDICTS),
)
