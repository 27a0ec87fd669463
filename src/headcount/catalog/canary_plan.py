"""The plan of canaries: who has which variant. It holds no value of theirs; with its key they are made anew each time."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path
from typing import Literal

import msgspec

from headcount.catalog.canary_people import FIELDS, MadePerson, Numbers, Recipe, make_people
from headcount.catalog.tokens import load_key
from headcount.errors import ConfigError

SCHEMA = "headcount.canaries/1"


class Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is written."""

    variants: tuple[str, ...]
    """Whom they are for, in the order in which they were added."""
    people: int
    """Made people of each variant."""
    key_id: str
    """Names the key without telling it."""
    country: Literal["cn", "us", "gb", "fr"] = "cn"
    domain: str = "canary.example"
    ids: str = ""
    """`FROM-TO`; empty: UUIDs."""
    phones: str = ""
    """`FROM-TO`, the operator's own; empty: numbers that nobody can have."""
    schema: str = SCHEMA

    def recipe(self) -> Recipe:
        """What the made people are like.

        Raises:
            ConfigError: a range is none.
        """
        ids = Numbers.of(self.ids, "--ids") if self.ids else None
        return Recipe(self.country, self.domain, ids, Numbers.of(self.phones, "--phones") if self.phones else None)


class Canaries:
    """A plan with the key that makes its people."""

    def __init__(self, plan: Plan, key: bytes) -> None:
        self.plan = plan
        self.recipe = plan.recipe()
        self.people: tuple[MadePerson, ...] = tuple(make_people(key, self.recipe, plan.variants, plan.people))

    def of(self, variants: tuple[str, ...]) -> list[MadePerson]:
        """The people of these variants; of all where none is named.

        Raises:
            ConfigError: there is no such variant.
        """
        missing = [name for name in variants if name not in self.plan.variants]
        if missing:
            raise ConfigError(f"the plan has no variant {missing[0]!r}; it has: {', '.join(map(repr, self.plan.variants))}")
        return [person for person in self.people if not variants or person.variant in variants]


def key_of(path: Path, key: Path | None) -> bytes:
    """The key of a plan, by default in the file beside it; made there if there is neither plan nor key.

    Raises:
        ConfigError: the plan is there and its key is not, or it is no key.
    """
    file = key or path.with_name(path.name + ".key")
    if path.exists() and not file.exists():
        raise ConfigError(f"{path} was made under a key, and {file} is not there; restore it, or name it with --key")
    return hmac.digest(load_key(file), b"headcount canaries", "sha256")


def key_id(key: bytes) -> str:
    """A name for the key: 16 hex digits."""
    return hashlib.sha256(b"headcount canary key\0" + key).hexdigest()[:16]


def load_plan(path: Path, key: Path | None = None) -> Canaries:
    """Read a plan, and make its people.

    Raises:
        ConfigError: it cannot be read, is no plan, or was made under another key.
    """
    try:
        plan = msgspec.json.decode(path.read_bytes(), type=Plan)
    except OSError as error:
        raise ConfigError(f"{path}: the plan of canaries cannot be read ({error.strerror})") from error
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ConfigError(f"{path}: is no plan of canaries ({error}); make one with: headcount canary make") from error
    if plan.schema != SCHEMA:
        raise ConfigError(f"{path}: is a plan of another version ({plan.schema}); this headcount reads {SCHEMA}")
    secret = key_of(path, key)
    if key_id(secret) != plan.key_id:
        raise ConfigError(f"{path}: was made under another key; name that key with --key")
    return Canaries(plan, secret)


def save_private(path: Path, data: bytes) -> None:
    """Write a file that nobody else may read (mode 0600), whole or not at all.

    Raises:
        ConfigError: it cannot be written.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise ConfigError(f"{path}: cannot be written ({error.strerror})") from error


def plan_bytes(plan: Plan) -> bytes:
    """The plan as it is written."""
    return msgspec.json.format(msgspec.json.encode(plan), indent=1) + b"\n"


def columns_of(words: list[str]) -> dict[str, str]:
    """Which field goes into which column of the site's table, from words such as `phone=mobile`; without any, all by their names.

    Raises:
        ConfigError: a field is not there, or two go into one column.
    """
    if not words:
        return {field: field for field in FIELDS}
    pairs = [word.partition("=") for word in words]
    unknown = [field for field, _, _ in pairs if field not in FIELDS]
    if unknown:
        raise ConfigError(f"made people have no {unknown[0]!r}; they have: {', '.join(FIELDS)}")
    named = {field: column or field for field, _, column in pairs}
    if len(set(named.values())) < len(pairs):
        raise ConfigError("--columns: each field and each column may be named once")
    return named
