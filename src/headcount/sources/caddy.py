"""Caddy's access log in JSON, version 2; the older key of the client's address is known too.

Source: Caddy documentation, Logging, `http.log.access`.
"""

from __future__ import annotations

from headcount.sources.json_lines import JsonSource

CADDY = JsonSource(
    "caddy",
    {
        "time": ("ts",),
        "address": ("request.remote_ip", "request.remote_addr"),
        "forwarded": ("request.headers.X-Forwarded-For",),
        "account": ("user_id",),
        "credential": ("request.headers.Authorization", "request.headers.X-Api-Key"),
        "user_agent": ("request.headers.User-Agent",),
        "method": ("request.method",),
        "target": ("request.uri",),
        "status": ("status",),
        "size": ("size",),
    },
)
