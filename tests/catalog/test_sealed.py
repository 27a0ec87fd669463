from __future__ import annotations

import pickle

import numpy as np

from headcount.catalog.sealed import Seal
from headcount.catalog.tokens import Tokenizer, key_of_passphrase

TOKENS = Tokenizer(key_of_passphrase("sealed"))
NUMBER = np.array([4711, 4711, 0, -1, 2**53], np.int64)
PLACE = np.array([0, 1, 2, 3, 1 << 40], np.int64)


def test_what_is_sealed_is_opened_by_the_same_seal_in_another_process() -> None:
    sealed = Seal(TOKENS, 5)(NUMBER, PLACE)
    assert (sealed != NUMBER).all()
    other: Seal = pickle.loads(pickle.dumps(Seal(TOKENS, 5)))  # noqa: S301  # made in this test
    assert other(sealed, PLACE).tolist() == NUMBER.tolist()


def test_equal_numbers_look_different_and_each_run_and_key_has_its_own() -> None:
    sealed = Seal(TOKENS, 5)(NUMBER, PLACE)
    assert sealed[0] != sealed[1]
    assert (Seal(TOKENS, 6)(NUMBER, PLACE) != sealed).all()
    assert (Seal(Tokenizer(key_of_passphrase("another")), 5)(NUMBER, PLACE) != sealed).all()


def test_nothing_is_sealed_to_nothing() -> None:
    assert Seal(TOKENS, 5)(NUMBER[:0], PLACE[:0]).tolist() == []
