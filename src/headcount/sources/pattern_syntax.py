"""Patterns from the log format strings of web servers, as they stand in the server's configuration.

Sources: nginx, module ngx_http_log_module, directive `log_format` and the index of variables; Apache HTTP Server 2.4, module
mod_log_config, custom log formats.
"""

from __future__ import annotations

import re

from headcount.errors import UsageError
from headcount.sources.clock import CLF, EPOCH, ISO, strftime
from headcount.sources.pattern_parts import IGNORED, PORT, REQUEST, SIZE, STATUS, TIME, Element, Field, Literal, pattern

NGINX_ROLES: dict[str, str] = {
    "remote_addr": "address",
    "http_x_forwarded_for": "forwarded",
    "proxy_add_x_forwarded_for": "forwarded",
    "remote_user": "account",
    "http_authorization": "credential",
    "http_x_api_key": "credential",
    "http_api_key": "credential",
    "http_user_agent": "user_agent",
    "request_method": "method",
    "request_uri": "target",
    "uri": "path",
    "document_uri": "path",
    "args": "query",
    "query_string": "query",
    "request": REQUEST,
    "status": STATUS,
    "body_bytes_sent": SIZE,
    "remote_port": PORT,
}
"""nginx variable to role. Others are read over, except that `$bytes_sent` is the size where `$body_bytes_sent` is not logged,
`$realip_remote_addr` the address where `$remote_addr` is not, and a session cookie the credential where no key is."""

_SECOND_CHOICE = {"bytes_sent": SIZE, "realip_remote_addr": "address", "http_x_real_ip": "forwarded"}
_SESSION = re.compile(r"cookie_(?:\w*(?:sess|sid|token|auth)\w*)", re.IGNORECASE)
_NGINX = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_NGINX_WRAPPER = re.compile(r"\s*log_format\s+\S+\s+(?:escape=\w+\s+)?(.*?);?\s*", re.DOTALL)
_QUOTED_PART = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"", re.DOTALL)

_APACHE = re.compile(r"%(?:!?\d{3}(?:,\d{3})*)?([<>]?)(?:\{([^}]*)\})?(\^?[a-zA-Z]{1,2}|%)")
_APACHE_WRAPPER = re.compile(
    r"\s*(?:LogFormat|CustomLog\s+\S+|GlobalLog\s+\S+)\s+\"((?:[^\"\\]|\\.)*)\".*", re.DOTALL | re.IGNORECASE
)
_APACHE_ROLES = {
    "h": "address",
    "a": "address",
    "u": "account",
    "r": REQUEST,
    "s": STATUS,
    "b": SIZE,
    "B": SIZE,
    "m": "method",
    "U": "path",
    "q": "query",
}
_HEADERS = {
    "user-agent": "user_agent",
    "x-forwarded-for": "forwarded",
    "authorization": "credential",
    "x-api-key": "credential",
    "api-key": "credential",
}
_TIME_PARTS = {"sec": "%s", "msec": "%s%3", "usec": "%s%6", "msec_frac": "%3", "usec_frac": "%6", "": "%d/%b/%Y:%H:%M:%S %z"}


def log_format(text: str) -> tuple[Element, ...]:
    """The pattern of an nginx `log_format` or Apache `LogFormat`, given with or without the directive around it.

    Raises:
        UsageError: the format has no time, or a part that cannot be read.
    """
    text = text.strip()
    if wrapped := _APACHE_WRAPPER.fullmatch(text):
        return apache(wrapped[1].replace('\\"', '"').replace("\\\\", "\\"))
    value = nginx_value(text)
    return nginx(value) if _NGINX.search(value) else apache(text.replace('\\"', '"'))


def nginx_value(text: str) -> str:
    """The value of an nginx `log_format`, taken out of the directive and its quotes where they are there."""
    text = text.strip()
    wrapped = _NGINX_WRAPPER.fullmatch(text)
    if wrapped:
        return _unquoted(wrapped[1])
    return _unquoted(text) if text[:1] == "'" else text


def _unquoted(text: str) -> str:
    """An nginx parameter: adjacent quoted strings are one, and a backslash escapes a quote."""
    parts = [single or double for single, double in _QUOTED_PART.findall(text)]
    return re.sub(r"\\(['\"\\])", r"\1", "".join(parts)) if parts else text


