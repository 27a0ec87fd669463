"""AWS Classic Load Balancer access logs, HTTP listeners. The lines of TCP listeners hold no request and are skipped.

Source: Elastic Load Balancing, Access logs for your Classic Load Balancer, access log entries; times in UTC.
"""

from __future__ import annotations

from headcount.sources.pattern import PatternSource
from headcount.sources.pattern_syntax import nginx

_FRONT = (
    "$time_iso8601 $elb $remote_addr:$remote_port $backend $request_time $backend_time $response_time $status $backend_status"
)

ELB = PatternSource(
    "elb",
    (
        nginx(f'{_FRONT} $received $body_bytes_sent "$request" "$http_user_agent" $cipher $protocol'),
        nginx(f'{_FRONT} $received $body_bytes_sent "$request"'),
    ),
)
