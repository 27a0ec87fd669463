from __future__ import annotations

import gzip
import json
import random

import pytest

from headcount.model.field import Field
from headcount.model.kind import Form, Kind
from headcount.model.leaves import Leaves
from headcount.recognizers.column import ENOUGH, Column
from headcount.recognizers.columns import (
    EARLY_ONE_IN,
    FEW,
    NEIGHBOURS,
    ONE_IN,
    WHOLE,
    Columns,
    classify,
    decide,
    neighbours,
    parent,
)
from tests.house.tree import DATA


def _leaves(unit: str, columns: dict[str, list[str]]) -> Leaves:
    total = max(map(len, columns.values()))
    return Leaves(unit, tuple(columns), tuple(columns.values()), tuple(list(range(len(v))) for v in columns.values()), total)


def _best(fields: list[Field]) -> dict[str, tuple[str, float]]:
    best: dict[str, tuple[str, float]] = {}
    for field in fields:
        if field.confidence > best.get(field.path, ("", 0.0))[1]:
            best[field.path] = (field.kind.value, field.confidence)
    return best


PERSON = {
    "data[].name": ["Ada Lovelace", "Otto Kunz", "王小明"],
    "data[].phone": ["+1 202 555 0143", "+1 202 555 0144", "+1 202 555 0145"],
    "data[].mail": ["ada@example.com", "otto@example.org", "wang@example.net"],
    "data[].address": ["12 Elm Street", "Hauptstraße 5", "浙江省杭州市西湖区青石路1号"],
    "data[].sex": ["F", "M", "M"],
    "data[].score": ["1", "2", "3"],
}


def test_a_table_of_people() -> None:
    best = _best(classify(_leaves("GET /people", PERSON)))
    assert {path: kind for path, (kind, confidence) in best.items() if confidence > 0.5} == {
        "data[].name": "person_name",
        "data[].phone": "phone",
        "data[].mail": "email",
        "data[].address": "address",
        "data[].sex": "demographic",
    }


def test_without_names_only_what_has_no_look_alike_is_sure() -> None:
    columns = {
        "a": ["ada@example.com", "otto@example.org"],
        "b": ["9780306406157", "9783161484100"],
        "c": ["1700000000", "1700000001"],
        "d": ["c56a4180-65aa-42ec-a945-5fd21dec0538"],
        "e": ["19.99", "5.00"],
    }
    sure = {path for path, (_, confidence) in _best(classify(_leaves("", columns))).items() if confidence > 0.5}
    assert sure == {"a"}


def test_product_and_person_of_the_same_name() -> None:
    columns = {"buyer.name": ["Ada Lovelace"], "product.name": ["Red Shirt"], "product.price": ["9.99"]}
    best = _best(classify(_leaves("GET /orders", columns)))
    assert best["buyer.name"][0] == "person_name"
    assert best["buyer.name"][1] > 0.9
    assert best.get("product.name", ("", 0.0))[1] < 0.5


def test_kinds_inside_texts_are_reported_with_their_counts() -> None:
    texts = ["call Ada Lovelace on +1 202 555 0143", "leave at the door", "mail ada@example.com or +1 202 555 0144"]
    found = {
        field.kind: (field.count, field.valid) for field in classify(_leaves("", {"remark": texts})) if field.confidence > 0.5
    }
    assert found[Kind.PHONE] == (2, 2)
    assert found[Kind.EMAIL][0] == 1
    assert found[Kind.PERSON_NAME][0] == 1


def test_masked_and_hashed_values_are_told_from_clear_ones() -> None:
    columns = {"phone": ["138****1234", "139****5678"], "email": ["d41d8cd98f00b204e9800998ecf8427e"], "tel": ["+12025550143"]}
    forms = {field.path: field.form for field in classify(_leaves("", columns)) if field.confidence > 0.5}
    assert forms == {"phone": Form.MASKED, "email": Form.HASHED, "tel": Form.CLEAR}


def test_a_mixed_column_holds_both_kinds() -> None:
    values = ["ada@example.com"] * 4 + ["+1 202 555 0143"] * 6
    found = {field.kind: field.count for field in classify(_leaves("", {"contact": values})) if field.confidence > 0.5}
    assert found == {Kind.EMAIL: 4, Kind.PHONE: 6}


def test_a_field_without_values_is_judged_by_its_name() -> None:
    (field,) = classify(_leaves("GET /users", {"phone": [], "wombat": []}))
    assert (field.path, field.kind, field.confidence, field.count, field.valid) == ("phone", Kind.PHONE, 0.88, 0, None)
    assert field.reason == "the field is called `phone`; no values were seen"


def test_values_that_contradict_the_name_win() -> None:
    best = _best(
        classify(_leaves("", {"phone": ["true", "false"], "mobile": ["yes"], "address": ["198.51.100.7", "198.51.100.8"]}))
    )
    assert best.get("phone", ("", 0.0))[1] < 0.2
    assert best["address"][0] == "ip_address"


def test_counts_never_exceed_the_values() -> None:
    values = ["Mrs. Ada Lovelace", "Otto Kunz", "Herr Hans Meier", "Anna Schmidt"]
    for field in classify(_leaves("", {"name": values, "buyer_name": values, "x": values})):
        assert field.count <= 4


def test_batches_give_the_same_as_one() -> None:
    together = classify(_leaves("GET /people", PERSON))
    columns = Columns()
    for row in range(3):
        columns.add(_leaves("GET /people", {path: values[row : row + 1] for path, values in PERSON.items()}))
    assert columns.fields() == together


