"""AWS Application Load Balancer access logs; fields that were added later are read over.

Source: Elastic Load Balancing, Access logs for your Application Load Balancer, access log entries; times in UTC.
"""

from __future__ import annotations

from headcount.sources.pattern import PatternSource
from headcount.sources.pattern_parts import REST, Field
from headcount.sources.pattern_syntax import nginx

ALB = PatternSource(
    "alb",
    (
        (
            *nginx(
                "$type $time_iso8601 $elb $remote_addr:$remote_port $target $request_time $target_time $response_time "
                '$status $target_status $received $body_bytes_sent "$request" "$http_user_agent" $cipher $protocol '
            ),
            Field(REST, before=b" "),
        ),
    ),
)
