"""What judges one request at a time, joined as the configuration says: the door for single requests, budgets, judge."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from headcount.catalog.crawler_proof import CrawlerProof, published
from headcount.catalog.groups import Groups
from headcount.catalog.identity import networks
from headcount.catalog.inline import InlineDoor, Learned
from headcount.catalog.keyed import token_maker
from headcount.catalog.shapes import ROOT
from headcount.catalog.tokens import Tokenizer
from headcount.catalog.verify import SystemResolver
from headcount.config.declared import Config
from headcount.config.durations import microseconds
from headcount.config.joining import agreements, catalogue, roles
from headcount.config.joining import ledger as opened
from headcount.config.live import BudgetConfig, StepConfig
from headcount.errors import ConfigError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.known_people import known_people
from headcount.model.kind import Kind
from headcount.model.verdict import Action
from headcount.policy.book import BudgetBook
from headcount.policy.budget import OVER, Budget, Step
from headcount.policy.judge import Entered, MemoryJudge
from headcount.policy.kept_counts import KeptCounts
from headcount.policy.rules import Rule

if TYPE_CHECKING:
    from headcount.catalog.bot_auth import BotAuth
    from headcount.policy.store import VerdictStore


def inline_door(config: Config, tokens: Tokenizer, ledger: Path | None = None) -> InlineDoor:
    """The door for single requests: it knows the declared routes and, with a ledger, those that the ledger learned.

    Raises:
        LedgerError: the ledger cannot be read.
    """
    known = catalogue(config, tokens, [])
    if ledger is None:
        return InlineDoor(known)
    with opened(ledger, tokens, read_only=True) as kept:
        rows = [row for row in kept.routes() if row.source == "learned" and row.subject and not row.tentative]
    known.restore([(r.template, None if (r.subject or "").startswith(ROOT) else r.subject, r.any_values, 0) for r in rows])
    return InlineDoor(known, [Learned(r.template, r.subject, r.people, r.kinds, r.entity or "", r.method) for r in rows])


def judge(
    config: Config,
    *,
    reads_answers: bool = False,
    tell: Callable[[Entered], None] | None = None,
) -> MemoryJudge:
    """The judge of one process, with the budgets of the configuration.

    Args:
        config: as it was read.
        reads_answers: whether the gate tells what answers show.
        tell: hears of each client that comes to the next step of a budget.

    Raises:
        ConfigError: a table of a role cannot be read, or what sharing takes is not installed.
    """
    known = budgets(config)
    made = MemoryJudge(BudgetBook(known, config.policy.most_clients), groups(config), reads_answers=reads_answers, tell=tell)
    if config.policy.shared and known:
        share(made, config, max(budget.period for budget in known))
    return made


def renew(judge: MemoryJudge, config: Config) -> None:
    """Let a running judge go on by a configuration that was read anew: its budgets, roles, agreements and modes.

    Where verdicts are kept and shared stays as it was. Verdicts of rules and budgets that are gone stay until their end.

    Raises:
        ConfigError: a table of a role cannot be read; then nothing has changed.
    """
    judge.take_over(budgets(config), groups(config))


def remember(judge: MemoryJudge, config: Config, ledger: EmbeddedLedger) -> None:
    """Tell a judge whom each client was shown so far, for the budgets that count new people."""
    routes = ledger.routes()
    for budget in budgets(config):
        if budget.new is not None:
            counted = [n for n, r in enumerate(routes) if budget.counts(f"{r.method} {r.template}", r.kinds, people=r.people)]
            for client, people in known_people(ledger, budget.lens, counted):
                judge.remember(budget.name, client, people)


def gate_key(config: Config) -> Path | None:
    """Where a gate's key is when nothing names one: beside its ledger, else beside its state; None: a key of this run only."""
    beside = config.gate.ledger or config.gate.state
    return Path(f"{beside}.key") if beside else None


def keep_counts(judge: MemoryJudge, config: Config, tokens: Tokenizer, what: str, say: Callable[[str], None]) -> None:
    """Let a judge go on from what was counted before the last stop, and keep what it counts; only with `state` of `[gate]`.

    Args:
        judge: of this process.
        config: as it was read.
        tokens: makes tokens of clients' names.
        what: the ending of the file's name: a gate and a site with a middleware keep their counts apart.
        say: speaks to whoever runs the process.

    Raises:
        ConfigError: the file cannot be written.
    """
    if not config.gate.state or not config.budgets:
        return
    token = token_maker(tokens.entity_key("\0client"))  # no entity is named so

    def name(client: str) -> str:
        return f"{token(client.encode('utf-8', 'surrogatepass')):016x}"

    judge.keeping = KeptCounts(Path(f"{config.gate.state}.{what}"), judge, name, say)


