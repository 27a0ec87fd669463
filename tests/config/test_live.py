from __future__ import annotations

from pathlib import Path

from headcount import config
from headcount.config.live import BudgetConfig, PolicyConfig, RuleConfig, ServeConfig, StepConfig
from headcount.model.kind import Kind


def test_the_tables_as_they_are_written(tmp_path: Path) -> None:
    file = tmp_path / "headcount.toml"
    file.write_text(
        """
        [policy]
        mode = "enforce"
        store = "verdicts.db"

        [serve]
        ledger = "people.ledger"

        [[budgets]]
        name = "daily"
        people = 300
        kinds = ["phone"]

        [[budgets.steps]]
        at = 1.0
        action = "mask"
        mask = ["phone"]

        [[rules]]
        name = "crawl"
        action = "block"
        lens = ["account"]
        """
    )
    told = config.load(file)
    assert told.policy == PolicyConfig(mode="enforce", store=str(tmp_path / "verdicts.db"))
    assert told.serve == ServeConfig(ledger=str(tmp_path / "people.ledger"))
    assert told.budgets == [BudgetConfig("daily", 300, kinds=["phone"], steps=[StepConfig(1.0, "mask", [Kind.PHONE])])]
    assert told.rules == [RuleConfig("crawl", "block", lens=["account"])]


def test_nothing_is_enforced_unless_told() -> None:
    assert config.Config().policy.mode == "observe"


def test_an_address_is_no_file(tmp_path: Path) -> None:
    file = tmp_path / "headcount.toml"
    file.write_text(
        '[policy]\nstore = "postgresql+psycopg://127.0.0.1/headcount"\n[[taps]]\nkind = "file"\npaths = ["logs/*.log"]\n'
    )
    told = config.load(file)
    assert told.policy.store == "postgresql+psycopg://127.0.0.1/headcount"
    assert told.taps[0].paths == [str(tmp_path / "logs/*.log")]
