"""Mechanism: a small made window of a partner under an agreement, for the example of scope_creep."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pyarrow as pa

from headcount.detectors.example import example_window
from headcount.ledger.window import CLIENTS_SCHEMA, USED_SCHEMA, Window
from headcount.model.scope import Scope

_NAME = "Example partner"
_NAMES, _PHONES = "/partner/people/{id}", "/profile?id={id}"


def partner_window(phones: int = 0, scope: Scope | None = None) -> Window:
    """A partner's client that was shown 420 people a day for thirty days, among 600 visitors.

    Args:
        phones: of these, how many it was shown from the 21st day on through the route that shows phone numbers, too.
        scope: what was agreed: names only, unless told otherwise.
    """
    window = example_window([(day * 86_400 + 36_000, 420, 0) for day in range(30)])
    clients = window.clients.to_pylist()
    clients = [row | {"people": row["records"]} for row in clients]
    clients[-1] |= {"lens": "credential", "name": "5f1c0a77", "agreement": _NAME}
    number, begin = clients[-1]["client"], window.first + dt.timedelta(hours=10)
    turned = begin + dt.timedelta(days=20)
    rows = [(number, _NAMES, ["name"], 12_600, begin, window.last, window.first)]
    rows += [(number, _PHONES, ["name", "phone"], phones, turned, window.last, window.first)] if phones else []
    used = [dict(zip(USED_SCHEMA.names, row, strict=True)) for row in rows]
    return replace(
        window,
        clients=pa.Table.from_pylist(clients, schema=CLIENTS_SCHEMA),
        used=pa.Table.from_pylist(used, schema=USED_SCHEMA),
        scopes={_NAME: scope or Scope(kinds=frozenset({"name"}))},
    )
