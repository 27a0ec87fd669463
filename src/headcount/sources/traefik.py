"""Traefik's access log in the Common Log Format: combined, then request number, router, server URL and duration.

Source: Traefik documentation, Access logs, format `common`.
"""

from __future__ import annotations

from headcount.sources.pattern import PatternSource
from headcount.sources.pattern_syntax import nginx

TRAEFIK = PatternSource(
    "traefik",
    (
        nginx(
            '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" '
            '$request_count "$router" "$server_url" ${duration}ms'
        ),
    ),
)
