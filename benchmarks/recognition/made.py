"""Made JSON answers of made routes, each value known for what it is.

A route has one shape, drawn at random: a language, a style of names, an envelope, one person or a page of people, further
objects, and fields that are no personal data. Its answers hold other people and other values in the same places. Every
answer's truth counts, for each path, the values of each kind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from benchmarks.recognition.field_names import FIRST_HELD_OUT_SEED, OPAQUE, PERSONS, STYLES, a_name, styled
from benchmarks.recognition.lookalikes import LOOKALIKES, Lookalike, name_of
from benchmarks.recognition.people import LOCALES, People
from benchmarks.recognition.words import WORDS
from headcount.model.kind import Form, Kind

_OF_WHAT = {
    "first_name": Kind.PERSON_NAME,
    "last_name": Kind.PERSON_NAME,
    "position": Kind.LOCATION_PRECISE,
    "latitude": Kind.LOCATION_PRECISE,
    "longitude": Kind.LOCATION_PRECISE,
    "gender": Kind.DEMOGRAPHIC,
    "marital": Kind.DEMOGRAPHIC,
    "age": Kind.DEMOGRAPHIC,
    "city": Kind.REGION,
    "province": Kind.REGION,
    "postal_code": Kind.REGION,
    "imei": Kind.DEVICE_ID,
    "mac": Kind.DEVICE_ID,
    "advertising_id": Kind.DEVICE_ID,
    "plate": Kind.VEHICLE,
    "vin": Kind.VEHICLE,
    "password": Kind.CREDENTIAL,
    "token": Kind.CREDENTIAL,
    "wechat": Kind.IM_ACCOUNT,
    "qq": Kind.IM_ACCOUNT,
    "job": Kind.WORK_EDUCATION,
    "employer": Kind.WORK_EDUCATION,
}
_NATIONAL = {"zh": Kind.NATIONAL_ID_CN, "vi": Kind.NATIONAL_ID_VN, "en": Kind.NATIONAL_ID_US, "de": Kind.NATIONAL_ID_OTHER}
_SHARES = {
    "person_name": 0.75,
    "first_name": 0.12,
    "phone": 0.7,
    "email": 0.5,
    "national_id": 0.3,
    "bank_card": 0.25,
    "bank_account": 0.12,
    "address": 0.5,
    "city": 0.2,
    "province": 0.12,
    "postal_code": 0.15,
    "birth_date": 0.25,
    "nickname": 0.2,
    "account_id": 0.4,
    "order": 0.4,
    "parcel": 0.2,
    "ip_address": 0.2,
    "imei": 0.08,
    "mac": 0.08,
    "advertising_id": 0.08,
    "latitude": 0.12,
    "position": 0.08,
    "gender": 0.15,
    "marital": 0.06,
    "age": 0.1,
    "health": 0.12,
    "passport": 0.12,
    "driver_license": 0.15,
    "travel_permit": 0.15,
    "plate": 0.1,
    "vin": 0.05,
    "password": 0.06,
    "token": 0.1,
    "wechat": 0.15,
    "qq": 0.1,
    "job": 0.12,
    "employer": 0.08,
    "assets": 0.12,
}
_OPAQUE_SHARE = 0.08
_MASKED_SHARE = 0.12
_REMARK_SHARE = 0.3

Truth = tuple[str, Kind, Form]
"""Path, kind and form of one value."""


@dataclass(frozen=True, slots=True)
class Told:
    """A value with what it holds; free text holds several kinds."""

    value: str | float
    holds: tuple[tuple[Kind, Form], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One made answer."""

    route: str
    language: str
    body: dict[str, Any]
    truth: Counter[Truth]


Slot = tuple[str, Callable[[], Any]]
"""A field's name and the maker of its value."""


def kind_of(what: str, language: str) -> Kind:
    """The kind of the taxonomy that a made field holds."""
    return _NATIONAL[language] if what == "national_id" else _OF_WHAT[what] if what in _OF_WHAT else Kind(what)


def _told(what: str, people: People, write: Callable[[], Any], form: Form) -> Callable[[], Told]:
    kind = kind_of(what, people.language)
    return lambda: Told(write(), ((kind, form),))


def _person_slots(people: People, rng: Random, style: str, *, held_out: bool) -> list[Slot]:
    slots: dict[str, Callable[[], Any]] = {}
    opaque = list(OPAQUE)
    rng.shuffle(opaque)
    for what, share in _SHARES.items():
        ways = people.ways(what)
        if not ways or rng.random() >= share or (what == "first_name" and rng.random() < 0.5):
            continue
        masked, certain = people.masked_ways(what), people.certain_ways(what)
        form, name = Form.CLEAR, styled(a_name(rng, what, people.language, held_out=held_out), style)
        if masked and rng.random() < _MASKED_SHARE:
            ways, form = masked, Form.MASKED
        elif what in {"phone", "email", "national_id", "bank_card"} and certain and rng.random() < _OPAQUE_SHARE:
            ways, name = certain, opaque.pop()
        slots.setdefault(name, _told(what, people, rng.choice(ways), form))
        for first, second in (("first_name", "last_name"), ("latitude", "longitude")):
            if what == first:
                pair = styled(a_name(rng, second, people.language, held_out=held_out), style)
                slots.setdefault(pair, _told(second, people, people.ways(second)[0], Form.CLEAR))
    return list(slots.items())


