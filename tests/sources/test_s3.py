"""S3 server access logs."""

from __future__ import annotations

from headcount.sources.s3 import S3
from tests.sources.reading import read

FRONT = "0123abc bucket [01/Nov/2025:08:00:02 +0000]"


def test_requesters_and_what_follows_the_user_agent() -> None:
    line = f'{FRONT} 192.0.2.7 arn:aws:iam::1:user/alice 3E57 REST.GET a "GET /a%20b?x=1 HTTP/1.1" 200 - 512 512 7 6 "-" "B 1.0"'
    for rest in ("", " -", ' - id SigV4 TLS_AES ARN "x" TLSv1.3'):
        assert read(S3, line + rest)[0] == [
            {
                "time": "2025-11-01T08:00:02+00:00",
                "address": "192.0.2.7",
                "account": "arn:aws:iam::1:user/alice",
                "user_agent": "B 1.0",
                "method": "GET",
                "target": "/a%20b?x=1",
                "status": 200,
                "size": 512,
                "line": 1,
            }
        ]


def test_what_s3_did_itself_is_skipped() -> None:
    line = f'{FRONT} - AmazonS3 3E57 S3.EXPIRE.OBJECT a - - - - - - - "-" "-" -'
    assert read(S3, line) == ([], {"not in the format of this file": 1})
