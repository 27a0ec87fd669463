"""Take out: the people of an incident and its pack, each behind a second confirmation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import Response

from headcount.console.counting import counted_before
from headcount.console.endpoint import Endpoint
from headcount.console.interface import Permission
from headcount.console.pages.incident import again, head_of
from headcount.console.pages.incident_takes_answers import TAKE_PACK, TAKE_PEOPLE, key_place
from headcount.console.pages.interface import Act, Again, Asking, Page, View
from headcount.console.words import N_
from headcount.errors import HeadcountError, LedgerError

_PATH = "/incidents/{number:number}/take"


def _show(asking: Asking) -> Mapping[str, Any]:
    head = head_of(asking, "/take")
    return {**head, "has_ledger": asking.parts.beside is not None}


def _confirm(asking: Asking) -> Mapping[str, Any]:
    """The second page: what will be taken, and the number to type."""
    what = "pack" if asking.path.get("what") == "pack" else "people"
    with asking.parts.cases() as cases:
        measured = counted_before(asking.parts, cases.get(asking.path["number"]))
    total = measured.found.total if measured else None
    key = key_place(asking.parts)
    return {**_show(asking), "what": what, "total": total, "key": key.name, "has_key": key.is_file()}


def _take(endpoint: Endpoint[Any, Any], what: str) -> Callable[[Asking], Response | Again]:
    media = "application/zip" if what == "pack" else "text/csv"

    def carry_out(asking: Asking) -> Response | Again:
        before = Asking(asking.parts, asking.viewer, asking.say, {**asking.path, "what": what}, asking.query, asking.form)
        try:
            taken = asking.asked(endpoint)
        except LedgerError:
            raise
        except HeadcountError as error:
            return again("incident/confirm.html", _confirm)(before, str(error))
        headers = {"Content-Disposition": f'attachment; filename="{taken.name}"', "Cache-Control": "no-store"}
        return Response(taken.content, media_type=media, headers=headers)

    return carry_out


PAGE = Page(
    "incident_takes",
    N_("Take out"),
    "",
    "/incidents",
    Permission.CLIENTS,
    (
        View(_PATH, "incident/take.html", Permission.CLIENTS, _show),
        View(f"{_PATH}/{{what}}", "incident/confirm.html", Permission.EXPORT, _confirm),
    ),
    (
        Act(f"{_PATH}/people", Permission.EXPORT, _take(TAKE_PEOPLE, "people")),
        Act(f"{_PATH}/pack", Permission.EXPORT, _take(TAKE_PACK, "pack")),
    ),
    (TAKE_PEOPLE, TAKE_PACK),
)
