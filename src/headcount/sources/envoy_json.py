"""Envoy's access log in JSON, with the keys of Istio's default and of Envoy's own examples.

Source: Istio, Envoy Access Logs, default JSON encoding; Envoy documentation, Access logging, format dictionaries.
"""

from __future__ import annotations

from headcount.sources.json_lines import JsonSource

ENVOY_JSON = JsonSource(
    "envoy_json",
    {
        "time": ("start_time", "time", "timestamp"),
        "address": ("downstream_remote_address_without_port", "downstream_remote_address", "downstream_direct_remote_address"),
        "forwarded": ("x_forwarded_for", "x-forwarded-for"),
        "credential": ("authorization", "x_api_key", "x-api-key"),
        "user_agent": ("user_agent", "user-agent"),
        "method": ("method", ":method"),
        "target": ("path", "x-envoy-original-path", ":path"),
        "status": ("response_code", "status"),
        "size": ("bytes_sent",),
    },
)
