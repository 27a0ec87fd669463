"""Persons: which objects of an answer are about whom, told by the fields that were found and the keys beside them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from headcount.catalog import words
from headcount.catalog.shapes import DIRECT, KEY, Person, Shape, around, container, home, is_many, key_of, keys, named, within
from headcount.model.field import Field
from headcount.model.kind import Form, Kind
from headcount.model.leaves import Leaves

SURE = 0.5
"""Fields below this confidence are not learned."""
_STEADY = 0.95
_DISTINCT = 0.9
"""Such a share of an own identifier's values must differ."""
_MOST = 0.5
"""What so small a share of the objects has names none of them."""
_BY_NUMBER = (
    Kind.ACCOUNT_ID,
    *(kind for kind in Kind if kind.startswith("national_id.")),
    Kind.PHONE,
    Kind.EMAIL,
    Kind.IM_ACCOUNT,
    Kind.PASSPORT,
)
"""Kinds whose values name one person alone, the best first."""
_OWN_KEY = re.compile(r"_?(?:id|uuid|guid|pk|key|no|code|number|identifier|slug)", re.IGNORECASE)
_KEY_ENDING = re.compile(
    r"(?:[_-]?(?:id|no|num|number|code|uuid|guid|key|name|identifier)|I[dD]|No|Code|Uuid|Key|Name|Identifier)$"
)
_NUMBERED = re.compile(r"_(?:id|uuid|guid)$", re.IGNORECASE)
_ALIAS = re.compile(r"pseudonym[^.]*$", re.IGNORECASE)
"""Ends the path of what stands for an identifier towards others; elsewhere the person has the identifier."""
_GATHERED = """
item items data list lists row rows result results record records content contents object objects entry entries hit hits edge
edges node nodes value values payload response body page
"""
_GATHERING = frozenset(_GATHERED.split())
"""Words for the place of a list in an answer that do not say what is in it."""
_SELF = frozenset({"me", "self", "whoami", "current_user", "session"})
"""Words of a path for the user who asks."""
_FACET = re.compile(
    r"(?:^|_)(?:names?|parts|address(?:es)?|contacts?|profile|details?|info|identity|documents?)(?:\[\])?$", re.IGNORECASE
)
"""Ends the key of an object that tells more of the person around it, such as `name_parts` or `invoice_address`."""
_NAMES = frozenset({Kind.PERSON_NAME, Kind.NICKNAME})
_ENVELOPE_KEY = re.compile(r"code|no|number|key", re.IGNORECASE)
_STATUS = re.compile(r"-?\d{1,3}|0+|[A-Za-z]?[0-4]\d{2}00|ok|success\w*|fail\w*|error\w*|true|false", re.IGNORECASE)
"""How an answer went, as envelopes say it: `0`, `200`, `20000`, `SUCCESS`."""
_PLACE = re.compile(r"\d{1,3}")
"""A key that only tells the place of an entry, as where a list is written as an object."""
_SEPARATORS = re.compile(r"[\s\-().]")


def persons(leaves: Leaves, fields: Iterable[Field], *, named_by_request: bool) -> Shape:
    """Whom the answers of one route show.

    Args:
        leaves: of sampled answers of the route.
        fields: what its columns were found to hold.
        named_by_request: whether the request names a record: then what stands in no list is about that record.
    """
    columns = dict(zip(leaves.paths, zip(leaves.values, leaves.answers, strict=True), strict=True))
    chosen = [held for held in fields if held.confidence >= SURE and held.path in columns and _has_place(held.path)]
    found = []
    for scope, inside in _scopes(chosen, columns).items():
        alone = named_by_request and not _in_list(scope)
        subject = None if alone else _subject(scope, inside, columns)
        often = tuple(held for held in inside if is_often(held, len(columns[held.path][0])))
        seldom = tuple(held for held in inside if held not in often)
        if often:
            found.append(Person("" if alone else scope, subject, often, _is_steady(often, columns, leaves.total), seldom))
    together = _together(found)
    counted = [_people(p, columns, leaves.total) for p in together if p.subject is None or named(p.fields)]
    most = max((sum(people) for people in zip(*counted, strict=True)), default=0)
    return Shape(tuple(together), leaves.total, most)


def is_often(held: Field, values: int) -> bool:
    """Whether any of the `values` at the path tells that the kind is shown; a kind that the name alone tells has no count."""
    return not held.count or 2 * held.count >= values


