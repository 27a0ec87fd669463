from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from headcount import config
from headcount.catalog.tokens import Tokenizer, key_of_passphrase
from headcount.config.declared import AgreementConfig, Config, RoleConfig, RouteConfig
from headcount.config.gate import GateConfig
from headcount.config.live import BudgetConfig, CrawlerConfig, PolicyConfig, RuleConfig, StepConfig
from headcount.errors import ConfigError
from headcount.intake import count_files
from headcount.model.kind import Kind
from headcount.model.seen import Seen
from headcount.model.verdict import Action, Decision, Verdict
from headcount.policy.budget import OVER, Budget, Step
from headcount.policy.judge import Entered
from headcount.policy.rules import Rule

TOKENS = Tokenizer(key_of_passphrase("live parts"))
NOW = 1_800_000_000_000_000
HOUR = 3_600_000_000
LINE = '192.0.2.{n} - - [10/Oct/2026:13:55:{s:02} +0000] "GET {target} HTTP/1.1" 200 5 "-" "B/1"\n'


def seen(account: str, *records: int) -> Seen:
    return Seen((("account", account),), "GET /users/{id}", people=True, kinds=("phone",), entity="people", records=records)


def test_budgets_as_declared() -> None:
    steps = [StepConfig(1.5, "block"), StepConfig(0.5, "warn"), StepConfig(1.0, "mask"), StepConfig(1.2, "mask", [Kind.EMAIL])]
    declared = Config(
        budgets=[
            BudgetConfig("plain", 300),
            BudgetConfig("full", 30, 5, "hour", "account", ["/u/{id}"], ["phone", "name"], "staff", accounts=["a"], steps=steps),
            BudgetConfig("partner", 9, agreement="P", mode="enforce"),
            BudgetConfig("bot", 9, lens="visitor", crawler="ExampleBot"),
        ]
    )
    plain, full, partner, bot = config.budgets(declared)
    assert plain == Budget("plain", 300, None, 24 * HOUR, "account", frozenset(), frozenset(), frozenset(), OVER, observe=True)
    assert full == Budget(
        "full",
        30,
        5,
        HOUR,
        "account",
        frozenset({"/u/{id}"}),
        frozenset({"phone", "name"}),
        frozenset({"role:staff", "budget:full"}),
        (
            Step(0.5, Action.ALLOW),
            Step(1.0, Action.MASK, (Kind.PHONE,)),
            Step(1.2, Action.MASK, (Kind.EMAIL,)),
            Step(1.5, Action.BLOCK),
        ),
        observe=True,
    )
    assert (partner.groups, partner.observe) == (frozenset({"agreement:P"}), False)
    assert bot.groups == {"crawler:ExampleBot"}


def test_rules_as_declared() -> None:
    declared = Config(
        policy=PolicyConfig(mode="enforce"),
        rules=[
            RuleConfig("all", "block"),
            RuleConfig("few", "mask", ["canary"], 2.0, 50, ["account"], "staff", True, False, "2h", [Kind.PHONE], "observe"),
        ],
    )
    assert config.rules(declared) == [
        Rule("all", Action.BLOCK, observe=False),
        Rule(
            "few",
            Action.MASK,
            frozenset({"canary"}),
            2.0,
            50,
            frozenset({"account"}),
            "role:staff",
            True,
            False,
            2 * HOUR,
            (Kind.PHONE,),
            True,
        ),
    ]


