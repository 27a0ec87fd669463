"""Answers made to mislead: half English, half Chinese, with a look-alike for every number and people in free text.

The setting of the project's performance notes, with a generator of its own: lists of one to ten people, every row with
other fields under other names, 16- to 19-digit order numbers, 11-digit items that begin with 1, 16-digit serials, seconds and
milliseconds, 3-3-4 codes, four-part versions. All answers are of one route.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from benchmarks.recognition.check_digits import digits
from benchmarks.recognition.field_names import FIRST_HELD_OUT_SEED, a_name, styled
from benchmarks.recognition.lookalikes import LOOKALIKES
from benchmarks.recognition.made import Answer, Told, Truth, kind_of, tell
from benchmarks.recognition.people import People
from benchmarks.recognition.words import WORDS
from headcount.model.kind import Form

ROUTE = "GET /orders"
_SHARES = {"person_name": 0.8, "phone": 0.7, "national_id": 0.25, "email": 0.45, "address": 0.5, "bank_card": 0.2}
_MISLEADING = (
    "milliseconds",
    "seconds",
    "item of 11 digits",
    "serial of 16 digits",
    "sequence of 18 digits",
    "sku",
    "uuid",
    "version",
    "amount",
    "date and time",
    "number of 9 digits",
    "number of 10 digits",
    "number of 12 digits",
    "product code",
)
_REMARK_SHARE = 0.3
_NAMES = 4
"""So many names a field of one language goes by."""


class _Rows:
    """Makes the rows of one language."""

    def __init__(self, language: str, rng: Random, *, held_out: bool) -> None:
        self.people, self.rng = People(language, rng), rng
        self.names = {
            what: [styled(a_name(rng, what, language, held_out=held_out), "snake") for _ in range(_NAMES)] for what in _SHARES
        }
        self.writers: dict[str, tuple[Callable[[], Any], ...]] = {what: self.people.ways(what) for what in _SHARES}

    def told(self, what: str) -> Told:
        return Told(self.rng.choice(self.writers[what])(), ((kind_of(what, self.people.language), Form.CLEAR),))

    def misleading(self) -> dict[str, Any]:
        chosen = [LOOKALIKES[one] for one in self.rng.sample(_MISLEADING, self.rng.randrange(4, 10))]
        return {styled(one.names[0], "snake"): one.write(self.rng, self.people.language) for one in chosen}

    def row(self) -> dict[str, Any]:
        rng, language = self.rng, self.people.language
        row: dict[str, Any] = {
            rng.choice(self.names[what]): self.told(what) for what, share in _SHARES.items() if rng.random() < share
        }
        row |= self.misleading()
        row["remark"] = self.message() if rng.random() < _REMARK_SHARE else rng.choice(WORDS["harmless"][language])
        return row

    def message(self) -> Told:
        parts = {"address": "address", "name": "person_name", "phone": "phone"}
        told = {place: self.told(what) for place, what in parts.items()}
        text = WORDS["messages"][self.people.language][0].format(**{place: one.value for place, one in told.items()})
        return Told(text, tuple(held for one in told.values() for held in one.holds))


def answers(seed: int, count: int) -> Iterator[Answer]:
    """`count` answers, English and Chinese in turn. The same seed gives the same answers."""
    rng = Random(seed)  # noqa: S311 - made data must repeat; nothing here is a secret
    makers = [_Rows(language, rng, held_out=seed >= FIRST_HELD_OUT_SEED) for language in ("en", "zh")]
    for number in range(count):
        rows = makers[number % 2]
        truth: Counter[Truth] = Counter()
        listed = [rows.row() for _ in range(rng.choice((1, 1, 1, 2, 5, 10)))]
        order = {"order_no": digits(rng, rng.choice((16, 18, 19)))}
        data = rows.misleading() | order | {"rows": listed}
        yield Answer(ROUTE, rows.people.language, tell({"code": 0, "msg": "ok", "data": data}, "", truth), truth)


def alike(seed: int, count: int) -> Iterator[Answer]:
    """`count` answers whose rows all have the same fields, as one release of a site writes them; English and Chinese in turn."""
    rng = Random(seed)  # noqa: S311 - made data must repeat; nothing here is a secret
    makers = [_Rows(language, rng, held_out=False) for language in ("en", "zh")]
    sorts = [LOOKALIKES[one] for one in _MISLEADING[:7]]
    for number in range(count):
        rows = makers[number % 2]
        truth: Counter[Truth] = Counter()
        language = rows.people.language
        listed = [
            {what: rows.told(what) for what in _SHARES}
            | {styled(one.names[0], "snake"): one.write(rng, language) for one in sorts}
            | {"remark": rng.choice(WORDS["harmless"][language])}
            for _ in range(rng.choice((1, 2, 3, 4)))
        ]
        yield Answer(ROUTE, language, tell({"code": 0, "msg": "ok", "data": {"rows": listed}}, "", truth), truth)
