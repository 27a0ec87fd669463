"""Single fields of data that others made: people's records, numbers without a name, marked OpenAPI documents."""

from __future__ import annotations

from collections import Counter

from benchmarks.recognition import sets
from benchmarks.recognition.ours import columns_alone, described, fields, fields_alone, places
from benchmarks.recognition.score import SURE, Score, said
from headcount.model.field import Field
from headcount.model.kind import Kind
from headcount.model.leaves import Leaves
from headcount.recognizers.columns import classify

RECORD: dict[str, frozenset[str]] = {
    "name": frozenset({Kind.PERSON_NAME}),
    "gender": frozenset({Kind.DEMOGRAPHIC}),
    "age": frozenset({Kind.DEMOGRAPHIC}),
    "location": frozenset({Kind.ADDRESS}),
    "nationality": frozenset({Kind.DEMOGRAPHIC}),
    "occupation": frozenset({Kind.WORK_EDUCATION}),
    "idCardNumbers": frozenset(kind for kind in Kind if kind.startswith("national_id.")),
    "emailAddress": frozenset({Kind.EMAIL}),
    "phoneNumbers": frozenset({Kind.PHONE}),
    "symptoms": frozenset({Kind.HEALTH}),
    "diagnosticOutcome": frozenset({Kind.HEALTH}),
    "medicationDetails": frozenset({Kind.HEALTH}),
    "doctor": frozenset({Kind.PERSON_NAME}),
    "transactionDetails": frozenset({Kind.ORDER}),
    "creditScore": frozenset({Kind.CREDIT_REPORT}),
    "income": frozenset({Kind.ASSETS}),
}
"""The fields of `pii-people-multipriv` and the kinds that are right for each."""

TABLE: dict[str, frozenset[str]] = {
    "Gender": frozenset({Kind.DEMOGRAPHIC}),
    "GivenName": frozenset({Kind.PERSON_NAME}),
    "Surname": frozenset({Kind.PERSON_NAME}),
    "StreetAddress": frozenset({Kind.ADDRESS}),
    "City": frozenset({Kind.REGION}),
    "StateFull": frozenset({Kind.REGION}),
    "ZipCode": frozenset({Kind.REGION}),
    "EmailAddress": frozenset({Kind.EMAIL}),
    "Username": frozenset({Kind.NICKNAME}),
    "Password": frozenset({Kind.CREDENTIAL}),
    "TelephoneNumber": frozenset({Kind.PHONE}),
    "MothersMaiden": frozenset({Kind.PERSON_NAME}),
    "Birthday": frozenset({Kind.BIRTH_DATE}),
    "Age": frozenset({Kind.DEMOGRAPHIC}),
    "CCNumber": frozenset({Kind.BANK_CARD}),
    "CVV2": frozenset({Kind.CREDENTIAL}),
    "NationalID": RECORD["idCardNumbers"],
    "UPS": frozenset({Kind.PARCEL}),
    "Occupation": frozenset({Kind.WORK_EDUCATION}),
    "Company": frozenset({Kind.WORK_EDUCATION}),
    "BloodType": frozenset({Kind.HEALTH}),
    "Latitude": frozenset({Kind.LOCATION_PRECISE}),
    "Longitude": frozenset({Kind.LOCATION_PRECISE}),
    "Number": frozenset(),
    "NameSet": frozenset(),
    "CCType": frozenset(),
    "Color": frozenset(),
}
"""The columns of FakeNameGenerator's table and the kinds that are right for each; of the others, careful readers would differ."""

PERSONS_NUMBERS = frozenset(
    {Kind.PHONE, Kind.BANK_CARD, Kind.PASSPORT, Kind.TRAVEL_PERMIT, Kind.DRIVER_LICENSE, Kind.SOCIAL_INSURANCE}
    | {kind for kind in Kind if kind.startswith("national_id.")}
)
"""Kinds of which a number names a person."""


def best(told: list[Field]) -> dict[str, Field]:
    """By path the decision of the highest confidence, of those that are sure."""
    found: dict[str, Field] = {}
    for one in told:
        if one.confidence >= SURE and (one.path not in found or one.confidence > found[one.path].confidence):
            found[one.path] = one
    return found


