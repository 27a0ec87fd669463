"""Notices of an incident: which there are, each as a draft in words, and the versions that people made of it."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

from headcount.console.endpoint import AbsentError, Endpoint, WrongError
from headcount.console.interface import Parts, Permission, Viewer
from headcount.console.pages.duties_answers import facts_of
from headcount.console.pages.incident_answers import IncidentAsked
from headcount.console.pages.incident_deeds import decidable
from headcount.console.pages.incidents_answers import Number, Text
from headcount.console.pages.notices_text import document_of, gaps_in
from headcount.incident.drafting import draft
from headcount.incident.duties import duties
from headcount.incident.facts import Facts
from headcount.model.duty import Duty, Standing
from headcount.reports.duty_lines import whom
from headcount.reports.notices.document import Document, document
from headcount.reports.notices.markdown import markdown
from headcount.reports.notices.pdf import pdf
from headcount.reports.notices.word import docx
from headcount.reports.notices.wording import LANGUAGES

Language = Literal["", "en", "zh", "ja", "ko", "vi", "pt", "de", "fr"]
Law = Annotated[str, msgspec.Meta(pattern="^[a-z0-9.]{1,40}$")]
Step = Annotated[int, msgspec.Meta(ge=1, le=99)]
_LONGEST = 200_000


class NoticeRow(msgspec.Struct, frozen=True):
    """One notice that a law asks for, or may."""

    law: str
    step: int
    whom: str
    standing: Standing
    due: dt.datetime | None
    done: dt.datetime | None
    languages: tuple[str, ...]
    """Of the authority, as far as there are words for them; English where there are none."""
    missing: int
    """Fields that nobody can fill yet."""


class Notices(msgspec.Struct, frozen=True):
    """The notices of an incident."""

    counted: dt.datetime | None
    """When its scope was counted; None: not yet."""
    rows: tuple[NoticeRow, ...]


class NoticeAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One notice."""

    number: Number
    law: Law
    step: Step
    language: Language = ""
    """Left out: the authority's first that there are words for."""
    version: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 0
    """A version that somebody kept; 0: the newest, or the draft where there is none."""
    fresh: bool = False
    """The draft as the facts are now, whatever was kept."""


class NoticeVersion(msgspec.Struct, frozen=True):
    """One version that somebody kept."""

    version: int
    by: str
    at: dt.datetime
    note: str


class Notice(msgspec.Struct, frozen=True):
    """One notice in words."""

    law: str
    step: int
    whom: str
    standing: Standing
    due: dt.datetime | None
    language: str
    title: str
    text: str
    """Markdown."""
    gaps: int
    """Places that are still to be filled in."""
    version: int
    """Which one this is; 0: the draft, as the facts are now."""
    newest: int
    """The newest version; 0: nobody kept one."""
    versions: tuple[NoticeVersion, ...]
    """Newest first."""
    kept: bool
    """Whether this console can keep versions."""


class NoticeKept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Keep a version of a notice."""

    number: Number
    law: Law
    step: Step
    language: Annotated[str, msgspec.Meta(pattern="^(en|zh|ja|ko|vi|pt|de|fr)$")]
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=_LONGEST)]
    """Markdown: headings `#` and `##`, notes `>`, gaps `**...**`, tables of two columns."""
    note: Text = ""
    """What was changed."""
    after: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 0
    """The newest version when the writer began; 0: there was none."""


class NoticeFileAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A notice as a file."""

    number: Number
    law: Law
    step: Step
    format: Literal["md", "docx", "pdf"]
    language: Language = ""
    version: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 0
    fresh: bool = False


class NoticeFile(msgspec.Struct, frozen=True):
    """The file."""

    name: str
    media_type: str
    content: bytes
    """Base64 in JSON."""