def share(judge: MemoryJudge, config: Config, period: int) -> None:
    """Let a judge count together with those of other gates, as long as the process runs.

    Raises:
        ConfigError: what it takes is not installed.
    """
    try:
        from headcount.policy.sharing import Sharing  # noqa: PLC0415  # a client of Redis need not be there when nothing is shared
    except ImportError as error:
        raise ConfigError("[policy] shared needs a client of Redis: install headcount[live]") from error
    timeout, retry = (microseconds(text) / 1e6 for text in (config.policy.shared_timeout, config.policy.shared_retry))
    judge.sharing = Sharing(config.policy.shared, judge.hear, period, timeout, retry)


def groups(config: Config) -> Groups:
    """Who belongs to which role, agreement and list of accounts, and which crawlers are who they say.

    Raises:
        ConfigError: a table of a role or the ranges of a crawler cannot be read.
    """
    lists = {f"budget:{budget.name}": frozenset(budget.accounts) for budget in config.budgets if budget.accounts}
    ranges = {
        crawler.name: (*networks(crawler.networks), *(published(Path(crawler.ranges)) if crawler.ranges else ()))
        for crawler in config.crawlers
        if crawler.networks or crawler.ranges
    }
    proof = CrawlerProof(ranges, SystemResolver() if config.policy.crawler_dns else None)
    return Groups(roles(config), agreements(config), lists, proof)


def verdict_store(config: Config, ledger: Path | None) -> VerdictStore | None:
    """Where verdicts outlive the process: as declared, else beside the ledger; None when there is neither.

    Raises:
        LedgerError: the store cannot be opened.
    """
    place = config.policy.store or (f"{ledger}.verdicts" if ledger else "")
    if not place:
        return None
    from headcount.policy.store import VerdictStore  # noqa: PLC0415  # only serve keeps verdicts, and loads what that takes

    return VerdictStore(place)


def rules(config: Config) -> list[Rule]:
    """The rules, as the configuration says."""
    return [
        Rule(
            rule.name,
            Action(rule.action),
            frozenset(rule.detectors),
            rule.strength,
            rule.people,
            frozenset(rule.lens),
            f"role:{rule.role}" if rule.role else "",
            rule.agreements,
            rule.members,
            microseconds(rule.duration),
            tuple(rule.mask),
            (rule.mode or config.policy.mode) == "observe",
        )
        for rule in config.rules
    ]


def bot_auth(config: Config) -> BotAuth | None:
    """What tells crawlers by their signatures; None when no keys are declared.

    Raises:
        ConfigError: a file of keys cannot be used, or what it takes is not installed.
    """
    files = {crawler.name: Path(crawler.keys) for crawler in config.crawlers if crawler.keys}
    if not files:
        return None
    try:
        from headcount.catalog.bot_auth import BotAuth, keys_in  # noqa: PLC0415  # a library that others do without
    except ImportError as error:
        raise ConfigError("[[crawlers]] keys needs http-message-signatures: install headcount[live]") from error
    return BotAuth({name: keys_in(file) for name, file in files.items()})


def budgets(config: Config) -> list[Budget]:
    """The budgets, as the configuration says."""
    return [_budget(budget, observe=(budget.mode or config.policy.mode) == "observe") for budget in config.budgets]


def _budget(told: BudgetConfig, *, observe: bool) -> Budget:
    """One budget, with the names of the groups that it is for."""
    own = [("role", told.role), ("agreement", told.agreement), ("crawler", told.crawler)]
    named = {f"{what}:{name}" for what, name in own if name} | ({f"budget:{told.name}"} if told.accounts else set())
    steps = tuple(sorted((_step(step, told) for step in told.steps), key=lambda step: step.at))
    return Budget(
        told.name,
        told.people,
        told.new,
        microseconds(told.period),
        told.lens,
        frozenset(told.routes),
        frozenset(told.kinds),
        frozenset(named),
        steps or OVER,
        observe,
    )


def _step(step: StepConfig, budget: BudgetConfig) -> Step:
    known = [Kind(kind) for kind in budget.kinds if kind in set(Kind)]
    action = Action.ALLOW if step.action == "warn" else Action(step.action)
    return Step(step.at, action, tuple(step.mask or known) if action is Action.MASK else ())
