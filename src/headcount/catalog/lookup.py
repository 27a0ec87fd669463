"""A person as somebody types one in, to ask the ledger about: an identifier, alone or with what it identifies."""

from __future__ import annotations

import os
from collections.abc import Sequence

from headcount.catalog.subjects import canonical
from headcount.catalog.tokens import Tokenizer


def tokens_of_person(text: str, entities: Sequence[str], tokens: Tokenizer) -> list[int]:
    """The tokens that an identifier may stand under.

    Args:
        text: `4242`, looked for under every entity; or `orders/4242`, under one. A text whose first part is no entity is taken
            whole.
        entities: what the ledger's routes show.
        tokens: made under the ledger's key.
    """
    named, slash, value = text.partition("/")
    wanted = [(entity, text) for entity in entities]
    if slash:
        wanted = [(named, value)] if named in entities else [(named, value), *wanted]
    return [token for entity, one in wanted for token in tokens.tokens_of(entity, canonical(os.fsencode(one)))]