def test_counts_are_projected_for_long_columns_and_say_so() -> None:
    rng = random.Random(7)  # noqa: S311 - made-up numbers, not secrets
    values = [f"+1 202 555 01{rng.randrange(100):02}" for _ in range(20_000)]
    columns = Columns()
    for start in range(0, len(values), 1000):
        columns.add(_leaves("GET /people", {"phone": values[start : start + 1000]}))
    (unit, path, column) = next(iter(columns.columns()))
    assert FEW <= column.looked < 3000
    (field,) = [field for field in decide(unit, path, column) if field.kind is Kind.PHONE]
    assert (field.count, field.valid, field.confidence) == (20_000, 20_000, 0.99)
    assert field.reason.endswith(f"counts are projected from {column.looked} of 20000 values")


def test_a_new_kind_in_a_well_known_column_is_looked_at() -> None:
    columns = Columns()
    columns.add(_leaves("", {"note": ["leave at the door"] * 5000}))
    columns.add(_leaves("", {"note": ["leave at the door"] * 999 + ["mail ada@example.com"]}))
    assert {field.kind for field in columns.fields() if field.confidence > 0.5} == {Kind.EMAIL}


@pytest.mark.parametrize(
    ("values", "looked"),
    [
        (["+1 202 555 0100"] * WHOLE, WHOLE),
        (["+1 202 555 0100"] * 2000, FEW + -(-(2000 - FEW) // EARLY_ONE_IN)),
        (["leave at the door", "please call before you come"] * 1000, ENOUGH + -(-(2000 - ENOUGH) // EARLY_ONE_IN)),
    ],
    ids=["short column", "values of one length", "texts"],
)
def test_how_many_values_are_looked_at_closely(values: list[str], looked: int) -> None:
    columns = Columns()
    columns.add(_leaves("", {"x": values}))
    ((_, _, column),) = columns.columns()
    assert (column.looked, column.total) == (looked, len(values))


def test_what_only_one_of_the_first_values_holds_is_found() -> None:
    columns = Columns()
    columns.add(
        _leaves("", {"note": ["leave at the door", "call"] * 500 + ["mail ada@example.com"] + ["leave at the door"] * 999})
    )
    assert {field.kind for field in columns.fields() if field.confidence > 0.5} == {Kind.EMAIL}


def test_later_values_of_a_column_are_looked_at_closely_more_seldom() -> None:
    columns = Columns()
    for _ in range(2):
        columns.add(_leaves("", {"x": ["+1 202 555 0100"] * 4096}))
    ((_, _, column),) = columns.columns()
    assert (column.looked, column.total) == (FEW + -(-(4096 - FEW) // EARLY_ONE_IN) + 4096 // ONE_IN, 8192)


def test_reasons_hold_no_value() -> None:
    values = {value for column in PERSON.values() for value in column if len(value) > 1}
    reasons = " ".join(field.reason for field in classify(_leaves("GET /people", PERSON)))
    assert [value for value in values if value in reasons] == []


def test_neighbours_are_those_of_the_same_object_that_say_something() -> None:
    beside = neighbours(["a.phone", "a.wombat", "a[].sku", "email"])
    assert beside == {"a": {"phone"}, "a[]": {"sku"}, "": {"email"}}
    assert [parent(path) for path in ("a.b.c", "a[].d", "e")] == ["a.b", "a[]", ""]


def test_neighbours_are_bounded() -> None:
    assert len(neighbours([f"phone_{number}" for number in range(1000)])[""]) == NEIGHBOURS


def test_an_empty_column_without_a_known_name_holds_nothing() -> None:
    assert decide("", "wombat", Column()) == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_fields_of_made_up_people(language: str) -> None:
    file = DATA / "pii-people-multipriv" / f"people_{language}.ndjson.gz"
    if not file.is_file():
        pytest.skip("../shared/data is not here: no made-up people to read")
    people = [json.loads(line) for line in gzip.decompress(file.read_bytes()).splitlines()][:60]
    wanted = {
        "name": "person_name",
        "gender": "demographic",
        "age": "demographic",
        "location": "address",
        "nationality": "demographic",
        "occupation": "work_education",
        "idCardNumbers": "national_id",
        "emailAddress": "email",
        "phoneNumbers": "phone",
        "symptoms": "health",
        "diagnosticOutcome": "health",
        "medicationDetails": "health",
        "doctor": "person_name",
        "transactionDetails": "order",
        "creditScore": "credit_report",
        "income": "assets",
    }
    right = asked = 0
    for person in people:
        best = _best(classify(_leaves("export", {path: [str(person[path])] for path in wanted if path in person})))
        for path, kind in wanted.items():
            if path in person:
                found, confidence = best.get(path, ("", 0.0))
                asked += 1
                right += found.startswith(kind) and confidence >= 0.5
    assert right / asked >= 0.97


def test_firms_among_people_are_not_counted_and_take_nothing_from_them() -> None:
    people = [f"{given}{family}" for given in ("王", "李", "张", "刘") for family in ("小明", "建国", "秀英", "志强", "海燕")]
    firms = [f"示例{number}号科技有限公司" for number in range(80)]
    leaves = Leaves("GET /transfers", ("payee",), (people + firms,), (list(range(100)),), 100)
    [held] = [field for field in classify(leaves) if field.confidence >= 0.5]
    assert (held.kind, held.count) == (Kind.PERSON_NAME, 20)
    assert held.confidence >= 0.9
    alone = Leaves("GET /transfers", ("payee",), (firms,), (list(range(80)),), 80)
    assert not [field for field in classify(alone) if field.kind is Kind.PERSON_NAME]
