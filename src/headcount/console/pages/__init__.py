"""Shelf: one page a file. A page registers here, in the order of the menu."""

from __future__ import annotations

from headcount.console.pages import (
    audit,
    client,
    clients,
    duties,
    health,
    incident,
    incident_attribution,
    incident_scope,
    incident_takes,
    incidents,
    notices,
    person,
    posture,
    routes,
    rules,
    settings,
    today,
    users,
)
from headcount.console.pages.interface import Page

PAGES: tuple[Page, ...] = (
    today.PAGE,
    clients.PAGE,
    client.PAGE,
    incidents.PAGE,
    incident.PAGE,
    incident_scope.PAGE,
    incident_attribution.PAGE,
    incident_takes.PAGE,
    duties.PAGE,
    notices.PAGE,
    person.PAGE,
    routes.PAGE,
    rules.PAGE,
    posture.PAGE,
    settings.PAGE,
    health.PAGE,
    users.PAGE,
    audit.PAGE,
)