def judge_people(language: str, most: int = 1000) -> dict[str, object]:
    """Field accuracy over people's records, each person alone and all as one table; the id numbers by shape and by check."""
    records = [{name: row[name] for name in RECORD if row.get(name) is not None} for row in sets.people(language)[:most]]
    right, wrong = Counter[str](), Counter[str]()
    instead: dict[str, Counter[str]] = {}
    for record, said_of_it in zip(records, fields_alone("people", records), strict=True):
        told = best(said_of_it)
        for name in record:
            kind = told[name].kind.value if name in told else "nothing"
            (right if kind in RECORD[name] else wrong)[name] += 1
            if kind not in RECORD[name]:
                instead.setdefault(name, Counter())[kind] += 1
    asked = right.keys() | wrong.keys()
    table = best(fields("people", records))
    numbers = [str(record["idCardNumbers"]) for record in records if "idCardNumbers" in record]
    shaped = [next((one for one in places(text) if one.kind in RECORD["idCardNumbers"]), None) for text in numbers]
    return {
        "people": len(records),
        "accuracy": right.total() / (right.total() + wrong.total()),
        "fields": {name: right[name] / (right[name] + wrong[name]) for name in RECORD if name in asked},
        "instead": {name: dict(kinds.most_common(3)) for name, kinds in instead.items()},
        "as one table": sum(name in table and table[name].kind in RECORD[name] for name in asked) / len(asked),
        "id numbers": {
            "count": len(numbers),
            "shape": sum(one is not None for one in shaped),
            "valid": sum(one is not None and one.valid is True for one in shaped),
        },
    }


def judge_table() -> dict[str, object]:
    """FakeNameGenerator's table: which of its columns are told rightly."""
    columns = sets.table()
    values = tuple(columns.values())
    told = best(classify(Leaves("people.csv", tuple(columns), values, tuple(list(range(len(one))) for one in values), 100)))
    said = {name: told[name].kind.value if name in told else "nothing" for name in TABLE}
    wrong = {name: kind for name, kind in said.items() if (kind not in TABLE[name] if TABLE[name] else kind != "nothing")}
    return {"columns": len(TABLE), "right": len(TABLE) - len(wrong), "wrong": wrong}


def judge_numbers() -> dict[str, object]:
    """Numbers one by one, in a field called `value`: how many are called a person's number."""
    sure: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    asked: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    called = Counter[str]()
    numbers = sets.numbers()
    for number, said_of_it in zip(numbers, columns_alone("table", "value", [one.text for one in numbers]), strict=True):
        told = [one for one in said_of_it if one.kind in PERSONS_NUMBERS and one.confidence > SURE]
        asked[number.person][number.sort] += 1
        if told:
            sure[number.person][number.sort] += 1
            called.update(f"{number.sort} as {one.kind}" for one in told if not number.person)
    return {
        "not a person's": {
            "numbers": asked[False].total(),
            "called one": sure[False].total(),
            "which": dict(called.most_common()),
        },
        "a person's": {sort: {"numbers": count, "called one": sure[True][sort]} for sort, count in sorted(asked[True].items())},
    }


def judge_documents(*, held_out: bool) -> dict[str, object]:
    """Precision and recall on the marked fields of OpenAPI documents: the whole list of an operation's fields at once."""
    score = Score()
    documents: dict[str, Score] = {}
    mistakes: list[str] = []
    scored = 0
    for file in sorted((sets.HERE / "marks").glob("*.toml")):
        marked = [one for one in sets.marked(file) if one.held_out is held_out]
        for operation in dict.fromkeys(one.operation for one in marked):
            here = [one for one in marked if one.operation == operation]
            told = described(operation, {one.path: one.example for one in here})
            true = {(one.path, str(kind)): 1 for one in here for kind in one.kinds}
            open_paths = {one.path for one in here if not one.scored}
            heard = {(path, str(kind)): 1 for path, kind in said(told) if path not in open_paths}
            scored += len(here) - len(open_paths)
            for each in (score, documents.setdefault(here[0].document, Score())):
                each.add(true, heard)
            mistakes += [f"{file.stem}: {operation}: {path}: missed {kind}" for path, kind in sorted(true.keys() - heard.keys())]
            mistakes += [f"{file.stem}: {operation}: {path}: wrongly {kind}" for path, kind in sorted(heard.keys() - true.keys())]
    return {
        "scored": scored,
        "all": score.together.facts(),
        **score.facts(),
        "documents": {name: each.together.facts() for name, each in documents.items()},
        "mistakes": mistakes,
    }
