"""Envoy's text access log in its default format, with and without the last field, and Istio's default.

Source: Envoy documentation, Access logging, default format string; Istio, Envoy Access Logs.
"""

from __future__ import annotations

from headcount.sources.pattern import PatternSource
from headcount.sources.pattern_syntax import nginx

_FRONT = '[$time_iso8601] "$request" $status $response_flags'
_BACK = '"$http_x_forwarded_for" "$http_user_agent" "$request_id" "$host" "$upstream_host"'
_COUNTS = "$bytes_received $body_bytes_sent $duration $upstream_service_time"
_DETAILS = '$code_details $termination_details "$upstream_failure"'
_PEERS = "$upstream_cluster $upstream_local_address $downstream_local_address $remote_addr:$remote_port $server_name $route_name"

ENVOY = PatternSource(
    "envoy",
    (
        nginx(f"{_FRONT} {_COUNTS} {_BACK}"),
        nginx(f"{_FRONT} {_DETAILS} {_COUNTS} {_BACK} {_PEERS}"),
    ),
)
