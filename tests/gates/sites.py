"""A made site for the gates that see answers: its configuration, its answers, and clients of whom some have verdicts."""

from __future__ import annotations

import json
import time
from typing import Any

import msgspec

from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.config import Config
from headcount.gates.answers import AnswerGate
from headcount.gates.site import joined
from headcount.model.kind import Kind
from headcount.model.verdict import Action, Verdict

Loose = Any
"""What frameworks leave untyped."""
CONFIG: dict[str, Any] = {
    "routes": [
        {
            "template": "/users/{id}",
            "subject": "id",
            "method": "GET",
            "entity": "user",
            "records": "people",
            "fields": [{"path": "phone", "kind": "phone"}, {"path": "name", "kind": "person_name"}],
        },
        {
            "template": "/users",
            "subject": "$.items[].id",
            "method": "GET",
            "entity": "user",
            "records": "people",
            "fields": [{"path": "items[].phone", "kind": "phone"}],
        },
        {
            "template": "/photos/{id}",
            "subject": "id",
            "method": "GET",
            "entity": "user",
            "records": "people",
            "kinds": ["biometric"],
        },
    ],
    "gate": {"account_header": "X-Auth-User"},
}
ONE = b'{"name": "Ada Example", "phone": "+1 202 555 0143", "balance": 1.50}'
ONE_MASKED = b'{"name": "A*** E***", "phone": "+1 20* *** 0143", "balance": 1.50}'
ONE_PHONE_MASKED = b'{"name": "Ada Example", "phone": "+1 20* *** 0143", "balance": 1.50}'


def many(count: int, *, masked: bool = False, filler: str = "") -> bytes:
    """A list of people."""
    people = [{"id": number, "phone": f"1202555{'*' * 4 if masked else ''}", "x": filler} for number in range(count)]
    for number, person in enumerate(people):
        person["phone"] = f"120****{number:04}" if masked else f"1202555{number:04}"
    return json.dumps({"items": people}).encode()


def gate(more: dict[str, Any] | None = None) -> AnswerGate:
    """A gate of this site, with verdicts on the accounts `masked`, `phone-masked`, `challenged`, `throttled` and `blocked`."""
    config = msgspec.convert({**CONFIG, **(more or {})}, Config)
    made = joined(config, Tokenizer(key_of_passphrase("made")))
    now = time.time_ns() // 1000
    for number, (name, action, mask) in enumerate(
        [
            ("masked", Action.MASK, ()),
            ("phone-masked", Action.MASK, (Kind.PHONE,)),
            ("challenged", Action.CHALLENGE, ()),
            ("throttled", Action.THROTTLE, ()),
            ("blocked", Action.BLOCK, ()),
        ],
        1,
    ):
        made.gate.judge.put(Verdict(number, "account", name, action, now - 1_000_000, now + 3_600_000_000, "person", mask))
    return made
