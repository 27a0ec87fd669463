"""What the judge hears of a batch."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from headcount.catalog.catalog import Catalogue
from headcount.catalog.identity import Callers
from headcount.catalog.routes import Declaration
from headcount.model.seen import Seen
from headcount.model.verdict import Action, Decision
from headcount.policy.judge import MemoryJudge
from headcount.service.feed import Feed
from headcount.sources.combined import COMBINED
from headcount.sources.interface import Block
from tests.made import START, line
from tests.service.serving import TOKENS

USERS = Declaration("/users/{id}", "id", "", "users", ("phone",), people=True)
AT = int(START.timestamp()) * 1_000_000


class Listening(MemoryJudge):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[Seen, tuple[int, ...], tuple[str, ...], int, bool]] = []

    def shown(self, seen: Seen, records: Sequence[int], kinds: Collection[str], now: int, *, past: bool = False) -> Decision:
        self.heard.append((seen, tuple(records), tuple(kinds), now, past))
        return Decision(Action.ALLOW)


def _fed(text: str, now: int = AT * 2, *, judged: bool = True) -> Listening:
    judge, catalogue = Listening(), Catalogue(TOKENS, Callers(TOKENS), [USERS])
    batch, _ = COMBINED.open(b"").read(Block.of(text.encode()))
    Feed(judge, catalogue).tell(catalogue.disclose(batch, 0), now, judged=judged)
    return judge


def test_each_showing_is_told_with_who_asked_and_when() -> None:
    judge = _fed(line("192.0.2.1", 0, "/users/7", account="ann") + line("2001:db8::9", 5, "/users/8", agent="x"))
    [seven], [eight] = (TOKENS.tokens_of("users", [value]) for value in (b"7", b"8"))
    ann = (("account", "ann"), ("address", "192.0.2.1"), ("prefix", "192.0.2.0/24"))
    other = (("visitor", "2001:db8::9 x"), ("address", "2001:db8::9"), ("prefix", "2001:db8::/64"))
    assert judge.heard == [
        (Seen(ann, "GET /users/{id}", True, ("phone",), "users", (seven,)), (seven,), ("phone",), AT, True),
        (Seen(other, "GET /users/{id}", True, ("phone",), "users", (eight,)), (eight,), ("phone",), AT + 5_000_000, True),
    ]


def test_an_access_whose_clock_is_ahead_counts_now() -> None:
    assert [now for *_, now, _ in _fed(line("192.0.2.1", 60, "/users/7"), AT).heard] == [AT]


def test_what_shows_nobody_is_not_told() -> None:
    assert _fed(line("192.0.2.1", 0, "/about") + line("192.0.2.1", 1, "/users/7", status=404)).heard == []


def test_what_was_told_before_is_only_noted() -> None:
    assert _fed(line("192.0.2.1", 0, "/users/7"), judged=False).heard == []
