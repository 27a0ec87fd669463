from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from headcount.catalog.agreements import Agreement, Standing
from headcount.catalog.identity import networks
from headcount.catalog.roles import Role
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.places import locate
from headcount.ledger.reasons import relate
from headcount.ledger.rollup import roll_up
from headcount.ledger.summary import NOISY_ERRORS, summarise
from headcount.model.summary import Coverage, ScanSummary
from tests.ledger.accesses import TOKENS, Shown, feed, identity, new_catalogue, successes, traffic

COVERAGE = Coverage(0, 0, 0, {}, (), None, None, (), 0.0)
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def _summary(
    ledger: EmbeddedLedger, rows: list[Shown], *, top: int = 20, people: bool = False, canaries: Sequence[int] = ()
) -> ScanSummary:
    feed(ledger, rows, catalogue=new_catalogue(people=people))
    standing = Standing([Agreement("Partner", networks(["192.0.2.3"]))])
    return summarise(ledger, roll_up(ledger, standing, canaries), [], COVERAGE, top=top, verified={})


def test_totals_and_the_top_clients_equal_a_recount(ledger: EmbeddedLedger) -> None:
    rows = traffic(1)
    summary = _summary(ledger, rows, top=7, people=True)
    shown = successes(rows)
    records = {
        address: len({identity(row) for row in shown if row.address == address}) for address in {row.address for row in shown}
    }
    best = sorted(records.items(), key=lambda item: (-item[1], item[0]))[:7]
    assert [(client.client, client.records) for client in summary.clients] == best
    assert summary.clients_total == len(records)
    assert summary.records_total == len({identity(row) for row in shown})
    assert summary.people_total == len({identity(row) for row in shown if row.path == "/u/{}"})
    assert sum(count for _, _, count in summary.crowd) == len(records)


def test_who_is_known_is_named_apart(ledger: EmbeddedLedger) -> None:
    rows = [Shown(n, "192.0.2.3", n) for n in range(9)] + [Shown(n, "192.0.2.4", n, agent=GOOGLEBOT) for n in range(5)]
    summary = _summary(ledger, [*rows, Shown(0, "192.0.2.5", 1)])
    assert [(c.client, c.records, c.declared_crawler, c.agreement) for c in summary.declared] == [
        ("192.0.2.3", 9, None, "Partner"),
        ("192.0.2.4", 5, "Googlebot", None),
    ]
    assert len(summary.clients) == 3
    assert all(client.people is None for client in summary.clients)


def test_a_client_that_only_makes_noise_is_named_noisy(ledger: EmbeddedLedger) -> None:
    rows = [Shown(n, "192.0.2.66", n, status=404) for n in range(NOISY_ERRORS)]
    rows += [Shown(n, "192.0.2.67", n, status=404) for n in range(NOISY_ERRORS - 1)]
    rows += [Shown(n, "192.0.2.68", n, status=404 if n % 4 else 200) for n in range(400)]
    summary = _summary(ledger, [*rows, Shown(0, "192.0.2.68", 999)])
    assert [(client.client, client.records) for client in summary.noisy] == [("192.0.2.66", 0)]


def test_what_a_detector_has_nothing_to_work_on_is_said(ledger: EmbeddedLedger) -> None:
    assert [name for name, _ in _summary(ledger, []).idle_detectors] == ["all"]
    shown = [Shown(n, "192.0.2.1", n) for n in range(5)]
    short = ["automation_share", "new_account_rush"]
    undeclared = ["insider_sweep", "named_snooping", "device_takeover", "cross_region", "scope_creep"]
    assert [name for name, _ in _summary(ledger, shown).idle_detectors] == ["phone_enumeration", "canary", *short, *undeclared]
    missed = [Shown(n + 9, "192.0.2.1", n + 9, status=404) for n in range(5)]
    assert [name for name, _ in _summary(ledger, missed, canaries=[1]).idle_detectors] == [*short, *undeclared]
    days_later = [Shown(4 * 86_400, "192.0.2.1", 1)]
    assert [name for name, _ in _summary(ledger, days_later, canaries=[1]).idle_detectors] == [short[1], *undeclared]


def test_what_is_declared_lets_the_detectors_work(ledger: EmbeddedLedger) -> None:
    feed(
        ledger,
        [Shown(0, "192.0.2.3", 1, account="e1"), Shown(1, "192.0.2.4", 2, account="d1"), Shown(2, "192.0.2.5", 3, account="e2")],
    )
    roles = Standing(
        [Agreement("P", accounts=frozenset({"e2"}))], roles=(Role("staff", prefix="e"), Role("scanner", prefix="d", devices=True))
    )

    def idle() -> dict[str, str]:
        return dict(summarise(ledger, roll_up(ledger, roles), [], COVERAGE, top=1, verified={}).idle_detectors)

    assert idle()["insider_sweep"] == idle()["named_snooping"]
    assert idle()["insider_sweep"].startswith("no relations are declared in headcount.toml, or nothing that they name")
    assert "cross_region" in idle()
    [one] = TOKENS.tokens_of("orders", [b"1"])
    stamp = pa.timestamp("us", tz="UTC")
    open_ended = {"since": pa.nulls(1, stamp), "until": pa.nulls(1, stamp)}
    relate(ledger, [pa.record_batch({"client": pa.array(["e1"]), "record": pa.array([one], pa.uint64())} | open_ended)])
    locate(ledger, [pa.record_batch({"record": pa.array([one], pa.uint64()), "place": pa.array(["west"])})])
    assert idle().keys() == {"id_enumeration", "phone_enumeration", "canary", "automation_share", "new_account_rush"}
