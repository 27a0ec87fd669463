from __future__ import annotations

import json
from collections import Counter
from itertools import islice

from benchmarks.recognition import adversarial, made
from benchmarks.recognition.field_names import FIRST_HELD_OUT_SEED, NAMES
from headcount.model.kind import Form, Kind
from headcount.sources.documents.walk import walk


def _names(value: object) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*map(_names, value.values()))
    return set().union(*map(_names, value)) if isinstance(value, list) else set()


def test_same_seed_same_answers() -> None:
    one, same, other = (json.dumps([answer.body for answer in made.answers(seed, 60, 10)]) for seed in (5, 5, 6))
    assert one == same != other


def test_truth_names_paths_that_are_there() -> None:
    for answer in made.answers(3, 200, 5):
        paths = Counter(path for path, _ in walk(answer.body))
        for (path, _, _), count in answer.truth.items():
            assert 0 < count <= paths[path]


def test_every_kind_and_both_forms_are_made() -> None:
    truth: Counter[tuple[Kind, Form]] = Counter()
    for answer in made.answers(4, 800, 5):
        for (_, kind, form), count in answer.truth.items():
            truth[kind, form] += count
    assert {kind for kind, _ in truth} >= {
        Kind.PERSON_NAME,
        Kind.PHONE,
        Kind.EMAIL,
        Kind.ADDRESS,
        Kind.NATIONAL_ID_CN,
        Kind.NATIONAL_ID_VN,
        Kind.NATIONAL_ID_US,
        Kind.NATIONAL_ID_OTHER,
        Kind.BANK_CARD,
        Kind.BANK_ACCOUNT,
        Kind.PASSPORT,
        Kind.TRAVEL_PERMIT,
        Kind.VEHICLE,
        Kind.ORDER,
        Kind.PARCEL,
        Kind.NICKNAME,
        Kind.DEVICE_ID,
        Kind.IP_ADDRESS,
        Kind.LOCATION_PRECISE,
        Kind.BIRTH_DATE,
        Kind.HEALTH,
        Kind.CREDENTIAL,
    }
    masked, clear = truth[Kind.PHONE, Form.MASKED], truth[Kind.PHONE, Form.CLEAR]
    assert 0.03 < masked / (masked + clear) < 0.3


def test_tuning_never_draws_held_out_names() -> None:
    every = [names for languages in NAMES.values() for names in languages.values()]
    tuning = {name.replace(" ", "") for names in every for name in names[::2]} | {"memo", "description", "remark", "note"}
    never = {name for names in every for name in names[1::2] if " " not in name and name.islower()} - tuning
    shown = set().union(*(_names(answer.body) for answer in made.answers(2, 300, 2)))
    drawn = set().union(*(_names(answer.body) for answer in made.answers(FIRST_HELD_OUT_SEED, 300, 2)))
    assert not never & shown
    assert len(never & drawn) > 20


def test_adversarial_answers_hold_six_kinds_and_look_alikes() -> None:
    kinds: set[str] = set()
    names: set[str] = set()
    for answer in islice(adversarial.answers(1, 400), 400):
        kinds |= {"national_id" if kind.startswith("national_id.") else str(kind) for _, kind, _ in answer.truth}
        names |= _names(answer.body)
    assert kinds == {"phone", "national_id", "email", "bank_card", "person_name", "address"}
    assert {"item_id", "serial", "created_at", "sku", "app_version"} <= names


def test_alike_answers_have_the_same_paths() -> None:
    paths = {frozenset(path for path, _ in walk(answer.body)) for answer in adversarial.alike(1, 40)}
    assert len(paths) == 1
