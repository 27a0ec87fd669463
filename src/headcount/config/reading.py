"""From a file to a typed configuration, or to one message that names file, line, key and remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import msgspec

from headcount.config.console import ConsoleConfig, OidcConfig
from headcount.config.declared import Config, PlaceConfig, RelationConfig, RoleConfig
from headcount.config.gate import GateConfig
from headcount.config.incidents import IncidentsConfig
from headcount.config.lines import allowed, choices, line_of, table_of
from headcount.config.live import CrawlerConfig, PolicyConfig, ServeConfig
from headcount.config.sense import ALONE, FILES, problems
from headcount.config.taps import TapConfig
from headcount.errors import ConfigError

Part = TypeVar("Part", RelationConfig, RoleConfig, PlaceConfig, CrawlerConfig, TapConfig)
"""A table that names files."""
Table = TypeVar("Table", GateConfig, ServeConfig, PolicyConfig, IncidentsConfig, ConsoleConfig, OidcConfig)
"""The same, of those that stand once."""
Whole = TypeVar("Whole", bound=msgspec.Struct)
"""A whole text."""


def load(path: Path | None) -> Config:
    """Read a configuration; without a path, the empty one.

    Raises:
        ConfigError: with file, line, key and what is expected.
    """
    if path is None:
        return Config()
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text") from error
    config = typed(path, text, Config)
    check(path, text, config)
    return msgspec.structs.replace(
        config,
        relations=_beside(path, config.relations, FILES["relations"]),
        roles=_beside(path, config.roles, FILES["roles"]),
        places=_beside(path, config.places, FILES["places"]),
        crawlers=_beside(path, config.crawlers, FILES["crawlers"]),
        taps=[_followed(path, tap) for tap in _beside(path, config.taps, FILES["taps"])],
        gate=_alone(path, config.gate, ALONE["gate"]),
        serve=_alone(path, config.serve, ALONE["serve"]),
        policy=_alone(path, config.policy, ALONE["policy"]),
        incidents=_alone(path, config.incidents, ALONE["incidents"]),
        console=msgspec.structs.replace(
            _alone(path, config.console, ALONE["console"]), oidc=_alone(path, config.console.oidc, ("client_secret_file",))
        ),
    )


def typed(source: object, text: str, kind: type[Whole]) -> Whole:
    """A text as its tables say.

    Args:
        source: what the text is called in messages.
        text: TOML.
        kind: what it is read into.

    Raises:
        ConfigError: with source, line, key and what is expected.
    """
    try:
        return msgspec.convert(tomllib.loads(text), kind)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}: is not TOML: {error}") from error
    except msgspec.ValidationError as error:
        where, told = _told(str(error))
        raise ConfigError(f"{source}{_at(text, where)}: {told}") from error


def check(source: object, text: str, config: Config) -> None:
    """Go on if what is well-formed makes sense.

    Raises:
        ConfigError: with source, line and remedy of the first mistake.
    """
    for where, what, first in problems(config):
        before = f" (the first: {_named(text, first)})" if first else ""
        raise ConfigError(f"{source}{_at(text, where)}: {what}{before}")


def _followed(path: Path, tap: TapConfig) -> TapConfig:
    """A tap whose files, directories and globs are seen from the configuration's folder."""
    return msgspec.structs.replace(tap, paths=[str(path.parent / one) for one in tap.paths])


def _alone(path: Path, part: Table, keys: Sequence[str]) -> Table:
    """A table with its file names, those that are given, seen from the configuration's folder."""
    files = {key: getattr(part, key) for key in keys}
    return msgspec.structs.replace(part, **{k: str(path.parent / f) for k, f in files.items() if f and "://" not in f})


def _beside(path: Path, parts: Sequence[Part], keys: Sequence[str]) -> list[Part]:
    """The parts with their file names, those that are given, seen from the configuration's folder."""
    return [
        msgspec.structs.replace(part, **{key: str(path.parent / file) for key, file in _files(part, keys).items()})
        for part in parts
    ]


def _files(part: Part, keys: Sequence[str]) -> dict[str, str]:
    """The file names among these keys; `env:NAME` is none."""
    named = {key: getattr(part, key) for key in keys}
    return {key: name for key, name in named.items() if name and not name.startswith("env:")}


def _told(message: str) -> tuple[str, str]:
    """Where a mistake of form is (as `$.routes[1].template`), and the message with the remedy."""
    what, _, at = message.partition(" - at ")
    where = at.strip("`") or "$"
    unknown = re.search(r"unknown field `([^`]*)`", what)
    if unknown:
        where = f"{where}.{unknown.group(1)}"
        return where, f"there is no key `{unknown.group(1)}`; {allowed(where)}"
    words = choices(where)
    return where, f"{message}; write {words}" if words else message


def _at(text: str, where: str) -> str:
    line = line_of(text, where)
    return f":{line}" if line else ""


def _named(text: str, where: str) -> str:
    """A place in the file, by its line; by its table when the line cannot be told."""
    line = line_of(text, where)
    return f"line {line}" if line else table_of(where)
