"""headcount incident notice: drafts of the notices that a law asks for, filled with what is known, gaps marked."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headcount.cli import parts
from headcount.cli.incidents.opening import cases_of, person
from headcount.cli.incidents.stating import add_facts, facts_of
from headcount.cli.whole_files import write_whole
from headcount.errors import UsageError
from headcount.incident.drafting import chosen, draft
from headcount.incident.duties import duties
from headcount.model.duty import Duty
from headcount.model.notice import Draft
from headcount.reports.notices.document import document
from headcount.reports.notices.markdown import markdown
from headcount.reports.notices.pdf import pdf
from headcount.reports.notices.word import docx
from headcount.reports.notices.wording import LANGUAGES

if TYPE_CHECKING:
    from argparse import _SubParsersAction

FORMATS = ("md", "docx", "pdf")


def add(commands: _SubParsersAction[Any]) -> None:
    """Add the sub-command to the parser."""
    command = commands.add_parser(
        "notice",
        help="drafts of the notices that a law asks for",
        description="Drafts filled with the facts of an incident, gaps marked, one for each step of the law. Not legal advice.",
        epilog="exit codes: 0 done, 2 usage, no such incident or law, 1 failure",
    )
    add_facts(command)
    command.add_argument("--law", metavar="ID", required=True, help="such as eu.gdpr, as headcount incident duties names it")
    command.add_argument("--step", metavar="K", type=int, help="only this step of the law, even where it does not apply")
    command.add_argument(
        "--lang", metavar="LANG", choices=LANGUAGES, help=f"language, one of {', '.join(LANGUAGES)}; by default the authority's"
    )
    command.add_argument("--format", choices=FORMATS, help="md, docx or pdf; by default as FILE ends")
    command.add_argument(
        "--fonts",
        metavar="FOLDER",
        type=Path,
        action="append",
        default=[],
        help="a folder with fonts for PDF (may be given again)",
    )
    command.add_argument(
        "--out", metavar="FILE", type=Path, required=True, help="the draft; of several, each has its step's number"
    )
    command.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Carry out the sub-command.

    Raises:
        UsageError: nothing says which format is wanted, or the law asks for no notice.
    """
    wanted = options.format or options.out.suffix.removeprefix(".")
    if wanted not in FORMATS:
        raise UsageError(f"--out {options.out}: say --format md, docx or pdf, or name a file that ends so")
    facts = facts_of(options)
    steps = chosen(duties(facts), options.law, options.step)
    now = dt.datetime.now(dt.UTC)
    for duty in steps:
        file = options.out if len(steps) == 1 else options.out.with_stem(f"{options.out.stem}-{duty.law}-{duty.step}")
        write_whole(file, _written(draft(facts, duty, now), options, wanted, now))
        print(f"{file}: {duty.law} {duty.step}, {duty.body or duty.to}", file=sys.stderr)  # noqa: T201  # talk goes there
    with cases_of(options, parts.settings(options)) as cases:
        told = ", ".join(f"{duty.law} {duty.step}" for duty in steps)
        cases.add(facts.incident.number, "notice", f"drafts of {told}, {wanted}", person(options))
    return 0


def _written(notice: Draft, options: argparse.Namespace, wanted: str, now: dt.datetime) -> bytes:
    text = document(notice, options.lang or _language(notice.duty))
    if wanted == "md":
        return markdown(text).encode()
    return docx(text, now) if wanted == "docx" else pdf(text, options.fonts)


def _language(duty: Duty) -> str:
    """The authority's first language that there are words for."""
    return next((language for language in duty.languages if language in LANGUAGES), "en")
