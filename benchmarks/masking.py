"""What masking a JSON answer of 100 KB costs, beside parsing and serialising it: `python -m benchmarks.masking`.

Three made answers: people with Latin names, people with Chinese names and addresses, and one in which nothing is to be masked.
All are timed in turn, so that a busy machine slows each alike; the best of the rounds is printed, and the ratio to it. The
claim is a ratio of at most 2 to parsing and serialising with msgspec or orjson.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import msgspec
import orjson

from headcount.model.kind import Kind
from headcount.policy.masking import Masker

SIZE = 100_000
"""Bytes of an answer."""
ROUNDS = 60
PATHS = [
    ("data.items[].name", Kind.PERSON_NAME),
    ("data.items[].contact.phone", Kind.PHONE),
    ("data.items[].contact.email", Kind.EMAIL),
    ("data.items[].born", Kind.BIRTH_DATE),
    ("data.items[].address", Kind.ADDRESS),
    ("data.items[].card", Kind.BANK_CARD),
]


def latin(number: int) -> dict[str, Any]:
    """One made person with a Latin name."""
    return {
        "id": 700_000 + number,
        "name": f"Ada Example{number}",
        "contact": {"phone": f"+1 202 555 01{number % 100:02}", "email": f"ada{number}@example.com"},
        "born": f"19{number % 90 + 10}-03-0{number % 9 + 1}",
        "card": f"0000 0000 0000 {number % 10_000:04}",
        "status": "active",
        "balance": number * 1.25,
        "tags": ["new", "web"],
        "remark": "left at the door, no answer",
        "updated": "2026-11-01T08:00:00Z",
    }


def chinese(number: int) -> dict[str, Any]:
    """One made person with a Chinese name and address."""
    person = latin(number)
    person["name"] = "王丽华欧"[number % 4 :] + "娜"
    person["address"] = f"四川省成都市武侯区示例路{number}号"
    return person


def bare(number: int) -> dict[str, Any]:
    """One record without personal data."""
    return {"id": number, "status": "active", "balance": number * 1.25, "tags": ["new", "web"], "remark": "left at the door"}


def answer(one: Callable[[int], dict[str, Any]]) -> bytes:
    """An answer of about `SIZE` bytes."""
    count = SIZE // len(msgspec.json.encode(one(100)))
    return msgspec.json.encode({"code": 0, "data": {"total": count, "items": [one(number) for number in range(count)]}})


def best(ways: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Microseconds of each way, the best of all rounds, in turn."""
    least = dict.fromkeys(ways, float("inf"))
    for _ in range(ROUNDS):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            least[name] = min(least[name], (time.perf_counter() - start) * 1e6)
    return least


def main() -> None:
    """Print a table."""
    masker = Masker(PATHS)
    print(f"{'answer':10} {'bytes':>8} {'msgspec us':>11} {'orjson us':>10} {'mask us':>9} {'to msgspec':>11} {'to orjson':>10}")
    for one in (latin, chinese, bare):
        body = answer(one)
        ways: dict[str, Callable[[], object]] = {
            "msgspec": lambda body=body: msgspec.json.encode(msgspec.json.decode(body)),  # type: ignore[misc]  # a default binds it
            "orjson": lambda body=body: orjson.dumps(orjson.loads(body)),  # type: ignore[misc]  # as above
            "mask": lambda body=body: masker.mask(body),  # type: ignore[misc]  # as above
        }
        took = best(ways)
        ratios = f"{took['mask'] / took['msgspec']:11.2f} {took['mask'] / took['orjson']:10.2f}"
        print(f"{one.__name__:10} {len(body):8} {took['msgspec']:11.0f} {took['orjson']:10.0f} {took['mask']:9.0f} {ratios}")


if __name__ == "__main__":
    main()
