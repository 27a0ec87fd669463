"""`headcount.toml`, typed. The one place where concrete parts are chosen and joined."""

from headcount.config.declared import (
    AgreementConfig,
    CanaryConfig,
    Config,
    FieldConfig,
    KeyConfig,
    MapConfig,
    PlaceConfig,
    RelationConfig,
    RoleConfig,
    RouteConfig,
    ScanConfig,
)
from headcount.config.joining import canaries, catalogue, ledger, levels, mentions, places, relations, standing, tokenizer
from headcount.config.live_parts import bot_auth, budgets, groups, inline_door, judge, remember, renew, rules, verdict_store
from headcount.config.reading import load

__all__ = [
    "AgreementConfig",
    "CanaryConfig",
    "Config",
    "FieldConfig",
    "KeyConfig",
    "MapConfig",
    "PlaceConfig",
    "RelationConfig",
    "RoleConfig",
    "RouteConfig",
    "ScanConfig",
    "bot_auth",
    "budgets",
    "canaries",
    "catalogue",
    "groups",
    "inline_door",
    "judge",
    "ledger",
    "levels",
    "load",
    "mentions",
    "places",
    "relations",
    "remember",
    "renew",
    "rules",
    "standing",
    "tokenizer",
    "verdict_store",
]
