"""The whole answer of a scan, put together from the ledger, the window and the findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow.compute as pc

from headcount.ledger import trace
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.lengths import AVERAGED, FAMILIAR, days_of
from headcount.ledger.pictures import draw, peers_band
from headcount.ledger.prefixes import prefix_summaries
from headcount.ledger.window import Window
from headcount.model.finding import Finding
from headcount.model.summary import ClientSummary, Coverage, FindingView, ScanSummary

NOISY_ERRORS = 50
"""From so many errors on, a client whose errors outnumber its records threefold is named as noisy."""


def summarise(
    ledger: EmbeddedLedger,
    window: Window,
    findings: Sequence[Finding],
    coverage: Coverage,
    *,
    top: int,
    verified: Mapping[str, bool | None],
) -> ScanSummary:
    """Numbers for every kind of report. `verified` tells what the check of declared crawlers gave, by address."""
    people = window.people
    clients = window.clients
    band = peers_band(window) if findings else ()
    shown = pc.greater(clients["records"], 0)
    known = pc.or_(pc.is_valid(clients["declared_crawler"]), pc.is_valid(clients["agreement"]))
    found = {finding.client_id for finding in findings}
    noisy = pc.and_(
        pc.greater_equal(clients["errors"], NOISY_ERRORS),
        pc.greater(clients["errors"], pc.multiply(clients["records"].cast("uint64"), 3)),
    )

    def table(mask: object, key: str) -> tuple[ClientSummary, ...]:
        rows = clients.filter(mask).sort_by([(key, "descending"), ("name", "ascending")]).slice(0, top).to_pylist()
        return tuple(
            ClientSummary(
                lens=row["lens"],
                client=row["name"],
                requests=row["requests"],
                records=row["records"],
                people=row["people"] if people is not None else None,
                first=row["first"],
                last=row["last"],
                agents=row["agents"],
                declared_crawler=row["declared_crawler"],
                verified=verified.get(row["name"].partition(" ")[0]),
                agreement=row["agreement"],
            )
            for row in rows
            if key != "errors" or row["client"] not in found
        )

    return ScanSummary(
        coverage=coverage,
        routes=tuple(trace.route_summaries(ledger)),
        clients=table(shown, "records"),
        clients_total=pc.sum(shown).as_py() or 0,
        crowd=crowd(window),
        findings=tuple(map(FindingView, findings, draw(ledger, findings, band))),
        declared=table(known, "records"),
        noisy=table(noisy, "errors"),
        records_total=window.records,
        people_total=people,
        prefixes=tuple(prefix_summaries(ledger, top, people=people is not None)),
        idle_detectors=tuple(_idle(window)),
    )


def crowd(window: Window) -> tuple[tuple[int, int, int], ...]:
    """(from, to, clients): clients by different records, in bins that double."""
    records = window.clients["records"].to_numpy()
    bins = np.frexp(records[records > 0].astype(np.float64))[1] - 1
    clients = np.bincount(bins)
    return tuple((1 << place, (2 << place) - 1, int(clients[place])) for place in np.flatnonzero(clients).tolist())


def _idle(window: Window) -> list[tuple[str, str]]:
    if not pc.sum(pc.greater(window.clients["records"], 0)).as_py():
        return [("all", "no route of this log showed a record that a client can be counted by; declare routes in headcount.toml")]
    idle = []
    if not pc.sum(window.rollup["numbered_records"]).as_py():
        idle.append(("id_enumeration", "no identifier in this log holds a number"))
    if not pc.sum(window.rollup["new_misses"]).as_py():
        idle.append(("phone_enumeration", "nobody asked for an identifier that does not exist (404, 410)"))
    if not window.canaries:
        idle.append(("canary", "no canaries are declared in headcount.toml"))
    days = days_of(window)
    if days < AVERAGED:
        idle.append(("automation_share", f"a log of less than {AVERAGED} days has no average day"))
    if days < FAMILIAR:
        idle.append(("new_account_rush", f"in a log of less than {FAMILIAR} days nobody can be told to be new"))
    return [*idle, *_undeclared(window)]


def _undeclared(window: Window) -> Iterator[tuple[str, str]]:
    """Detectors that need to be told more of the clients or the people."""
    roles = set(window.clients["role"].unique().to_pylist()) - {"", None}
    for insiders in ("insider_sweep", "named_snooping"):
        if not roles - window.devices:
            yield insiders, "no client has a role in headcount.toml, devices apart"
        elif not window.explained:
            yield (
                insiders,
                "no relations are declared in headcount.toml, or nothing that they name was shown: check their entity",
            )
    if not roles & window.devices:
        yield "device_takeover", "no client has a role with devices = true in headcount.toml"
    if not len(window.places):
        yield "cross_region", "no places of those who were shown are declared in headcount.toml"
    if not window.clients["agreement"].is_valid().to_numpy().any():
        yield "scope_creep", "no client is under an agreement of headcount.toml"
