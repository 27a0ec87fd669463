"""What people set in the console, laid over the file: budgets, rules, and the clients that they said are their own.

What has one name stands once: the console's goes before the file's (docs/decisions/0021).
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar

import msgspec

from headcount.config.declared import AgreementConfig, Config
from headcount.config.live import BudgetConfig, RuleConfig
from headcount.config.reading import check, typed
from headcount.errors import ConfigError

SOURCE = "rules of the console"
"""What their text is called in messages."""
OWN_LENSES = ("account", "credential", "address", "visitor", "prefix")
"""Clients under these can be somebody's own: a budget can count them."""
Named = TypeVar("Named", BudgetConfig, RuleConfig)


class Own(Protocol):
    """A client that somebody said is the operator's own automation."""

    @property
    def lens(self) -> str:
        """One of `OWN_LENSES`."""

    @property
    def name(self) -> str:
        """As the reports name it."""

    @property
    def people(self) -> int | None:
        """Different people a day that it may be shown; None: no budget counts it."""


class RulesText(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The console's own text of budgets and rules."""

    budgets: list[BudgetConfig] = []
    rules: list[RuleConfig] = []


def overlaid(base: Config, text: str = "", own: Iterable[Own] = ()) -> Config:
    """The configuration with what the console says.

    Args:
        base: as the file has it, read and checked.
        text: the console's `[[budgets]]` and `[[rules]]`, as TOML; a mode that is left out is `observe`, not that of `[policy]`.
        own: each becomes an agreement, and where it says people a budget in `observe`, both named as `name_of` says.

    Raises:
        ConfigError: they do not hold together; the message names the line and what to write.
    """
    known = list({(one.lens, one.name): one for one in own}.values())
    agreed = msgspec.structs.replace(base, agreements=[*base.agreements, *map(_agreement, known)])
    told = read_rules(text, agreed)
    budgets = laid_over(laid_over(base.budgets, [_budget(one) for one in known if one.people is not None]), told.budgets)
    return msgspec.structs.replace(agreed, budgets=budgets, rules=laid_over(base.rules, told.rules))


def read_rules(text: str, base: Config) -> RulesText:
    """The console's text, typed; its order is kept.

    Raises:
        ConfigError: as `overlaid`.
    """
    told = typed(SOURCE, _only_ours(text), RulesText)
    told = RulesText(list(map(_moded, told.budgets)), list(map(_moded, told.rules)))
    check(SOURCE, text, Config(budgets=told.budgets, rules=told.rules, roles=base.roles, agreements=base.agreements))
    return told


def write_rules(told: RulesText) -> str:
    """The text of these, as `read_rules` reads it; what is left to its default is left out."""
    tables = [("budgets", one) for one in told.budgets] + [("rules", one) for one in told.rules]
    return "\n".join(_table(name, one) for name, one in tables)


def name_of(lens: str, name: str) -> str:
    """What the agreement and the budget of an own client are called."""
    return f"known {lens} {name}"


def _only_ours(text: str) -> str:
    """The text, if it has no table that only the file may have; one that is no TOML is told of later."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return text
    for name in tables:
        if name not in RulesText.__struct_fields__:
            raise ConfigError(f"{SOURCE}: there may be [[budgets]] and [[rules]] only; {name} stands in headcount.toml")
    return text


def _moded(one: Named) -> Named:
    return one if one.mode else msgspec.structs.replace(one, mode="observe")


def laid_over(below: Sequence[Named], above: Sequence[Named]) -> list[Named]:
    """Both, each name once: what is above stands in the place of its name below, else at the end."""
    return list(({one.name: one for one in below} | {one.name: one for one in above}).values())


def _agreement(own: Own) -> AgreementConfig:
    name = name_of(own.lens, own.name)
    match own.lens:
        case "account":
            return AgreementConfig(name, accounts=[own.name])
        case "credential":
            return AgreementConfig(name, credentials=[own.name])
        case "address" | "prefix":
            return AgreementConfig(name, addresses=[own.name])
        case "visitor":
            address, _, agent = own.name.partition(" ")
            return AgreementConfig(name, addresses=[address], user_agents=[agent] if agent else [])
    raise ConfigError(f"a client under the lens {own.lens} cannot be declared as known; take one of {', '.join(OWN_LENSES)}")


def _budget(own: Own) -> BudgetConfig:
    """What an own client may be shown; over it, headcount says so and holds nothing up."""
    told = {"name": name_of(own.lens, own.name), "people": own.people, "lens": own.lens, "agreement": name_of(own.lens, own.name)}
    return msgspec.convert({**told, "mode": "observe"}, BudgetConfig)


def _table(name: str, told: msgspec.Struct) -> str:
    lines = [f"[[{name}]]"]
    for field in msgspec.structs.fields(told):
        value = getattr(told, field.name)
        if field.required or value not in ([], field.default):
            lines.append(f"{field.name} = {_value(value)}")
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:  # noqa: ANN401  # what a field of a budget or rule holds
    """One value as TOML 1.0 writes it: JSON's escapes are a subset of its own, but for DEL."""
    match value:
        case list() if value and isinstance(value[0], msgspec.Struct):
            return "[\n" + "".join(f"    {_inline(one)},\n" for one in value) + "]"
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case str():
            return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
        case _:
            return json.dumps(value)


def _inline(told: msgspec.Struct) -> str:
    given = {f.name: getattr(told, f.name) for f in msgspec.structs.fields(told)}
    wanted = {key: value for key, value in given.items() if value != []}
    return "{ " + ", ".join(f"{key} = {_value(value)}" for key, value in wanted.items()) + " }"
