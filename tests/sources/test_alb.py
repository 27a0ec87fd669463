"""Application Load Balancer."""

from __future__ import annotations

from headcount.sources.alb import ALB
from tests.sources.reading import read

FRONT = "https 2025-11-01T08:00:02.186641Z app/a/1 192.0.2.7:2817 192.0.2.80:80 0.086 0.048 0.037 200 200 0 57"
MIDDLE = '"Browser 1.0" ECDHE TLSv1.2 arn:aws:x "Root=1"'


def test_an_absolute_target_keeps_its_host_and_later_fields_are_read_over() -> None:
    line = f'{FRONT} "GET https://shop.example:443/a HTTP/2.0" {MIDDLE} "-" 0 2025-11-01T08:00:02.0Z "forward" "-" TID_1'
    expected = {
        "time": "2025-11-01T08:00:02.186641+00:00",
        "address": "192.0.2.7",
        "user_agent": "Browser 1.0",
        "method": "GET",
        "target": "https://shop.example:443/a",
        "status": 200,
        "size": 57,
        "line": 1,
    }
    assert read(ALB, line) == ([expected], {})


def test_what_the_balancer_answered_itself() -> None:
    line = f'{FRONT} "GET http://shop.example:80/a HTTP/1.1" {MIDDLE} -'.replace(
        "192.0.2.80:80 0.086 0.048 0.037 200 200", "- -1 -1 -1 404 -"
    )
    assert read(ALB, line)[0][0]["status"] == 404
    assert read(ALB, line.replace("192.0.2.7:", "2001:db8::7:"))[0][0]["address"] == "2001:db8::7"
