"""The configuration as it may be handed on: without secrets, without canaries, without people's addresses."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

REMOVED = "(removed)"
_NEVER = ("secret", "password", "passphrase", "token", "recipients", "sender", "headers")
"""Keys whose name holds one of these words are removed. Names of files that hold a secret are not secrets."""


def redacted(file: Path | None) -> dict[str, Any]:
    """What `headcount.toml` says, as it may be handed on; nothing where there is none."""
    return _table(tomllib.loads(file.read_text("utf-8")), "") if file is not None else {}


def _table(table: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: _value(value, key, name) for key, value in table.items()}


def _value(value: Any, key: str, table: str) -> Any:  # noqa: ANN401  # whatever TOML has
    if (table, key) == ("canaries", "values"):
        return f"{REMOVED}: {len(value)} identifiers"
    if any(word in key for word in _NEVER) and not key.endswith("_file"):
        return REMOVED
    if isinstance(value, dict):
        return _table(value, key)
    if isinstance(value, list):
        return [_value(one, key, table) if not isinstance(one, dict) else _table(one, key) for one in value]
    return _address(value) if isinstance(value, str) and "://" in value else value


def _address(text: str) -> str:
    """A URL down to its host: chat services keep their secret in the path, databases in front of the host."""
    try:
        parts = urlsplit(text)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return REMOVED
    host = parts.hostname or ""
    return f"{parts.scheme}://{host}{port}/..." if parts.path.strip("/") or parts.query else f"{parts.scheme}://{host}{port}"
