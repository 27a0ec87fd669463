"""Sources from format strings: text, and JSON objects with variables."""

from __future__ import annotations

import pytest

from headcount.errors import UsageError
from headcount.sources.log_format import from_log_format
from tests.sources.reading import read

ROW = {"time": "2025-11-01T08:00:02+00:00", "address": "192.0.2.7", "target": "/a?b=1", "status": 200, "size": 512, "line": 1}


def test_the_shape_that_people_paste_from_nginx() -> None:
    source = from_log_format("""
        log_format timed '$remote_addr - $remote_user [$time_local] "$request" '
                         '$status $body_bytes_sent "$http_referer" "$http_user_agent" '
                         'rt=$request_time uct="$upstream_connect_time" key="$http_x_api_key"';""")
    line = '192.0.2.7 - - [01/Nov/2025:08:00:02 +0000] "GET /a?b=1 HTTP/1.1" 200 512 "-" "B 1.0" rt=0.004 uct="0.000" key="k-17"'
    assert source.name == "log_format"
    assert read(source, line) == ([ROW | {"method": "GET", "user_agent": "B 1.0", "credential": "k-17"}], {})


def test_apache_with_its_own_time() -> None:
    source = from_log_format('%a [%{%B - %d, %Y:%H:%M:%S}t] "%r" %>s %b')
    assert read(source, '192.0.2.7 [November - 01, 2025:08:00:02] "GET /a?b=1 HTTP/1.0" 200 512') == (
        [ROW | {"method": "GET"}],
        {},
    )


def test_path_and_query_apart() -> None:
    source = from_log_format("$msec $remote_addr $status $body_bytes_sent $request_method $uri $args;$http_user_agent")
    found, _ = read(source, "1761984002.000 192.0.2.7 200 512 GET /a b=1;B 1.0\n1761984002.000 192.0.2.7 200 512 GET /a -;B 1.0")
    assert found[0] == ROW | {"method": "GET", "user_agent": "B 1.0"}
    assert found[1]["target"] == "/a"


def test_nginx_json() -> None:
    source = from_log_format("""log_format json escape=json '{"at":"$time_iso8601","http":{"code":$status,"path":"$request_uri"},'
        '"peer":"$remote_addr", "bytes": $body_bytes_sent, "x": "$upstream_addr"}';""")
    line = '{"at":"2025-11-01T08:00:02+00:00","http":{"code":200,"path":"/a?b=1"},"peer":"192.0.2.7","bytes":512,"x":"-"}'
    assert read(source, line) == ([ROW], {})


@pytest.mark.parametrize("text", ["", "{", '{"a":"$status"}', "$remote_addr $request"])
def test_formats_that_cannot_be_used(text: str) -> None:
    with pytest.raises(UsageError, match="log format"):
        from_log_format(text)
