"""Notices of an incident: drafts filled with what is known, edited here, kept in versions, taken as files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from headcount.console.interface import Permission
from headcount.console.pages.incident import again, head_of
from headcount.console.pages.interface import Act, Again, Asking, Page, View
from headcount.console.pages.notices_answers import FILE, KEEP, NOTICE, NOTICES
from headcount.console.pages.notices_text import document_of
from headcount.console.words import N_
from headcount.errors import HeadcountError, LedgerError
from headcount.model.duty import Standing
from headcount.reports.notices.document import Table

NAMES = {
    "en": "English",
    "zh": "简体中文",
    "ja": "日本語",
    "ko": "한국어",
    "vi": "Tiếng Việt",
    "pt": "Português",
    "de": "Deutsch",
    "fr": "Français",
}
"""Languages by their own names."""
FORMATS = {"md": "Markdown", "docx": "DOCX", "pdf": "PDF"}
_PATH = "/incidents/{number:number}/notices"
_ONE = f"{_PATH}/{{law}}/{{step:number}}"


def _list(asking: Asking) -> Mapping[str, Any]:
    told = asking.ask(NOTICES, number=asking.path["number"])
    parted = [(standing, [row for row in told.rows if row.standing is standing]) for standing in (Standing.APPLIES, Standing.MAY)]
    return {**head_of(asking, "/notices"), "notices": told, "parted": parted, "languages_of": NAMES}


def _show(asking: Asking) -> Mapping[str, Any]:
    notice = asking.asked(NOTICE)
    blocks = document_of(notice.text, notice.title, notice.language).blocks
    return {
        **head_of(asking, "/notices"),
        "notice": notice,
        "blocks": [(block, isinstance(block, Table)) for block in blocks],
        "text": notice.text,
        "formats": FORMATS,
        "languages_of": NAMES,
        "notice_path": f"/incidents/{asking.path['number']}/notices/{notice.law}/{notice.step}",
        "fresh": asking.query.get("fresh", ""),
    }


def _keep(asking: Asking) -> str | Again:
    number, law, step = (asking.path[name] for name in ("number", "law", "step"))
    try:
        made = asking.asked(KEEP)
    except LedgerError:
        raise
    except HeadcountError as error:
        shown = again("incident/notice.html", _show)(asking, str(error))
        written = str(asking.form.get("text", "")) if asking.form else ""
        return Again(shown.template, {**shown.given, "text": written}, shown.status)  # what was written must not be lost
    return f"/incidents/{number}/notices/{law}/{step}?language={made.language}"


def _file(asking: Asking) -> Response | Again:
    try:
        file = asking.asked(FILE)
    except LedgerError:
        raise
    except HeadcountError as error:
        return again("incident/notice.html", _show)(asking, str(error))
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "no-store"}
    return Response(file.content, media_type=file.media_type, headers=headers)


PAGE = Page(
    "notices",
    N_("Notices"),
    "",
    "/incidents",
    Permission.CLIENTS,
    (
        View(_PATH, "incident/notices.html", Permission.CLIENTS, _list),
        View(_ONE, "incident/notice.html", Permission.CLIENTS, _show),
    ),
    (Act(_ONE, Permission.DECIDE, _keep), Act(f"{_ONE}/file", Permission.DECIDE, _file)),
    (NOTICES, NOTICE, KEEP, FILE),
)
