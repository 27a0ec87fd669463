"""What else happened to an incident's clients: the verdicts on them."""

from __future__ import annotations

from pathlib import Path

from headcount import config as composition
from headcount.config import Config
from headcount.incident.timeline import VerdictChange
from headcount.model.incident import Incident


def verdicts_of(settings: Config, ledger: Path, incident: Incident) -> list[VerdictChange]:
    """Every verdict that was set or lifted for one of its clients, where verdicts are kept: beside the ledger, or as declared.

    Raises:
        ConfigError: what the store takes is not installed.
        LedgerError: it cannot be opened.
    """
    beside = Path(f"{ledger}.verdicts")
    if not settings.policy.store and not beside.is_file():
        return []
    store = composition.verdict_store(settings, ledger)
    if store is None:
        return []
    try:
        told = [change for client in incident.clients for change in store.history(client.lens, client.name)]
        return [VerdictChange(change.verdict, change.change, change.by) for change in told]
    finally:
        store.close()
