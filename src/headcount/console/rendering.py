"""Templates: one Jinja environment a language, everything escaped, an unknown name an error."""

from __future__ import annotations

import datetime as dt
from functools import cache, partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from headcount.console.paths import client_path
from headcount.console.retelling import retold, retold_reason
from headcount.console.sentences import action_word, finding_sentence, ground, incident_title, kind_word, state_word
from headcount.console.words import Language, Words, words
from headcount.reports.markup import printable
from headcount.reports.phrases import phrases

_NONE = "\N{EN DASH}"


@cache
def environment(language: Language) -> Environment:
    """Where templates of one language are made."""
    say = words(language)
    made = Environment(
        loader=PackageLoader("headcount.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(say.gettext, say.ngettext, newstyle=True)  # type: ignore[attr-defined]  # by the extension
    made.filters |= {"number": number, "when": when, "day": day, "printable": printable}
    made.filters |= {"lens": _named(language, "lens"), "detector": _named(language, "detector")}
    made.filters |= {"finding": partial(finding_sentence, say=say), "ground": partial(ground, say=say)}
    made.filters |= {"action": partial(action_word, say=say), "state": partial(state_word, say=say)}
    made.filters |= {"incident": partial(incident_title, say=say), "kind": partial(kind_word, say=say)}
    made.filters |= {"retold": partial(retold, say=say), "retold_reason": partial(retold_reason, say=say)}
    made.globals |= {"say": say, "client_path": client_path}
    return made


def render(template: str, say: Words, **given: Any) -> str:  # noqa: ANN401  # what a template is given
    """A page."""
    return environment(say.language).get_template(template).render(**given)


def number(value: float | None) -> str:
    """An exact number with thousands separators; a dash for none."""
    return _NONE if value is None else f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def when(moment: dt.datetime | None) -> Markup:
    """A moment as `<time>`, in UTC; the script writes it in the reader's zone."""
    if moment is None:
        return escape(_NONE)
    utc = moment.astimezone(dt.UTC)
    return Markup('<time datetime="{}">{}</time>').format(utc.isoformat(timespec="seconds"), f"{utc:%Y-%m-%d %H:%M} UTC")


def day(moment: dt.date | None) -> Markup:
    """A day."""
    return escape(_NONE) if moment is None else escape(f"{moment:%Y-%m-%d}")


def _named(language: Language, what: str) -> Any:  # noqa: ANN401  # a filter
    say = phrases(language)
    return lambda name: say.named(what, str(name))
