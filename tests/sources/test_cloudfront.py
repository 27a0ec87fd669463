"""CloudFront standard logs."""

from __future__ import annotations

from headcount.sources.cloudfront import CLOUDFRONT
from tests.sources.reading import read

FIELDS = "#Fields: date time x-edge-location c-ip x-event sc-bytes cs-uri-stem cs-uri-query c-user-agent"
PLAIN = (
    "2025-11-01\t08:00:02\tCDG50\t703\t192.0.2.7\tGET\td1.cloudfront.net\t/a\t404\t-\tcurl/8\tb=1\t-\tError\tid\tshop\thttps\t62"
)
TAIL = "\t0.1\t198.51.100.1\tTLSv1.3\tAES\tError\tHTTP/2.0\t-\t-\t51754\t0.1\tError\ttext/html\t20\t-\t-"


def test_a_file_without_header_lines_has_the_standard_columns() -> None:
    assert CLOUDFRONT.recognise(f"{PLAIN}{TAIL}\n".encode()) == 1.0
    assert read(CLOUDFRONT, PLAIN + TAIL)[0] == [
        {
            "time": "2025-11-01T08:00:02+00:00",
            "address": "192.0.2.7",
            "forwarded": "198.51.100.1",
            "user_agent": "curl/8",
            "method": "GET",
            "target": "/a?b=1",
            "status": 404,
            "size": 703,
            "line": 1,
        }
    ]


def test_rtmp() -> None:
    line = "2025-11-01   08:00:02   SEA4   192.0.2.7   play   3914   rtmp://d1.cloudfront.net/st   -   LNX%2010"
    (row,) = read(CLOUDFRONT, f"{FIELDS}\n{line}")[0]
    assert (row["target"], row["size"], row["status"], row["address"]) == ("rtmp://d1.cloudfront.net/st", 3914, 0, "192.0.2.7")


def test_other_w3c_logs_are_not_taken() -> None:
    assert CLOUDFRONT.recognise(b"#Fields: date time c-ip cs-uri-stem\n2025-11-01 08:00:02 192.0.2.7 /a\n") == 0.0