def _lookalike_slots(rng: Random, language: str, style: str, *, held_out: bool) -> tuple[list[Slot], list[Slot]]:
    """Fields beside people's, and objects of things."""

    def slot(one: Lookalike) -> Slot:
        return styled(name_of(rng, one, held_out=held_out), style), lambda: one.write(rng, language)

    chosen = rng.sample(list(LOOKALIKES.values()), rng.randrange(6, 16))
    beside = [slot(one) for one in chosen if not one.parent]
    things: dict[str, list[Slot]] = {}
    for one in chosen:
        if one.parent:
            things.setdefault(one.parent, []).append(slot(one))
    return beside, [(parent, _object(inside + beside[: rng.randrange(3)])) for parent, inside in things.items()]


def _object(slots: list[Slot]) -> Callable[[], dict[str, Any]]:
    return lambda: {name: make() for name, make in slots}


def _remark(people: People, rng: Random) -> Callable[[], Any]:
    language = people.language
    holds = ((Kind.ADDRESS, Form.CLEAR), (Kind.PERSON_NAME, Form.CLEAR), (Kind.PHONE, Form.CLEAR))

    def write() -> Any:  # noqa: ANN401 - told or plain, as it falls
        if rng.random() < 0.5:
            return rng.choice(WORDS["harmless"][language])
        return Told(
            WORDS["messages"][language][0].format(address=people.address(), name=people.name(), phone=people.phone()), holds
        )

    return write


def _listed(make: Callable[[], Any], rng: Random, most: int) -> Callable[[], list[Any]]:
    return lambda: [make() for _ in range(rng.randrange(1, most + 1))]


def _route(rng: Random, language: str, *, held_out: bool) -> Callable[[], dict[str, Any]]:
    """The maker of one route's answers."""
    people, style = People(language, rng), rng.choice(STYLES)
    slots = _person_slots(people, rng, style, held_out=held_out)
    if rng.random() < _REMARK_SHARE:
        slots.append((styled(a_name(rng, "remark", language, held_out=held_out), style), _remark(people, rng)))
    beside, things = _lookalike_slots(rng, language, style, held_out=held_out)
    rng.shuffle(slots)
    cut = rng.randrange(len(slots) + 1) if rng.random() < 0.4 else 0
    inner = styled(rng.choice(PERSONS), style)
    person = dict([*beside, *things, *slots[cut:]])
    if cut:
        person[inner] = _object(slots[:cut])
    row = _object(list(person.items()))
    shape = rng.randrange(4)
    if shape == 0:
        return row
    if shape == 1:
        return lambda: {"code": 0, "msg": "ok", "data": row()}
    rows = _listed(row, rng, 6)
    if shape == 2:
        return lambda: {"success": True, "result": {"total": rng.randrange(1, 900), "list": rows()}}
    return lambda: {"page": rng.randrange(1, 40), styled(rng.choice(PERSONS), style) + "s": rows()}


def tell(value: Any, path: str, truth: Counter[Truth]) -> Any:  # noqa: ANN401 - any JSON value
    """The value without its marks; what they said is counted in `truth`."""
    if isinstance(value, Told):
        truth.update((path, kind, form) for kind, form in value.holds)
        return value.value
    if isinstance(value, dict):
        return {name: tell(inner, f"{path}.{name}" if path else name, truth) for name, inner in value.items()}
    if isinstance(value, list):
        return [tell(inner, f"{path}[]", truth) for inner in value]
    return value


def answers(seed: int, count: int, an_answer_count: int = 25) -> Iterator[Answer]:
    """`count` answers, `an_answer_count` for each route, the four languages in turn. The same seed gives the same answers."""
    rng = Random(seed)  # noqa: S311 - made data must repeat; nothing here is a secret
    held_out = seed >= FIRST_HELD_OUT_SEED
    for number in range(-(-count // an_answer_count)):
        language = tuple(LOCALES)[number % len(LOCALES)]
        make = _route(rng, language, held_out=held_out)
        for _ in range(min(an_answer_count, count - number * an_answer_count)):
            truth: Counter[Truth] = Counter()
            body = tell(make(), "", truth)
            yield Answer(f"GET /{language}/{number}", language, body, truth)