def nginx(text: str) -> tuple[Element, ...]:
    """The pattern of the value of an nginx `log_format`; an unknown variable is a field that is read over."""
    text = re.sub(r"\$\{?(?:document_)?uri\}?\$\{?is_args\}?\$\{?(?:args|query_string)\}?", "$request_uri", text)
    names = {a or b for a, b in _NGINX.findall(text)}
    known = {NGINX_ROLES[n] for n in names if n in NGINX_ROLES}
    elements, at = list[Element](), 0
    for match in _NGINX.finditer(text):
        elements += [Literal(text[at : match.start()].encode()), _nginx_field(match[1] or match[2], known)]
        at = match.end()
    return _checked([*elements, Literal(text[at:].encode())])


def _nginx_field(name: str, known: set[str]) -> Field:
    layout = {"time_local": CLF, "time_iso8601": ISO, "msec": EPOCH}.get(name)
    if layout:
        return Field(TIME, layout)
    second = _SECOND_CHOICE.get(name, "credential" if _SESSION.fullmatch(name) else IGNORED)
    return Field(NGINX_ROLES.get(name, second if second not in known else IGNORED))


def apache(text: str) -> tuple[Element, ...]:
    """The pattern of the value of an Apache `LogFormat`; a directive without use for headcount is a field that is read over."""
    text = text.replace("\\t", "\t").replace("\\n", "").replace("%U%q", "%{target}U")
    size_logged = re.search(r"%[<>]?[bB]", text) is not None
    text = text.replace("%t", "[%{%d/%b/%Y:%H:%M:%S %z}t]")  # the brackets are part of what %t writes
    elements, at = list[Element](), 0
    for match in _APACHE.finditer(text):
        elements.append(Literal(text[at : match.start()].encode()))
        elements.append(Literal(b"%") if match[3] == "%" else _apache_field(match[3], match[2] or "", size_logged=size_logged))
        at = match.end()
    return _checked(_joined_times([*elements, Literal(text[at:].encode())]))


def _apache_field(directive: str, argument: str, *, size_logged: bool) -> Field:
    if directive == "t":
        part = argument.removeprefix("begin:").removeprefix("end:")
        try:
            return Field(TIME, strftime(_TIME_PARTS.get(part, part)))
        except ValueError as error:
            raise UsageError(f"log format: %{{...}}t: {error}; use directives such as %Y-%m-%dT%H:%M:%S%z") from error
    if directive == "i":
        return Field(_HEADERS.get(argument.lower(), IGNORED))
    if directive == "C":
        return Field("credential" if _SESSION.fullmatch(f"cookie_{argument}") else IGNORED)
    if directive == "U" and argument == "target":
        return Field("target")
    if directive == "O" and not size_logged:
        return Field(SIZE)
    return Field(_APACHE_ROLES.get(directive, IGNORED))


def _joined_times(elements: list[Element]) -> list[Element]:
    """One field for a time that is written as several directives, such as `%{%d/%b/%Y:%T}t.%{msec_frac}t %{%z}t`."""
    times = [i for i, e in enumerate(elements) if isinstance(e, Field) and e.role == TIME]
    if len(times) < 2:
        return elements
    first, last = times[0], times[-1]
    form = ""
    for element in elements[first : last + 1]:
        if isinstance(element, Literal):
            form += element.text.decode().replace("%", "%%")
        elif element.role == TIME and element.layout:
            form += element.layout.name
        else:
            return [Field(IGNORED) if i in times[1:] else e for i, e in enumerate(elements)]
    return [*elements[:first], Field(TIME, strftime(form)), *elements[last + 1 :]]


def _checked(elements: list[Element]) -> tuple[Element, ...]:
    """A pattern that has a time, says what was asked for, and reads no role twice (the first field wins)."""
    seen, kept = set[str](), list[Element]()
    for element in elements:
        if isinstance(element, Field) and element.role not in {IGNORED, PORT}:
            repeated = element.role in seen or (element.role in {"method", "target", "path", "query"} and REQUEST in seen)
            seen.add(element.role)
            kept.append(Field(IGNORED) if repeated and element.role != TIME else element)
        else:
            kept.append(element)
    if TIME not in seen:
        raise UsageError("log format: it logs no time; headcount needs $time_local, $time_iso8601, $msec or %t")
    if not seen & {REQUEST, "target", "path"}:
        raise UsageError("log format: it logs no request; headcount needs $request, $request_uri, $uri or %r, %U")
    return pattern(kept)
