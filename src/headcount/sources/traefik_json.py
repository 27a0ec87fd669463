"""Traefik's access log in JSON.

Source: Traefik documentation, Access logs, available fields; request headers are logged as `request_<Header>`.
"""

from __future__ import annotations

from headcount.sources.json_lines import JsonSource

TRAEFIK_JSON = JsonSource(
    "traefik_json",
    {
        "time": ("StartUTC", "time", "StartLocal"),
        "address": ("ClientHost",),
        "forwarded": ("request_X-Forwarded-For",),
        "account": ("ClientUsername",),
        "credential": ("request_Authorization", "request_X-Api-Key"),
        "user_agent": ("request_User-Agent",),
        "method": ("RequestMethod",),
        "target": ("RequestPath",),
        "status": ("DownstreamStatus", "OriginStatus"),
        "size": ("DownstreamContentSize",),
    },
)
