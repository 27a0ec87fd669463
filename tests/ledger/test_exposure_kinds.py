from __future__ import annotations

from headcount.ledger.embedded import EmbeddedLedger
from headcount.ledger.exposure_kinds import KINDS, Meaning, as_table, kinds_in, mask_of, meanings, own_grade
from headcount.model.kind import Form, Kind
from tests.ledger.showings import fill


def test_masks_hold_every_kind_in_63_bits() -> None:
    assert kinds_in(mask_of(KINDS)) == list(KINDS)
    assert mask_of(KINDS) < 2**63
    assert kinds_in(mask_of([Kind.VEHICLE, Kind.PHONE, Kind.PHONE])) == [Kind.PHONE, Kind.VEHICLE]
    assert mask_of([]) == 0


def test_own_grade_is_a_step_lower_for_what_is_hidden() -> None:
    assert [own_grade(Kind.HEALTH, form, "") for form in Form] == [4, 3, 3]
    assert own_grade(Kind.NICKNAME, Form.MASKED, "") == 1


def test_what_was_seen_counts_before_what_is_known(ledger: EmbeddedLedger) -> None:
    fill(ledger, [])
    phone, both = mask_of([Kind.PHONE]), mask_of([Kind.PHONE, Kind.HEALTH])
    assert meanings(ledger, [(0, 0), (0, 2), (1, 0)], own_grade) == [
        Meaning(0, 0, phone, phone, 3, presumed=True),
        Meaning(0, 2, both, mask_of([Kind.HEALTH]), 4, presumed=False),
        Meaning(1, 0, 0, 0, 0, presumed=False),
    ]


def test_words_of_the_operator_are_no_kinds(ledger: EmbeddedLedger) -> None:
    fill(ledger, [])
    [told] = meanings(ledger, [(2, 0)], own_grade)
    assert kinds_in(told.held) == [Kind.ORDER]


def test_fields_of_answers_are_known_beside_what_is_declared(ledger: EmbeddedLedger) -> None:
    fill(ledger, [])
    ledger.connection.execute("INSERT INTO person VALUES (0, '', true, 9, 1)").fetchall()
    row = [0, "tel", "phone", "masked", 1.0, 9, 9, "looks like it", None, False]
    ledger.connection.execute("INSERT INTO field VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row).fetchall()
    [told] = meanings(ledger, [(0, 0)], own_grade)
    assert (kinds_in(told.held), told.clear, told.grade) == ([Kind.PHONE], 0, 2)


def test_the_table_has_a_column_for_each_field() -> None:
    table = as_table([Meaning(1, 2, 3, 1, 4, presumed=True)])
    assert table.to_pylist() == [{"route": 1, "shows": 2, "held": 3, "clear": 1, "grade": 4, "presumed": True}]
