"""Access logs of nginx and Apache in the common and the combined format, with what people add before and after.

Read are: common and combined; a virtual host (with or without a port) before the address; further fields after the user agent
(the first quoted one is taken for `X-Forwarded-For`); a session id between referrer and user agent; lines wrapped in one more
pair of quotes; lines without the address. Source: Apache HTTP Server 2.4, Log Files, Access Log; nginx, ngx_http_log_module.
"""

from __future__ import annotations

from headcount.sources.pattern import PatternSource
from headcount.sources.pattern_parts import REST, Element, Field
from headcount.sources.pattern_syntax import nginx

_COMMON = '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent'
_COMBINED = f'{_COMMON} "$http_referer" "$http_user_agent"'
_BARE = '[$time_local] "$request" $status $body_bytes_sent "$http_referer"'


def _open_ended(text: str) -> tuple[Element, ...]:
    return (*nginx(text), Field(REST, before=b" "))


_TAIL = '"$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'

COMBINED = PatternSource(
    "combined",
    (
        nginx(_COMBINED),
        nginx(_COMMON),
        nginx(f'{_COMBINED} "$http_x_forwarded_for"'),
        _open_ended(f'{_COMBINED} "$http_x_forwarded_for" '),
        _open_ended(f"{_COMBINED} "),
        nginx(f"$host $remote_addr - $request_id - [$time_local] {_TAIL}"),
        nginx(f"$host {_COMBINED}"),
        nginx(f"$host {_COMMON}"),
        _open_ended(f"$host {_COMBINED} "),
        nginx(f'"{_COMBINED}"'),
        nginx(f'$remote_addr - $remote_user {_BARE} $cookie_session "$http_user_agent"'),
        nginx(f'- $remote_user {_BARE} $cookie_session "$http_user_agent"'),
        nginx(f'- $remote_user {_BARE} "$http_user_agent"'),
        nginx(f"$host $remote_addr - $remote_user [$time_local] ($duration s) {_TAIL}"),
        nginx(f"$remote_addr $ident $remote_user [$time_local] {_TAIL}"),
        nginx('$remote_addr $ident $remote_user [$time_local] "$request" $status $body_bytes_sent'),
    ),
)
