"""What a file of deployments says of a store's lock by itself: settings that switch it off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_OFF = {
    "POSTGRES_HOST_AUTH_METHOD": "trust",
    "ALLOW_EMPTY_PASSWORD": "yes|true|1",
    "MYSQL_ALLOW_EMPTY_PASSWORD": ".+",
    "MARIADB_ALLOW_EMPTY_ROOT_PASSWORD": ".+",
    "XPACK.SECURITY.ENABLED": "false",
    "XPACK_SECURITY_ENABLED": "false",
    "DISABLE_SECURITY_PLUGIN": "true",
    "DISABLE_SECURITY_DASHBOARDS_PLUGIN": "true",
    "ALLOW_NONE_AUTHENTICATION": "yes|true|1",
    "ALLOW_PLAINTEXT_LISTENER": "yes|true|1",
    "GF_AUTH_ANONYMOUS_ENABLED": "true",
    "ELASTICSEARCH_ENABLE_SECURITY": "false",
    "CLICKHOUSE_SKIP_USER_SETUP": "1|true",
    "INFLUXDB_HTTP_AUTH_ENABLED": "false",
    "NEO4J_AUTH": "none",
}
"""Variable to the values (a pattern) that leave a store without a lock."""
_COMMANDS = ("--protected-mode no", "--requirepass ''", "--skip-grant-tables", "--token=''", "--NotebookApp.token=''", "--noauth")


def of_environment(settings: Mapping[str, str]) -> str:
    """The settings that leave a store without a lock, as text; empty without any. Values of others are not repeated."""
    told = [
        f"{name}={value}"
        for name, value in settings.items()
        if name.upper() in _OFF and re.fullmatch(_OFF[name.upper()], value.strip().lower())
    ]
    return ", ".join(told)


def of_command(words: Iterable[str]) -> str:
    """Options of a command that leave a store without a lock, as text; empty without any."""
    text = " ".join(words)
    return ", ".join(option for option in _COMMANDS if option in text)
