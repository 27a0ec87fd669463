"""The data map to look at, and to take away as `headcount map` writes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from headcount.console.interface import Permission
from headcount.console.pages.data_map_answers import AGREEMENTS, BREACHES, MAP
from headcount.console.pages.interface import Asking, View
from headcount.model.data_map import DataMap
from headcount.model.kind import Kind
from headcount.model.taxonomy import entry
from headcount.reports.data_map_csv import interface_inventory, records_of_processing
from headcount.reports.data_map_json import map_to_json
from headcount.reports.data_map_toml import map_to_toml
from headcount.reports.figures.figure import render
from headcount.reports.figures.flow import flow
from headcount.reports.phrases import phrases
from headcount.reports.reasons import reason_in


def kind_name(asking: Asking) -> Callable[[str], str]:
    """What kinds are called in the viewer's language."""
    chinese, known = asking.say.language == "zh", set(Kind)

    def name(kind: str) -> str:
        if kind not in known:
            return kind
        told = entry(Kind(kind))
        return told.zh if chinese else told.en

    return name


def reason(asking: Asking) -> Callable[[str], str]:
    """Reasons of grades in the viewer's language."""
    say = phrases(asking.say.language)
    return lambda told: reason_in(say, told)


def _show(asking: Asking) -> Mapping[str, Any]:
    say = phrases(asking.say.language)
    names = Permission.CLIENTS in asking.viewer.permissions
    drawn = render(flow(asking.parts.board.data_map(), "flow", say), say)
    return {
        "found": asking.ask(MAP),
        "flow": Markup(drawn),  # noqa: S704  # the report's own markup, every text in it escaped
        "breaches": asking.ask(BREACHES).rows if names else (),
        "agreements": asking.ask(AGREEMENTS).rows if names else (),
        "kind_name": kind_name(asking),
        "reason": reason(asking),
    }


def _taken(name: str, media: str, write: Callable[[DataMap], str | bytes]) -> Callable[[Asking], Response]:
    def take(asking: Asking) -> Response:
        asking.parts.watch.did(asking.viewer, "export", f"the data map as {name}")
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
        return Response(write(asking.parts.board.data_map()), media_type=media, headers=headers)

    return take


VIEWS = (
    View("/routes/map", "data_map.html", Permission.COUNTS, _show),
    View("/routes/map.toml", "", Permission.COUNTS, _taken("routes.toml", "application/toml", map_to_toml)),
    View("/routes/map.json", "", Permission.CLIENTS, _taken("data-map.json", "application/json", map_to_json)),
    View("/routes/processing.csv", "", Permission.COUNTS, _taken("processing.csv", "text/csv", records_of_processing)),
    View("/routes/interfaces.csv", "", Permission.COUNTS, _taken("interfaces.csv", "text/csv", interface_inventory)),
)
