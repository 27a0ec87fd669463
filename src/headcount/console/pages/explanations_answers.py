"""Explanations: for how many of the people that a client was shown the site's relation tables say why."""

from __future__ import annotations

import msgspec

from headcount.console.endpoint import Endpoint
from headcount.console.explaining import Explanations, explanations
from headcount.console.interface import Parts, Permission, Viewer


class ExplanationsAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which client's."""

    lens: str
    name: str
    large: bool = False
    """Whether tables are read that are large, or come out of a database."""


def _explanations(parts: Parts, viewer: Viewer, asks: ExplanationsAsked) -> Explanations:
    parts.watch.looked(viewer, "client", f"{asks.lens}:{asks.name}", "/explanations/{lens}/{name}")
    return explanations(parts, asks.lens, asks.name, large=asks.large)


EXPLANATIONS = Endpoint(
    "GET",
    "/explanations/{lens}/{name:path}",
    Permission.CLIENTS,
    "For how many of the records that a client was shown the site's relation tables give a reason.",
    ExplanationsAsked,
    Explanations,
    _explanations,
    "rows",
)
