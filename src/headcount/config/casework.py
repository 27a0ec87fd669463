"""What the handling of an incident asks of the configuration: what raises grades, and the verdicts on its clients."""

from __future__ import annotations

from pathlib import Path

from headcount.catalog.grades import Levels, of_field
from headcount.config.declared import Config
from headcount.config.joining import levels
from headcount.config.live_parts import verdict_store
from headcount.incident.timeline import VerdictChange
from headcount.ledger.exposure_kinds import Grader
from headcount.model.incident import Incident
from headcount.model.kind import Form, Kind


def grader(settings: Config) -> Grader:
    """What raises grades, as the configuration says."""
    known: Levels = levels(settings)

    def grade(kind: Kind, form: Form, reason: str) -> int:
        return of_field(kind, form, known, reason).level

    return grade


def verdicts_of(settings: Config, ledger: Path, incident: Incident) -> list[VerdictChange]:
    """Every verdict that was set or lifted for one of its clients, where verdicts are kept: beside the ledger, or as declared.

    Raises:
        ConfigError: what the store takes is not installed.
        LedgerError: it cannot be opened.
    """
    beside = Path(f"{ledger}.verdicts")
    if not settings.policy.store and not beside.is_file():
        return []
    store = verdict_store(settings, ledger)
    if store is None:
        return []
    try:
        told = [change for client in incident.clients for change in store.history(client.lens, client.name)]
        return [VerdictChange(change.verdict, change.change, change.by) for change in told]
    finally:
        store.close()
