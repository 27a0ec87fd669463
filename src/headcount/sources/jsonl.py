"""JSON lines of any other kind, by a field map such as `{"time": "ts", "address": "client.ip", "target": "url.path"}`."""

from __future__ import annotations

from collections.abc import Mapping

from headcount.errors import ConfigError
from headcount.sources.json_lines import ROLES, JsonSource


def from_field_map(fields: Mapping[str, str]) -> JsonSource:
    """A source that finds the columns of an access under the given keys; dots lead into nested objects.

    Times may be ISO 8601, the Common Log Format's, or seconds, milliseconds or microseconds since the epoch.

    Raises:
        ConfigError: a column that an access does not have, or no time or no target.
    """
    for role in fields:
        if role not in ROLES:
            raise ConfigError(f"field map: an access has no {role!r}; name one of {', '.join(ROLES)}")
    if "time" not in fields or not {"target", "path", "request"} & fields.keys():
        raise ConfigError('field map: it needs at least "time" and one of "target", "path" and "request"')
    return JsonSource("jsonl", {role: (path,) for role, path in fields.items()})
