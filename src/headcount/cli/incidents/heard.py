"""What a scan found becomes incidents, beside the ledger that it kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from headcount.config import Config
from headcount.ledger.common_traits import traits_of
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.overlap import InTables, lens_of_client
from headcount.model.incident import Incident
from headcount.model.summary import ScanSummary

if TYPE_CHECKING:
    from headcount.incident.cases import Cases


Heard = tuple[ScanSummary, tuple[Incident, ...]]
"""The summary with the incident and the explanation of each finding, and the incidents that the findings belong to, by number."""


def heard(summary: ScanSummary, ledger: EmbeddedLedger, config: Config, file: Path) -> Heard:
    """Tell the incidents beside `file` of the findings. Without any, no store is made.

    Raises:
        LedgerError: the store cannot be opened or written.
    """
    if not summary.findings:
        return summary, ()
    from headcount.incident.cases import Cases  # noqa: PLC0415  # SQLAlchemy takes its time, and most scans find nobody

    with Cases(config.incidents.place(file), config.incidents.longest_gap) as cases:
        return hear(summary, ledger, cases)


def hear(summary: ScanSummary, ledger: EmbeddedLedger, cases: Cases) -> Heard:
    """Tell these cases of the findings."""
    from headcount.incident.cohorts import same_cohort  # noqa: PLC0415  # as above
    from headcount.incident.people import same_people  # noqa: PLC0415  # as above
    from headcount.incident.signals import key_of, signal_of  # noqa: PLC0415  # as above

    with ledger.told():
        found = [view.finding for view in summary.findings]
        signals = [signal_of(one, lens_of_client(ledger, one.client_id) if one.members else "") for one in found]
        ties = [*same_people(signals, ledger, InTables(ledger)), *same_cohort(signals, traits_of(ledger))]
    incidents = tuple(cases.hear(signals, ties))
    home = {key_of(signal): incident for incident in incidents for signal in incident.signals}
    own = [home.get((view.finding.detector, view.finding.lens, view.finding.client)) for view in summary.findings]
    views = tuple(
        replace(view, incident=incident.number, explanation=incident.explanation) if incident else view
        for view, incident in zip(summary.findings, own, strict=True)
    )
    return replace(summary, findings=views), incidents
