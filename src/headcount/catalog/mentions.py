"""Mentions: where the configuration names records by their entity. One that no route has is a slip of the pen, and is said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """One entity in a table of the configuration."""

    where: str
    """The table and its files, such as `[[relations]] 2 (cases.csv)`."""
    entity: str
    """What the records are said to be."""


def unheard_of(mentions: Iterable[Mention], known: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Mentions of records that no route shows, as (where, what is wrong and what to write); none while nothing is known.

    Args:
        mentions: what the configuration names.
        known: the entities of all routes, by the word that tokens are made under, as they may be shown (a word that may be
            somebody's name is shown as a digest).
    """
    told = ", ".join(sorted(word for word, shown in known.items() if word == shown))
    for mention in mentions if known else ():
        if mention.entity in known:
            continue
        if mention.entity in known.values():
            what = "stands for a word of the path that may be somebody's name; write that word"
        else:
            what = f"is of no route, so the table does nothing; write one of: {told}"
        yield mention.where, f'entity = "{mention.entity}" {what}'
