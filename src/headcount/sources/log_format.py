"""A source from a format string as it stands in the server's configuration (`--log-format`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from headcount.errors import UsageError
from headcount.sources.interface import Source
from headcount.sources.json_lines import JsonSource
from headcount.sources.pattern import PatternSource
from headcount.sources.pattern_syntax import NGINX_ROLES, log_format, nginx_value

_BARE_VARIABLE = re.compile(r"(:\s*)(\$\{?\w+\}?)(?=\s*[,}\]])")
_TIMES = {"time_local", "time_iso8601", "msec"}


def from_log_format(text: str) -> Source:
    """A source for an nginx `log_format` or Apache `LogFormat`, with or without the directive around the string.

    A JSON object with nginx variables (`escape=json`) gives a source of JSON lines.

    Raises:
        UsageError: no time or no request is logged, or a part of the format cannot be read.
    """
    value = nginx_value(text)
    if value.lstrip().startswith("{"):
        return _json(value)
    return PatternSource("log_format", (log_format(text),))


def _json(text: str) -> JsonSource:
    try:
        template = msgspec.json.decode(_BARE_VARIABLE.sub(r'\1"\2"', text))
    except msgspec.MsgspecError as error:
        raise UsageError("log format: it begins like a JSON object but is none; give the whole value of log_format") from error
    fields: dict[str, tuple[str, ...]] = {}
    for path, variable in _variables(template, ""):
        role = "time" if variable in _TIMES else NGINX_ROLES.get(variable)
        if role:
            fields.setdefault(role, (path,))
    if "time" not in fields or not {"target", "path", "request"} & fields.keys():
        raise UsageError("log format: headcount needs a time ($time_iso8601, $msec) and a request ($request, $request_uri) in it")
    return JsonSource("log_format", fields)


def _variables(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from _variables(below, f"{path}.{key}" if path else str(key))
    elif isinstance(value, str) and (match := re.fullmatch(r"\$\{?(\w+)\}?", value)):
        yield path, match[1]
