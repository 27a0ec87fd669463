"""The access logs of Nginx Proxy Manager: its `proxy` and `standard` formats, and the combined lines of its own pages.

Source: NginxProxyManager, docker/rootfs/etc/nginx/conf.d/include/log.conf.
"""

from __future__ import annotations

from headcount.sources.pattern import PatternSource
from headcount.sources.pattern_syntax import nginx

_CLIENT = "[Client $remote_addr] [Length $body_bytes_sent] [Gzip $gzip_ratio]"
_REQUEST = '$request_method $scheme $host "$request_uri"'
_SENT = "[Sent-to $server]"
_BROWSER = '"$http_user_agent" "$http_referer"'
_PROXIED = "$upstream_cache_status $upstream_status $status"
_ACCOUNTED = '$host $remote_addr $request_time "$request" $status $body_bytes_sent $request_length $http_referer $http_user_agent'
_COMBINED = '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'

NGINX_PROXY_MANAGER = PatternSource(
    "nginx_proxy_manager",
    (
        nginx(f"[$time_local] {_PROXIED} - {_REQUEST} {_CLIENT} {_SENT} {_BROWSER}"),
        nginx(f"[$time_local] $status - {_REQUEST} {_CLIENT} {_BROWSER}"),
        nginx(f"[$time_local] $status - {_REQUEST} {_CLIENT} {_SENT} {_BROWSER}"),
        nginx(f"[$time_local] {_PROXIED} - {_REQUEST} {_CLIENT} {_BROWSER}"),
        nginx(f"[$time_local] {_ACCOUNTED}"),
        nginx(_COMBINED),
    ),
)
