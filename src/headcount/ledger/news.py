"""News: personal data that a known route newly shows, in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from headcount.ledger.embedded import EmbeddedLedger


def news(ledger: EmbeddedLedger) -> Iterator[tuple[str, str]]:
    """(route, since when it also shows what), the latest first; times in UTC.

    The time is that of the first answer that showed it, as near as the samples tell.
    """
    routes = ledger.routes()
    new = [(field.since, shape.route, field) for shape in ledger.shapes() for field in shape.fields if field.since is not None]
    for since, route, field in sorted(new, key=lambda row: (-row[0], row[1], row[2].path)):
        moment = dt.datetime.fromtimestamp(since / 1e6, dt.UTC)
        form = "" if field.form == "clear" else f", {field.form}"
        told = f"since {moment:%Y-%m-%d %H:%M} UTC this route also returns {field.kind} ({field.path}{form})"
        yield f"{routes[route].method} {routes[route].template}", told
