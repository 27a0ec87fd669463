from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headcount.errors import UsageError
from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure import exposure
from headcount.ledger.places import locate
from headcount.model.exposure import Count
from headcount.model.incident import ClientName
from headcount.model.kind import Form, Kind
from headcount.model.taxonomy import entry
from tests.ledger.accesses import TOKENS
from tests.ledger.showings import ROUTES, START, Look, Recount, fill, grade_of, named, recount

DAY = 86_400
LOOKS = st.lists(
    st.builds(
        Look,
        second=st.integers(0, 3 * DAY),
        account=st.sampled_from(["ann", "bob", "eve"]),
        route=st.integers(0, len(ROUTES) - 1),
        number=st.integers(0, 6),
        shows=st.integers(0, 3),
    ),
    max_size=60,
)


def _told(rows: Sequence[Count]) -> Recount:
    return {row.key: (row.records, row.people or 0, row.pieces, row.clear, row.masked, row.showings) for row in rows}


@settings(max_examples=12)
@given(LOOKS, st.sets(st.sampled_from(["ann", "bob", "eve"]), min_size=1), st.integers(0, DAY), st.integers(0, 3 * DAY))
def test_every_table_equals_a_recount_by_hand(looks: list[Look], accounts: set[str], start: int, length: int) -> None:
    begins, ends = (START + dt.timedelta(seconds=second) for second in (start, start + length))
    with EmbeddedLedger(None, TOKENS.key_id) as ledger:
        fill(ledger, looks)
        found = exposure(ledger, named(*accounts), begins, ends)
    meant = [look for look in looks if look.account in accounts and begins <= look.at <= ends]
    assert _told([found.total]) == (recount(meant, lambda _: ["all"]) or {"all": (0, 0, 0, 0, 0, 0)})
    assert _told(found.by_day) == recount(meant, lambda look: [f"{look.at:%Y-%m-%d}"])
    assert _told(found.by_route) == recount(meant, lambda look: [" ".join(ROUTES[look.route][:2])])
    assert _told(found.by_client) == recount(meant, lambda look: [f"account {look.account}"])
    assert _told(found.by_entity) == recount(meant, lambda look: [ROUTES[look.route][2]])
    grades = {look.record: grade_of(meant, look.record) for look in meant}
    assert _told(found.by_grade) == recount(meant, lambda look: [str(grades[look.record] or "unknown")])
    for row in found.by_kind:
        rows = [
            look
            for look in meant
            if (row.key in {str(kind) for kind, _ in look.told} or (row.key, look.told) == ("unknown", set()))
        ]
        [(records, people, *_, showings)] = recount(rows, lambda _: ["all"]).values()
        assert (row.records, row.people, row.showings) == (records, people, showings)
    kinds = [row for row in found.by_kind if row.key != "unknown"]
    assert sum(row.pieces for row in kinds) == found.total.pieces
    assert sum(row.clear for row in kinds) == found.total.clear
    assert {row.key for row in kinds} == {str(kind) for look in meant for kind, _ in look.told}
    for row in found.by_class:
        pieces = {(look.record, kind) for look in meant for kind, _ in look.told if entry(kind).crim == int(row.key)}
        assert row.pieces == len(pieces) > 0
    assert sum(row.pieces for row in found.by_class) == found.total.pieces
    sensitive = {look.record for look in meant if grades[look.record] == 4 and look.route != 2}
    assert (found.sensitive or 0) == len(sensitive)


def test_a_piece_is_clear_when_it_was_once_and_duplicates_are_out(ledger: EmbeddedLedger) -> None:
    fill(ledger, [Look(0, "ann", 0, 1, 2), Look(5, "ann", 0, 1, 2), Look(9, "ann", 0, 1, 1), Look(3, "bob", 0, 1, 1)])
    ann = exposure(ledger, named("ann"))
    assert _told(ann.by_kind) == {"health": (1, 1, 1, 1, 0, 2), "nickname": (1, 1, 1, 1, 0, 1), "phone": (1, 1, 1, 1, 0, 3)}
    before = exposure(ledger, named("ann"), ends=START + dt.timedelta(seconds=5))
    assert (before.total.pieces, before.total.clear, before.total.masked) == (2, 1, 1)
    assert exposure(ledger, named("ann", "bob", "bob")).total.showings == 4


