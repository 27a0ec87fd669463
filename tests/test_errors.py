from __future__ import annotations

import dataclasses

import pytest

from headcount.errors import ConfigError, HeadcountError, InputError, LedgerError, RecordError, UsageError


@pytest.mark.parametrize(
    ("error", "is_usage"),
    [(UsageError, True), (ConfigError, True), (InputError, True), (LedgerError, False), (HeadcountError, False)],
)
def test_what_the_command_line_prints_and_with_which_code(error: type[HeadcountError], *, is_usage: bool) -> None:
    assert issubclass(error, HeadcountError)
    assert issubclass(error, UsageError) == is_usage
    assert str(error("a.toml:3: what to do")) == "a.toml:3: what to do"


def test_a_record_error_is_a_value_and_no_exception() -> None:
    error = RecordError("access.log", 7, "no time")
    assert error == RecordError("access.log", 7, "no time")
    assert not issubclass(RecordError, BaseException)
    with pytest.raises(dataclasses.FrozenInstanceError):
        error.line = 8  # type: ignore[misc]  # that is what is tried
