"""The baseline: weaknesses that are known and accepted, each by somebody and until a day."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from headcount.errors import ConfigError
from headcount.model.posture import Posture, Store


class Accepted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`[[accepted]]`: one weakness of one store."""

    url: str
    code: str
    """As the findings name it, such as `redis/no-tls`."""
    owner: str
    """Who accepts it."""
    until: dt.date
    """Last day on which it is accepted."""
    why: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    accepted: list[Accepted] = []


def read(file: Path) -> tuple[Accepted, ...]:
    """The baseline in a file.

    Raises:
        ConfigError: it cannot be read, or is none; says where.
    """
    try:
        known = tuple(msgspec.convert(tomllib.loads(file.read_text("utf-8")), _File).accepted)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise ConfigError(f"{file}: not a baseline ({error}); see docs/probe.md") from error
    nobody = next((number for number, one in enumerate(known, 1) if not one.owner.strip()), 0)
    if nobody:
        raise ConfigError(f"{file}: accepted[{nobody}] has no owner: write who answers for it, or take it out")
    return known


def apply(found: Posture, accepted: Sequence[Accepted], on: dt.date) -> Posture:
    """The posture without what is accepted on a day; what was accepted until an earlier day counts again."""
    known = {(one.url, one.code) for one in accepted if one.until >= on}
    taken = [f"{store.url} {one.code}" for store in found.stores for one in store.weaknesses if (store.url, one.code) in known]
    return msgspec.structs.replace(found, stores=tuple(_without(store, known) for store in found.stores), accepted=tuple(taken))


def _without(store: Store, known: set[tuple[str, str]]) -> Store:
    left = tuple(one for one in store.weaknesses if (store.url, one.code) not in known)
    return msgspec.structs.replace(store, weaknesses=left, remedy=left[0].remedy if left else "")


def draft(found: Posture, until: dt.date) -> str:
    """A baseline that accepts everything found, as TOML to be read and cut down; each in the name of the store's owner."""
    lines = ["# Known and accepted weaknesses. Take out what should be mended; without an owner none is accepted."]
    for store in found.stores:
        for one in store.weaknesses:
            lines += [
                "",
                "[[accepted]]",
                f"url = {_text(store.url)}",
                f"code = {_text(one.code)}",
                f"owner = {_text(store.owner)}",
            ]
            lines += [f"until = {until.isoformat()}", 'why = ""']
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    return msgspec.json.encode(value).decode()
