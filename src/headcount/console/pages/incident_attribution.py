"""Whose leak: a list is uploaded, and the answer shown once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import UploadFile

from headcount.console.endpoint import WrongError
from headcount.console.interface import Permission
from headcount.console.pages.incident import again, head_of, with_seconds
from headcount.console.pages.incident_attribution_answers import EXPLAIN_LIST, MOST_BYTES
from headcount.console.pages.interface import Act, Again, Asking, Page, View
from headcount.console.words import N_
from headcount.errors import HeadcountError, LedgerError

_PATH = "/incidents/{number:number}/attribution"
_TEMPLATE = "incident/attribution.html"
_VERDICTS = {
    "client": N_("One client's exposure explains the list, and no other's does."),
    "group": N_("Several clients together explain the list, or several explain it equally well."),
    "none": N_("Nobody in the ledger explains the list."),
}


def _show(asking: Asking) -> Mapping[str, Any]:
    return {
        **head_of(asking, "/attribution"),
        "explained": None,
        "verdicts": _VERDICTS,
        "has_key": asking.parts.tokens is not None and asking.parts.beside is not None,
    }


def _explain(asking: Asking) -> Again:
    try:
        content = _content(asking)
        form = with_seconds(asking, "surfaced").form
        surfaced = str(form.get("surfaced") or "") if form else ""
        told = {"surfaced": surfaced} if surfaced else {}
        explained = asking.ask(EXPLAIN_LIST, number=asking.path["number"], content=content, **told)
    except LedgerError:
        raise
    except HeadcountError as error:
        return again(_TEMPLATE, _show)(asking, str(error))
    shown = again(_TEMPLATE, _show)(asking, "")
    return Again(_TEMPLATE, {**shown.given, "explained": explained})


def _content(asking: Asking) -> bytes:
    file = asking.form.get("list") if asking.form else None
    if not isinstance(file, UploadFile):
        raise WrongError("choose the list to ask about")
    try:
        content = file.file.read(MOST_BYTES + 1)
    finally:
        file.file.close()  # what did not fit into memory is an unnamed file, which is gone with this
    if len(content) > MOST_BYTES:
        raise WrongError(
            "the list has more than 10 MB: take a part of it, or run headcount attribute on the machine of the ledger"
        )
    if not content:
        raise WrongError("the list is empty")
    return content


PAGE = Page(
    "incident_attribution",
    N_("Whose leak"),
    "",
    "/incidents",
    Permission.CLIENTS,
    (View(_PATH, _TEMPLATE, Permission.CLIENTS, _show),),
    (Act(_PATH, Permission.REIDENTIFY, _explain),),
    (EXPLAIN_LIST,),
)
