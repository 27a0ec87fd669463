"""The posture as JSON: `schemas/probe-1.json` says what is in it."""

from __future__ import annotations

from typing import Any

import msgspec

from headcount.model.posture import Posture, Store

FORMAT = "headcount-probe-1"


def posture_to_json(found: Posture) -> bytes:
    """One object, with a line feed at its end."""
    told = {
        "format": FORMAT,
        "made": found.made,
        "stores": [_store(store) for store in found.stores],
        "accepted": found.accepted,
        "refused": found.refused,
        "hints": found.hints,
        "seconds": round(found.seconds, 3),
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n"


def _store(store: Store) -> dict[str, Any]:
    told = msgspec.structs.asdict(store)
    kinds = {kind.kind: kind.form for kind in reversed(store.kinds)}
    return {**told, "open": store.open, "kinds": [{"kind": kind, "form": form} for kind, form in reversed(kinds.items())]} | {
        "fields": store.kinds
    }
