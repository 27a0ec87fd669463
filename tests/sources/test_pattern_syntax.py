"""Format strings as they stand in configurations."""

from __future__ import annotations

import pytest

from headcount.errors import UsageError
from headcount.sources.pattern_parts import Field
from headcount.sources.pattern_syntax import apache, log_format, nginx, nginx_value


def roles(text: str) -> list[str]:
    return [e.role for e in log_format(text) if isinstance(e, Field)]


def test_nginx_with_and_without_the_directive() -> None:
    plain = '$remote_addr - $remote_user [$time_local] "$request" $status'
    wrapped = "log_format  main  '$remote_addr - $remote_user [$time_local] '\n   '\"$request\" $status';"
    escaped = "log_format main escape=json '$remote_addr - $remote_user [$time_local] \"$request\" $status';"
    assert log_format(wrapped) == log_format(plain) == log_format(escaped) == log_format(f"'{plain}'") == nginx(plain)
    assert roles(plain) == ["address", "account", "time", "request", "status"]


def test_apache_with_and_without_the_directive() -> None:
    plain = '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i"'
    wrapped = 'LogFormat "' + plain.replace('"', '\\"') + '" combined'
    custom = 'CustomLog "logs/access_log" "' + plain.replace('"', '\\"') + '" env=!image'
    assert (
        log_format(wrapped) == log_format(plain) == log_format(custom) == log_format(plain.replace('"', '\\"')) == apache(plain)
    )
    assert roles(plain) == ["address", "", "account", "time", "request", "status", "size", "", "user_agent"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$msec $uri$is_args$args", ["time", "target"]),
        ("$msec $uri ${args}x", ["time", "path", "query"]),
        ("$msec $request_uri $cookie_sessionid $cookie_color $bytes_sent", ["time", "target", "credential", "", "size"]),
        ("$msec $request_uri $bytes_sent $body_bytes_sent", ["time", "target", "", "size"]),
        ("$msec $request_uri $http_x_api_key $http_authorization", ["time", "target", "credential", ""]),
        ("$msec $request $uri $args", ["time", "request", "", ""]),
        ("%t %m %U%q %H", ["time", "method", "target", ""]),
        ("%t %U %q", ["time", "path", "query"]),
        (
            "%t %r %{c}a %<s %400,501{User-agent}i %{X-Forwarded-For}i %{X}e",
            ["time", "request", "address", "status", "user_agent", "forwarded", ""],
        ),
        ("%t %r %{PHPSESSID}C %{theme}C %I %O %D %T %v %V %p %P", ["time", "request", "credential", "", "", "size", *[""] * 6]),
    ],
)
def test_roles(text: str, expected: list[str]) -> None:
    assert roles(text) == expected


def test_a_time_in_several_directives_is_one_field() -> None:
    _, second, *_ = apache("[%{%d/%b/%Y:%T}t.%{msec_frac}t] %U")
    assert isinstance(second, Field)
    assert (second.role, second.width, second.before, second.after) == ("time", 24, b"[", b"]")
    assert second.layout
    assert second.layout.parse(b"01/Nov/2025:08:00:02.125") == 1761984002125000


@pytest.mark.parametrize(
    "text", ["$remote_addr $request", "$time_local $status", "%h %r", "%t %h", "nothing at all", "%{%c}t %U"]
)
def test_formats_that_cannot_be_used_say_why(text: str) -> None:
    with pytest.raises(UsageError, match="log format"):
        log_format(text)


def test_the_value_of_a_directive() -> None:
    assert nginx_value("log_format a 'x' ' y\\'z';") == "x y'z"
    assert nginx_value("$a $b") == "$a $b"
