"""Amazon S3 server access logs. Requests that S3 made itself have no request line and are skipped.

Source: Amazon S3 User Guide, Amazon S3 server access log format; times in UTC.
"""

from __future__ import annotations

from headcount.sources.pattern import PatternSource
from headcount.sources.pattern_parts import REST, Field
from headcount.sources.pattern_syntax import nginx

_FRONT = (
    '$owner $bucket [$time_local] $remote_addr $remote_user $request_id $operation $key "$request" $status $error '
    '$body_bytes_sent $object_size $total_time $turn_around_time "$http_referer" "$http_user_agent"'
)

S3 = PatternSource("s3", (nginx(_FRONT), (*nginx(f"{_FRONT} "), Field(REST, before=b" "))))
