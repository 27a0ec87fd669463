from __future__ import annotations

import datetime as dt

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure import exposure
from headcount.ledger.removal import Why
from headcount.model.incident import ClientName
from tests.ledger.showings import START, Look, fill, named

DAY = 86_400
KNOWN = Look(0, "ann", 0, 1, 1)


def test_whole_counts_have_no_caveat(ledger: EmbeddedLedger) -> None:
    fill(ledger, [KNOWN])
    found = exposure(ledger, named("ann"))
    assert (found.at_least, found.notes) == ((), ("Days and times are UTC.",))


def test_skipped_lines_of_the_periods_files_are_a_caveat(ledger: EmbeddedLedger) -> None:
    fill(ledger, [KNOWN, Look(9 * DAY, "ann", 0, 2, 1, file=1)], skipped=1_200)
    told = "1,200 lines of the logs of this period could not be read (no request line: 1,200)."
    assert exposure(ledger, named("ann")).at_least == (told,)
    assert exposure(ledger, named("ann"), START + dt.timedelta(days=8)).at_least == ()


def test_a_file_without_any_showing_may_be_of_any_period(ledger: EmbeddedLedger) -> None:
    fill(ledger, [Look(0, "ann", 0, 1, 1, file=1)], skipped=3)
    assert exposure(ledger, named("ann")).at_least[0].startswith("3 lines of the logs")


def test_kinds_that_are_not_known_are_a_caveat_and_presumed_ones_a_note(ledger: EmbeddedLedger) -> None:
    fill(ledger, [Look(0, "ann", 1, 1), Look(1, "ann", 1, 1), Look(2, "ann", 0, 2)])
    found = exposure(ledger, named("ann"))
    [told] = found.at_least
    assert told.startswith("Of 1 record (2 showings) the answers were not seen, and no kinds are known")
    assert found.notes[1].startswith("Of 1 record an answer was not in the log")
    assert [(row.key, row.records, row.showings) for row in found.by_kind] == [("phone", 1, 1), ("unknown", 1, 2)]


def test_clients_that_are_not_known_are_a_caveat(ledger: EmbeddedLedger) -> None:
    fill(ledger, [KNOWN])
    many = [ClientName("account", f"a{number}") for number in range(7)]
    told = exposure(ledger, [*named("ann"), *many]).at_least
    assert told[0] == "The ledger knows no account a0: what it was shown is not counted."
    assert told[5] == "The ledger does not know 2 more of the clients either."
    assert len(told) == 6


def test_a_period_beyond_the_log_is_a_caveat(ledger: EmbeddedLedger) -> None:
    fill(ledger, [KNOWN])
    found = exposure(ledger, named("ann"), START - dt.timedelta(days=1), START + dt.timedelta(days=1))
    assert found.at_least == (
        "The log begins at 2026-03-02 09:00 UTC: what was shown before is not known.",
        "The log ends at 2026-03-02 09:00 UTC: what was shown after is not known.",
    )


def test_requests_through_paths_that_are_not_settled_are_a_caveat(ledger: EmbeddedLedger) -> None:
    fill(ledger, [KNOWN, Look(1, "ann", 1, 2, 1)])
    ledger.connection.execute("UPDATE route SET tentative = true WHERE route = 1").fetchall()
    assert exposure(ledger, named("ann")).at_least == (
        "1 request through paths that are not known well enough to name a record are not counted.",
    )


def test_what_expired_and_what_was_erased_are_caveats(ledger: EmbeddedLedger) -> None:
    fill(ledger, [KNOWN, Look(5 * DAY, "ann", 0, 2, 1)])
    before = START + dt.timedelta(days=1)
    for why, rows in ((Why.EXPIRED, 40), (Why.ERASED, 3), (Why.ROTATED, 9)):
        row = [START.replace(tzinfo=None), str(why), before.replace(tzinfo=None) if why == Why.EXPIRED else None, rows, 0, 0]
        ledger.connection.execute("INSERT INTO removal VALUES (?, ?, ?, ?, ?, ?)", row).fetchall()
    erased = "3 showings were erased because the people asked for it; whose and when is not kept."
    assert exposure(ledger, named("ann")).at_least == (
        "40 showings from before 2026-03-03 09:00 UTC were deleted when their time of keeping ended.",
        erased,
    )
    assert exposure(ledger, named("ann"), before).at_least == (erased,)


def test_what_was_shown_outside_of_the_period_is_a_note(ledger: EmbeddedLedger) -> None:
    fill(ledger, [KNOWN, Look(5 * DAY, "ann", 0, 1, 1), Look(5 * DAY, "ann", 0, 2, 1), Look(6 * DAY, "bob", 0, 3, 1)])
    found = exposure(ledger, named("ann"), ends=START)
    assert found.notes[-1] == "Outside of this period the same clients were shown 1 record that are not in these counts."


def test_gaps_are_caveats_the_longest_five_by_name(ledger: EmbeddedLedger) -> None:
    lost = [(day * DAY, day * DAY + 3600 + 600 * day) for day in range(10, 17)]
    times = [second for second in range(0, 28 * DAY, 60) if not any(a <= second < b for a, b in lost)]
    fill(ledger, [Look(second, "ann", 0, 1, 1) for second in times])
    told = exposure(ledger, named("ann")).at_least
    assert told[
        0
    ] == "The log has no line from 2026-03-14 09:00 to 2026-03-14 12:00 UTC, where 540 lines or more are usual.".replace(
        "09:00 to", "09:00 UTC to"
    )
    assert told[5] == "The log has 7 such gaps, 22.2 hours in all."
    assert len(told) == 6
