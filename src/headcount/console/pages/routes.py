"""Routes: which disclose what of whom, in clear or masked, to how many; what is new on them; and one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from headcount.console.interface import Permission
from headcount.console.pages import data_map, data_map_answers, routes_answers
from headcount.console.pages.data_map_answers import BREACHES, IDLE
from headcount.console.pages.interface import Asking, Page, View
from headcount.console.pages.routes_answers import NEWS, ROUTE, ROUTE_CLIENTS, ROUTES
from headcount.console.words import N_


def _show(asking: Asking) -> Mapping[str, Any]:
    found = asking.parts.board.data_map()
    personal = [route for route in found.routes if route.grade]
    names = Permission.CLIENTS in asking.viewer.permissions
    return {
        "found": asking.asked(ROUTES),
        "known": asking.parts.board.known(),
        "personal": len(personal),
        "grave": sum(route.grade == 4 for route in personal),  # the highest grade
        "kinds_there": len(found.kinds),
        "once": max((route.most_people for route in found.routes), default=0),
        "news": asking.ask(NEWS).rows,
        "breaches_there": asking.ask(BREACHES).rows if names else (),
        "idle": asking.ask(IDLE).rows,
        "lenses_there": sorted({use.lens for route in found.routes for use in route.lenses}),
        "kind_name": data_map.kind_name(asking),
    }


def _one(asking: Asking) -> Mapping[str, Any]:
    told = asking.ask(ROUTE, name=asking.path["name"])
    names = Permission.CLIENTS in asking.viewer.permissions
    return {
        "name": asking.path["name"],
        "told": told,
        "clients": asking.ask(ROUTE_CLIENTS, name=asking.path["name"]).rows if names else (),
        "kind_name": data_map.kind_name(asking),
        "reason": data_map.reason(asking),
    }


PAGE = Page(
    "routes",
    N_("Routes"),
    "r",
    "/routes",
    Permission.COUNTS,
    (
        View("/routes", "routes.html", Permission.COUNTS, _show),
        *data_map.VIEWS,
        View("/routes/{name:path}", "route.html", Permission.COUNTS, _one),
    ),
    (),
    (*routes_answers.ENDPOINTS, *data_map_answers.ENDPOINTS),
)
