"""Person: who was shown somebody, asked by token or by value, and the report for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from headcount.console.endpoint import API
from headcount.console.interface import Permission
from headcount.console.pages.incidents import client_path
from headcount.console.pages.interface import Act, Again, Asking, Page, View
from headcount.console.pages.person_answers import ENTITIES, FIND, MOST, PERSON, REASONS, TAKE_REPORT
from headcount.console.words import N_
from headcount.errors import HeadcountError, LedgerError
from headcount.model.viewing import Viewing

_SEEN = "person.html"


def _ask(asking: Asking) -> Mapping[str, Any]:
    by_value = Permission.REIDENTIFY in asking.viewer.permissions
    has_key = asking.parts.tokens is not None
    return {
        "entities": asking.ask(ENTITIES).entities if by_value and has_key else (),
        "by_value": by_value,
        "has_key": has_key,
        "wrong": "",
        "token": "",
    }


def _go(asking: Asking) -> str | Again:
    """Go to the page of a token that was typed."""
    token = str(asking.form.get("token", "")) if asking.form else ""
    digits = token.strip().lower().removeprefix("0x")
    if len(digits) == 16 and set(digits) <= set("0123456789abcdef"):
        return f"/people/{digits}"
    return Again("people.html", {**_ask(asking), "wrong": asking.say(_NO_TOKEN), "token": token}, 400)


_NO_TOKEN = N_("A token has 16 digits, 0 to 9 and a to f.")


def _find(asking: Asking) -> str | Again:
    """Make tokens of a value, and go to their page; the value stands in no address."""
    try:
        found = asking.asked(FIND)
    except LedgerError:
        raise
    except HeadcountError as error:
        return Again("people.html", {**_ask(asking), "wrong": str(error)}, 409)
    return f"/people/{','.join(found.tokens)}"


def _show(asking: Asking) -> Mapping[str, Any]:
    person, token = asking.ask(PERSON, token=asking.path["token"]), asking.path["token"]
    now = asking.query.get("count") == "now"
    report = asking.ask(REASONS, token=token, now=now).report
    viewings: dict[tuple[str, str], Viewing] = {(one.lens, one.client): one for one in report.viewings} if report else {}
    return {
        "current": "people",
        "person": person,
        "token": token,
        "report": report,
        "viewing": lambda row: viewings.get((row.lens, row.name)),
        "client_path": client_path,
        "countable": asking.parts.beside is not None,
        "csv_url": f"{API}/people/{token}?limit={MOST}&as=csv",
        "json_url": f"{API}/people/{token}?limit={MOST}",
        "wrong": "",
    }


def _take(asking: Asking) -> Response | Again:
    try:
        taken = asking.asked(TAKE_REPORT)
    except LedgerError:
        raise
    except HeadcountError as error:
        before = Asking(asking.parts, asking.viewer, asking.say, asking.path, asking.query)
        return Again(_SEEN, {**_show(before), "wrong": str(error)}, 409)
    headers = {"Content-Disposition": f'attachment; filename="{taken.name}"', "Cache-Control": "no-store"}
    return Response(taken.content, media_type=taken.media_type, headers=headers)


PAGE = Page(
    "people",
    N_("Person"),
    "p",
    "/people",
    Permission.PEOPLE,
    (View("/people", "people.html", Permission.PEOPLE, _ask), View("/people/{token}", _SEEN, Permission.PEOPLE, _show)),
    (
        Act("/people", Permission.PEOPLE, _go),
        Act("/people/value", Permission.REIDENTIFY, _find),
        Act("/people/{token}/report", Permission.EXPORT, _take),
    ),
    (ENTITIES, FIND, PERSON, REASONS, TAKE_REPORT),
)
