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
    "canaries",
    "catalogue",
    "ledger",
    "levels",
    "load",
    "mentions",
    "places",
    "relations",
    "standing",
    "tokenizer",
]
