"""Words for kinds as people write them in agreements and declarations: a kind's id, a family of kinds, or a short name."""

from __future__ import annotations

from collections.abc import Collection

from headcount.model.kind import Kind

_SHORT = {"name": Kind.PERSON_NAME, "account": Kind.ACCOUNT_ID, "e-mail": Kind.EMAIL, "birthday": Kind.BIRTH_DATE}


def known_as(word: str) -> tuple[Kind, ...]:
    """The kinds that a word means: `phone`, `national_id` (all of them), `name`; none for a word of the operator's own.

    >>> [kind.value for kind in known_as("location")]
    ['location.precise', 'location.track']
    """
    if word in _SHORT:
        return (_SHORT[word],)
    return tuple(kind for kind in Kind if kind == word or kind.startswith(f"{word}."))


def covered(word: str, agreed: Collection[str]) -> bool:
    """Whether an agreement that names `agreed` covers what a route is said to show."""
    kinds = known_as(word)
    return word in agreed or (bool(kinds) and set(kinds) <= {kind for other in agreed for kind in known_as(other)})