def _scopes(fields: Sequence[Field], columns: Mapping[str, object]) -> dict[str, list[Field]]:
    """The fields by the path of the object that is about one person."""
    homes: dict[str, list[Field]] = {}
    for held in fields:
        homes.setdefault(home(held.path), []).append(held)
    for inner in sorted(homes, key=len, reverse=True):  # a list below a person, such as their addresses, is about that person
        outer = next((place for place in _outer(inner) if place in homes), None)
        who = {Kind.PERSON_NAME, Kind.NICKNAME, Kind.ACCOUNT_ID}
        if outer and named(homes[outer]) and not who & {held.kind for held in homes[inner]}:
            homes[outer] += homes.pop(inner)
    scopes: dict[str, list[Field]] = {}
    for place, inside in homes.items():
        for scope, part in _apart(place, inside, columns).items():
            scopes.setdefault(scope, []).extend(part)
    return scopes


def _in_list(scope: str) -> bool:
    """Whether an answer may hold several objects of a scope."""
    return is_many(scope) or bool(around(scope))


def _outer(place: str) -> Iterable[str]:
    """The homes around a home, the nearest first."""
    while place:
        place = around(place)
        yield place


def _apart(place: str, inside: Sequence[Field], columns: Mapping[str, object]) -> dict[str, list[Field]]:
    """People side by side in one object: a buyer and a receiver, or lists of plain values."""
    parts: dict[str, list[Field]] = {}
    owned = any(_is_own_key(path, place) for path in columns) or named(held for held in inside if not held.path.endswith("[]"))
    for held in inside:
        alone = _is_bare(held.path) or (held.path.endswith("[]") and held.kind in DIRECT and not owned)
        parts.setdefault(held.path if alone else container(held.path), []).append(held)
    naming = {
        scope: {held.kind for held in part} & DIRECT - (_NAMES if _is_facet(scope) else set()) for scope, part in parts.items()
    }
    twice = {kind for kind, times in Counter(kind for kinds in naming.values() for kind in kinds).items() if times > 1}
    lists = {held.path for held in inside if held.path in parts}
    apart = [scope for scope in parts if scope in lists or (scope != place and naming[scope] & twice)]
    rest = [held for scope, part in parts.items() if scope not in apart for held in part]
    result = {scope: parts[scope] for scope in apart}
    if rest and (not apart or named(rest)):
        return {place: rest, **result}
    if rest:
        result[apart[0]] = [*result[apart[0]], *(held for held in rest if within(held.path, apart[0]))]
        left = [held for held in rest if not within(held.path, apart[0])]
        return {place: left, **result} if left else result
    return result


def _is_bare(path: str) -> bool:
    """Whether the answer itself is a list of plain values: these stand beside nothing, whatever other answers hold."""
    return path.startswith("[]") and path.endswith("[]") and "." not in path


def _has_place(path: str) -> bool:
    """Whether steps lead to a value: none do to an answer that is one plain value, nor through a key without a name."""
    return all(path.split("."))


def _is_facet(scope: str) -> bool:
    """Whether an object tells more of the person around it: then a name in it is that person's."""
    return bool(scope) and bool(_FACET.search(_plain(scope)))


def _is_own_key(path: str, scope: str) -> bool:
    return container(path) == scope and bool(_OWN_KEY.fullmatch(keys(path)[-1] if path else ""))


def _subject(scope: str, inside: Sequence[Field], columns: Mapping[str, tuple[list[str], list[int]]]) -> str:
    """The path that names the person of an object, or the scope itself when nothing alone does."""
    clear = {
        held.kind: held.path for held in reversed(inside) if held.form == Form.CLEAR and home(held.path) == home(inside[0].path)
    }
    here = [path for path in columns if path and container(path) in {scope, *(container(held.path) for held in inside)}]
    most = max((len(values) for path, (values, _) in columns.items() if container(path) == scope), default=0)
    here = [path for path in here if len(columns[path][0]) >= _MOST * most]
    clear = {kind: path for kind, path in clear.items() if len(columns[path][0]) >= _MOST * most and not _ALIAS.search(path)}
    if Kind.ACCOUNT_ID in clear:
        return clear[Kind.ACCOUNT_ID]
    for path in here:
        if words.PERSON_NAME.match(_plain(path)) and _KEY_ENDING.search(keys(path)[-1]) and "name" not in path.lower():
            return path
    for path in here:
        if (
            within(path, scope)
            and _OWN_KEY.fullmatch(keys(path)[-1])
            and _differ(*columns[path])
            and not _is_status(path, scope, columns)
        ):
            return path
    if (named_by := key_of(scope)) and named_by in columns and not all(map(_PLACE.fullmatch, columns[named_by][0])):
        return named_by
    if not named(inside):  # a thing, such as a device with its token: its own identifier may have its name in front
        numbered = (path for path in here if within(path, scope) and _NUMBERED.search(_plain(path)) and _differ(*columns[path]))
        scope = next(numbered, scope)
    return next((clear[kind] for kind in _BY_NUMBER if kind in clear), scope)