def test_a_judge_as_declared(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text("client\nann\n")
    declared = Config(
        policy=PolicyConfig(mode="enforce"),
        roles=[RoleConfig("staff", file=str(tmp_path / "staff.csv"))],
        agreements=[AgreementConfig("P", accounts=["partner"])],
        budgets=[BudgetConfig("all", 1), BudgetConfig("staff", 2, role="staff"), BudgetConfig("two", 3, accounts=["carl"])],
    )
    heard: list[Entered] = []
    judge = config.judge(declared, tell=heard.append)
    told = {
        name: [judge.decide(seen(name, n), NOW).action for n in range(4)].count(Action.ALLOW) for name in ("bob", "ann", "carl")
    }
    assert told == {"bob": 1, "ann": 2, "carl": 3}
    assert judge.decide(seen("partner", *range(9)), NOW) == Decision(Action.ALLOW)
    assert [(one.budget, one.client) for one in heard] == [("all", "bob"), ("staff", "ann"), ("two", "carl")]
    config.renew(judge, Config(policy=PolicyConfig(mode="enforce"), budgets=[BudgetConfig("all", 2)]))
    assert judge.decide(seen("bob", 2), NOW).action is Action.ALLOW
    assert judge.decide(seen("ann", 3), NOW).action is Action.ALLOW, "no longer staff"
    judge.close()


def test_crawlers_as_declared(tmp_path: Path) -> None:
    (tmp_path / "ranges.json").write_text('{"prefixes": [{"ipv4Prefix": "198.51.100.0/25"}]}')
    told = config.groups(Config(crawlers=[CrawlerConfig("ExampleBot", ["192.0.2.9"], str(tmp_path / "ranges.json"))]))
    agent = "Mozilla/5.0 (compatible; ExampleBot/1.0; +http://bot.example/)"
    for address, groups in (
        ("192.0.2.9", {"crawler:ExampleBot"}),
        ("198.51.100.1", {"crawler:ExampleBot"}),
        ("192.0.2.8", set()),
    ):
        assert told((("visitor", f"{address} {agent}"), ("address", address))) == groups


def test_crawlers_that_sign_as_declared(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text('{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}')
    assert config.bot_auth(Config()) is None
    assert config.bot_auth(Config(crawlers=[CrawlerConfig("ExampleBot", ["192.0.2.9"])])) is None
    told = config.bot_auth(Config(crawlers=[CrawlerConfig("ExampleBot", keys=str(keys))]))
    assert told is not None
    assert told.named("GET", "shop.example", "/", {}) == ""


def test_a_gate_that_reads_answers() -> None:
    declared = Config(policy=PolicyConfig(mode="enforce"), budgets=[BudgetConfig("all", 0)])
    assert config.judge(declared).decide(seen("ann"), NOW).action is Action.BLOCK
    assert config.judge(declared, reads_answers=True).decide(seen("ann"), NOW).action is Action.ALLOW


def test_judges_share_what_they_count_when_it_is_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[Any, ...]] = []
    monkeypatch.setattr("headcount.policy.sharing.Sharing", lambda *told: made.append(told))
    policy = PolicyConfig(shared="redis://127.0.0.1:1/0", shared_timeout="50ms", shared_retry="2s")
    judge = config.judge(Config(policy=policy, budgets=[BudgetConfig("a", 1, period="week"), BudgetConfig("b", 1)]))
    assert made == [("redis://127.0.0.1:1/0", judge.hear, 7 * 24 * HOUR, 0.05, 2.0)]
    config.judge(Config(policy=policy))
    assert len(made) == 1, "there is nothing to share"


def test_a_gate_with_a_state_goes_on_after_a_restart(tmp_path: Path) -> None:
    state = str(tmp_path / "gate.state")
    budgets = [BudgetConfig("few", 2, mode="enforce")]
    declared = Config(gate=GateConfig(state=state), budgets=budgets)
    for record, action in ((1, Action.ALLOW), (2, Action.ALLOW), (3, Action.BLOCK)):
        judge = config.judge(declared)
        config.keep_counts(judge, declared, TOKENS, "counts", print)
        assert judge.decide(seen("ann.example", record), NOW).action is action
        judge.close()
    assert b"ann.example" not in (tmp_path / "gate.state.counts").read_bytes()
    other = config.judge(declared)
    config.keep_counts(other, declared, Tokenizer(key_of_passphrase("another key")), "counts", print)
    assert other.decide(seen("ann.example", 3), NOW).action is Action.ALLOW, "tokens under another key say nothing"
    other.close()
    for nothing in (Config(budgets=budgets), Config(gate=GateConfig(state=state))):
        judge = config.judge(nothing)
        config.keep_counts(judge, nothing, TOKENS, "site-counts", print)
        assert judge.keeping is None
    assert [path.name for path in tmp_path.iterdir()] == ["gate.state.counts"]


@pytest.mark.parametrize(
    ("gate", "key"),
    [(GateConfig(), None), (GateConfig(state="s"), Path("s.key")), (GateConfig(state="s", ledger="l"), Path("l.key"))],
    ids=["neither", "state", "ledger"],
)
def test_where_the_key_of_a_gate_is(gate: GateConfig, key: Path | None) -> None:
    assert config.gate_key(Config(gate=gate)) == key


def test_people_of_the_ledger_are_not_new(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text("".join(LINE.format(n=1, s=n, target=f"/users/{n}").replace(" - - ", " - ann ") for n in range(5)))
    declared = Config(
        policy=PolicyConfig(mode="enforce"),
        routes=[RouteConfig("/users/{id}", "id", records="people")],
        budgets=[BudgetConfig("new", new=2), BudgetConfig("people", 99)],
    )
    judge, door = config.judge(declared), config.inline_door(declared, TOKENS)
    with config.ledger(None, TOKENS) as ledger:
        count_files([str(log)], ledger, config.catalogue(declared, TOKENS, []))
        ledger.name_clients()
        config.remember(judge, declared, ledger)
    asked = [door.see("GET", f"/users/{n}", address="192.0.2.1", account="ann") for n in range(9)]
    assert [judge.decide(one, NOW).action for one in asked] == [Action.ALLOW] * 7 + [Action.BLOCK] * 2


def test_the_store_lies_beside_the_ledger_or_where_it_is_declared(tmp_path: Path) -> None:
    verdict = Verdict(1, "account", "ann", Action.BLOCK, NOW, 4_000_000_000_000_000, "person")
    for declared, file in ((PolicyConfig(), "people.ledger.verdicts"), (PolicyConfig(store=str(tmp_path / "else")), "else")):
        store = config.verdict_store(Config(policy=declared), tmp_path / "people.ledger")
        assert store is not None
        store.keep([verdict])
        store.close()
        assert (tmp_path / file).exists()
    assert config.verdict_store(Config(), None) is None


def test_what_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(
        name: str,
        scope: Mapping[str, object] | None = None,
        local: Mapping[str, object] | None = None,
        names: Sequence[str] = (),
        level: int = 0,
    ) -> Any:  # noqa: ANN401  # as the builtin
        if name == "headcount.policy.sharing":
            raise ImportError(name)
        return real(name, scope, local, names, level)

    monkeypatch.setattr(builtins, "__import__", without)
    declared = Config(policy=PolicyConfig(shared="redis://127.0.0.1:1/0"), budgets=[BudgetConfig("a", 1)])
    with pytest.raises(ConfigError, match=r"shared.* needs .*: install headcount\[live\]"):
        config.judge(declared)


def test_the_door_knows_declared_routes() -> None:
    door = config.inline_door(Config(routes=[RouteConfig("/users/{id}", "id", kinds=["phone"], records="people")]), TOKENS)
    told = door.see("GET", "/users/7", address="192.0.2.1", account="ann")
    assert (told.route, told.people, told.kinds, told.records) == (
        "GET /users/{id}",
        True,
        ("phone",),
        tuple(TOKENS.tokens_of("people", [b"7"])),
    )


def test_the_door_knows_what_a_ledger_has_learned(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text("".join(LINE.format(n=n, s=n, target=f"/shop/{n}77/parts") for n in range(1, 60)))
    path = tmp_path / "people.ledger"
    with config.ledger(path, TOKENS) as ledger:
        count_files([str(log)], ledger, config.catalogue(Config(), TOKENS, []))
        ledger.name_clients()
        [token] = ledger.connection.execute(
            "SELECT DISTINCT record FROM disclosure JOIN caller USING (caller) WHERE address = '192.0.2.9'"
        ).fetchall()
    known = config.inline_door(Config(), TOKENS, path).see("GET", "/shop/977/parts", address="192.0.2.9")
    assert (known.route, known.records) == ("GET /shop/{id}/parts", token)
    assert config.inline_door(Config(), TOKENS).see("GET", "/shop/977/parts", address="192.0.2.9").route == ""