def test_times_are_those_of_the_showings(ledger: EmbeddedLedger) -> None:
    fill(ledger, [Look(100, "ann", 0, 1, 1), Look(700, "ann", 2, 1, 3), Look(9_000, "bob", 0, 1)])
    found = exposure(ledger, named("ann"))
    assert (found.begins, found.ends) == (START + dt.timedelta(seconds=100), START + dt.timedelta(seconds=9_000))
    assert (found.total.first, found.total.last) == (found.begins, START + dt.timedelta(seconds=700))
    [phone] = [row for row in found.by_kind if row.key == "phone"]
    assert (phone.first, phone.last) == (found.begins, found.begins)


def test_a_record_of_an_entity_that_one_route_says_are_people_is_a_person(ledger: EmbeddedLedger) -> None:
    fill(ledger, [Look(0, "ann", 1, 1, 1), Look(1, "ann", 1, 2, 1), Look(2, "ann", 3, 1, 1), Look(3, "ann", 2, 9, 1)])
    found = exposure(ledger, named("ann"))
    assert (found.total.records, found.total.people, found.fewest_people) == (4, 3, 2)
    assert any("counts twice" in note for note in found.notes)
    assert exposure(ledger, named("ann"), ends=START).fewest_people is None


def test_people_are_unknown_while_no_route_shows_any(ledger: EmbeddedLedger) -> None:
    fill(ledger, [Look(0, "ann", 0, 1, 2)])
    ledger.connection.execute("UPDATE route SET people = false").fetchall()
    found = exposure(ledger, named("ann"))
    assert (found.total.people, found.total.records, found.sensitive) == (None, 1, 1)


def test_grades_are_raised_as_it_is_told(ledger: EmbeddedLedger) -> None:
    fill(ledger, [Look(0, "ann", 0, 1, 1), Look(1, "ann", 0, 2)])
    reason = "3 of 9 are of people under 14"
    row = [0, "phone", "phone", "clear", 1.0, 9, 9, reason, None, False]
    ledger.connection.execute("INSERT INTO field VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    ledger.connection.execute("INSERT INTO person VALUES (0, '', true, 9, 1)").fetchall()

    def grade(kind: Kind, form: Form, told: str) -> int:
        return 4 if (kind, form, told) == (Kind.PHONE, Form.CLEAR, reason) else 1

    found = exposure(ledger, named("ann"), grade=grade)
    assert {row.key: row.records for row in found.by_grade} == {"4": 2}
    assert found.sensitive == 2


def test_residence_is_told_where_a_table_gives_it(ledger: EmbeddedLedger) -> None:
    fill(ledger, [Look(0, "ann", 0, number, 1) for number in range(4)])
    assert exposure(ledger, named("ann")).by_residence == ()
    living = pa.record_batch([pa.array([0, 1, 1, 2], pa.uint64()), ["SG", "US-CA", "DE", "SG"]], ["record", "place"])
    locate(ledger, [living])
    assert {row.key: row.people for row in exposure(ledger, named("ann")).by_residence} == {"SG": 2, "DE": 1, "unknown": 1}


def test_nothing_shown_is_nothing_counted(ledger: EmbeddedLedger) -> None:
    fill(ledger, [Look(0, "ann", 0, 1, 1)])
    found = exposure(ledger, named("ann"), START + dt.timedelta(days=1), START + dt.timedelta(days=2))
    assert found.total == Count("all", 0, 0, 0, 0, 0, 0, found.begins, found.begins)
    assert (found.by_kind, found.by_class, found.sensitive) == ((), (), None)


def test_an_empty_ledger_says_so(ledger: EmbeddedLedger) -> None:
    found = exposure(ledger, named("ann"))
    assert found.total.records == 0
    assert found.at_least[-1] == "The ledger holds no request."


def test_a_period_that_ends_before_it_begins_is_refused(ledger: EmbeddedLedger) -> None:
    with pytest.raises(UsageError, match="before it begins"):
        exposure(ledger, named("ann"), START, START - dt.timedelta(seconds=1))


def test_clients_are_sorted_and_named_once(ledger: EmbeddedLedger) -> None:
    fill(ledger, [Look(0, "ann", 0, 1, 1)])
    assert exposure(ledger, [*named("bob", "ann", "ann")]).clients == (ClientName("account", "ann"), ClientName("account", "bob"))