def _plain(path: str) -> str:
    """A key as words with underscores: `userId` is `user_id`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", keys(path)[-1])


def _differ(values: Sequence[str], answers: Sequence[int]) -> bool:
    """Whether the values are an identifier's: within one answer hardly any stands twice."""
    return len(set(zip(values, answers, strict=True))) >= _DISTINCT * len(values)


def _is_status(path: str, scope: str, columns: Mapping[str, tuple[list[str], list[int]]]) -> bool:
    """Whether a `code` or `key` tells how the answer went, not whom it is about: a short number or word, or always the same."""
    if not _ENVELOPE_KEY.fullmatch(keys(path)[-1]):
        return False
    values, answers = columns[path]
    if all(map(_STATUS.fullmatch, values)):
        return True
    beside = max((len(set(told)) for held, (told, _) in columns.items() if held != path and within(held, scope)), default=0)
    return len(set(values)) == 1 and len(set(answers)) > 1 and beside > 1


def _people(person: Person, columns: Mapping[str, tuple[list[str], list[int]]], total: int) -> list[int]:
    """How many people of one kind each answer holds."""
    most = [0] * total
    for held in person.fields:
        for answer, times in Counter(columns[held.path][1]).items():
            most[answer] = max(most[answer], times if _in_list(person.scope) else 1)
    return most


def _is_steady(inside: Sequence[Field], columns: Mapping[str, tuple[list[str], list[int]]], total: int) -> bool:
    holding = {answer for held in inside for answer in columns[held.path][1]}
    return len(holding) >= _STEADY * total


def _together(found: Sequence[Person]) -> list[Person]:
    """Everything that is about the record of the request as one person, and the others."""
    own = [person for person in found if person.subject is None]
    if not own:
        return list(found)
    fields = tuple(held for person in own for held in person.fields)
    seldom = tuple(held for person in own for held in person.occasional)
    together = Person("", None, fields, any(person.steady for person in own), seldom)
    return [together, *(person for person in found if person.subject is not None)]


def entity(subject: str, literal: str, known: Collection[str]) -> str:
    """What the people or records are that `subject` names, such as `user` for `items[].user_id`.

    Args:
        subject: a path in the answer; of a list or of the whole answer, all its personal values together name the person.
        literal: what the route's own path says that its records are.
        known: the entities of other routes: `users` among them is taken instead of `user`.
    """
    if not subject or is_many(subject):
        return "people"
    last = keys(subject)[-1]
    stem = "" if last == KEY else _KEY_ENDING.sub("", last.removesuffix("[]")).strip("_-").lower()
    if not stem:
        inner = [key.removesuffix("[]").lower().strip("{}") for key in keys(container(subject))]
        stem = next((key for key in reversed(inner) if key and key not in _GATHERING), literal)
    stem = "user" if stem in _SELF else stem
    return f"{stem}s" if f"{stem}s" in known else stem


def is_person(word: str) -> bool:
    """Whether an entity's word means people."""
    return word == "people" or word.encode() in words.PERSON_PLACES or bool(words.PERSON_NAME.match(word.removesuffix("s")))


def canonical(value: str, kind: Kind | None) -> bytes:
    """One spelling of an identifier in an answer: as `subjects.canonical` for what may also stand in a request.

    Telephone numbers lose what only separates their digits, and the prefix of Chinese mobile numbers, so that one person who is
    written in several ways stays one.
    """
    if value.isalnum() and value.isascii() and kind in {None, Kind.ACCOUNT_ID}:
        return value.encode()
    if kind is None:
        return spelled(value)
    text = unicodedata.normalize("NFC", value).strip()
    if kind == Kind.PHONE:
        digits = _SEPARATORS.sub("", text)
        digits = digits[2:] if digits.startswith("00") else digits.removeprefix("+")
        text = digits[2:] if len(digits) == 13 and digits.startswith("861") else digits
    elif kind is not None and kind.startswith("national_id."):
        text = _SEPARATORS.sub("", text).upper()
    else:
        return spelled(text)
    return text.encode("utf-8", "surrogatepass")


def spelled(value: str) -> bytes:
    """One spelling of an identifier of no kind: as `canonical` for what is neither a telephone nor an id number."""
    text = (value if value.isascii() else unicodedata.normalize("NFC", value)).strip()
    if "@" in text or (len(text) == 36 and text.count("-") == 4):
        text = text.lower()
    return text.encode("utf-8", "surrogatepass")


def spelled_all(values: Sequence[str]) -> list[bytes]:
    """`spelled` of each value."""
    end = "\x1e"
    together = end.join(values)
    if not values or together.count(end) != len(values) - 1 or not unicodedata.is_normalized("NFC", together):
        return list(map(spelled, values))
    texts = list(map(str.strip, values))
    if "@" in together or "-" in together:
        texts = [text.lower() if "@" in text or (len(text) == 36 and text.count("-") == 4) else text for text in texts]
    return end.join(texts).encode("utf-8", "surrogatepass").split(end.encode())