_MEDIA = {
    "md": "text/markdown; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def _kind(number: int, law: str, step: int, language: str) -> str:
    """Under which name the versions are kept."""
    return f"notice/{number}/{law}/{step}/{language}"


def _spoken(duty: Duty) -> tuple[str, ...]:
    """The authority's languages that there are words for."""
    return tuple(one for one in duty.languages if one in LANGUAGES) or ("en",)


def _notices(parts: Parts, _: Viewer, asks: IncidentAsked) -> Notices:
    facts, counted = facts_of(parts, asks.number)
    asked = [duty for duty in duties(facts) if duty.standing is not Standing.NOT]
    rows = (
        NoticeRow(duty.law, duty.step, whom(duty), duty.standing, duty.due, duty.done, _spoken(duty), len(duty.missing))
        for duty in asked
    )
    return Notices(counted, tuple(rows))


def _duty(parts: Parts, number: int, law: str, step: int) -> tuple[Facts, Duty]:
    facts, _ = facts_of(parts, number)
    found = next((duty for duty in duties(facts) if (duty.law, duty.step) == (law, step)), None)
    if found is None:
        raise AbsentError(f"no law in the table has the step {law} {step}, or nothing is asked of a false alarm")
    return facts, found


def _notice(parts: Parts, _: Viewer, asks: NoticeAsked) -> Notice:
    return _made(parts, asks)[0]


def _made(parts: Parts, asks: NoticeAsked) -> tuple[Notice, Document]:
    """A notice, and the same as blocks."""
    facts, duty = _duty(parts, asks.number, asks.law, asks.step)
    language = asks.language or _spoken(duty)[0]
    drafted = document(draft(facts, duty, parts.clock()), language)
    kind = _kind(asks.number, asks.law, asks.step, language)
    documents = parts.documents
    known = documents.versions(kind) if documents else []
    chosen = next((one for one in known if one.version == asks.version), None) if asks.version else next(iter(known), None)
    if asks.version and chosen is None:
        raise AbsentError(f"there is no version {asks.version} of this notice")
    if asks.fresh:
        chosen = None
    blocks = document_of(chosen.text, drafted.title, language) if chosen else drafted
    versions = tuple(NoticeVersion(one.version, one.by, one.at, one.note) for one in known)
    told = Notice(
        duty.law,
        duty.step,
        whom(duty),
        duty.standing,
        duty.due,
        language,
        drafted.title,
        chosen.text if chosen else markdown(drafted),
        gaps_in(blocks),
        chosen.version if chosen else 0,
        known[0].version if known else 0,
        versions,
        documents is not None,
    )
    return told, blocks


def _keep(parts: Parts, viewer: Viewer, asks: NoticeKept) -> Notice:
    decidable(parts)
    if parts.documents is None:
        raise WrongError("this console keeps nothing: take the notice as a file, and keep that")
    _duty(parts, asks.number, asks.law, asks.step)
    kind = _kind(asks.number, asks.law, asks.step, asks.language)
    text = asks.text.replace("\r\n", "\n")
    made = parts.documents.write(kind, text, viewer.login, parts.clock(), asks.note.strip(), after=asks.after)
    with parts.cases() as cases:
        cases.add(asks.number, "notice", f"version {made.version} of {asks.law} {asks.step}, {asks.language}", viewer.login)
    parts.watch.did(viewer, "notice", f"incident {asks.number}: version {made.version} of {asks.law} {asks.step}")
    return _made(parts, NoticeAsked(asks.number, asks.law, asks.step, asks.language))[0]  # type: ignore[arg-type]  # one of them


def _file(parts: Parts, viewer: Viewer, asks: NoticeFileAsked) -> NoticeFile:
    told, blocks = _made(parts, NoticeAsked(asks.number, asks.law, asks.step, asks.language, asks.version, asks.fresh))
    what = f"version {told.version}" if told.version else "the draft"
    detail = f"{what} of {asks.law} {asks.step}, {told.language}, as {asks.format}"
    content = told.text.encode() if asks.format == "md" else docx(blocks, parts.clock()) if asks.format == "docx" else pdf(blocks)
    with parts.cases() as cases:
        cases.add(asks.number, "notice", detail, viewer.login)
    parts.watch.did(viewer, "notice", f"incident {asks.number}: {detail}")
    name = f"incident-{asks.number}-{asks.law}-{asks.step}-{told.language}.{asks.format}"
    return NoticeFile(name, _MEDIA[asks.format], content)


_PATH = "/incidents/{number:number}/notices"
NOTICES = Endpoint(
    "GET", _PATH, Permission.CLIENTS, "The notices that laws ask for, or may.", IncidentAsked, Notices, _notices, "rows"
)
NOTICE = Endpoint(
    "GET",
    f"{_PATH}/{{law}}/{{step:number}}",
    Permission.CLIENTS,
    "One notice in words, gaps marked.",
    NoticeAsked,
    Notice,
    _notice,
)
KEEP = Endpoint(
    "POST", f"{_PATH}/{{law}}/{{step:number}}", Permission.DECIDE, "Keep a version of a notice.", NoticeKept, Notice, _keep
)
FILE = Endpoint(
    "POST",
    f"{_PATH}/{{law}}/{{step:number}}/file",
    Permission.DECIDE,
    "A notice as Markdown, DOCX or PDF; written into the incident's log.",
    NoticeFileAsked,
    NoticeFile,
    _file,
)
